// SPDX-License-Identifier: EUPL-1.2
// A field with data-selection takes over the words that are selected inside one element that fits; without this they
// are copied into it by hand.

export function startSelection() {
  const field = document.querySelector("[data-selection]");
  if (!field) return;
  const inside = (node) => (node instanceof Element ? node : node?.parentElement)?.closest(field.dataset.selection);
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const words = chosen?.toString().trim().replace(/\s+/g, " ") ?? "";
    const place = inside(chosen?.anchorNode);
    if (words && place && place === inside(chosen.focusNode)) field.value = words.slice(0, field.maxLength);
  });
}
