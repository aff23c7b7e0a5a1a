// SPDX-License-Identifier: EUPL-1.2
// Single keys: elements name their key with data-key (click) or data-key-focus (focus).
// J and K walk through the items of a list marked data-key-list. Off while typing, with modifiers, or by choice.

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.body.dataset.singleKeys === "off") return;
    const key = event.key.toLowerCase();
    if (key === "/") return act(event, document.querySelector('[data-key-focus="/"]'), "focus");
    if (key === "j" || key === "k") return walk(event, key === "j" ? 1 : -1);
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target) act(event, target, target.dataset.keyAction ?? "click");
  });
}

function act(event, element, action) {
  if (!element) return;
  event.preventDefault();
  if (action === "print") window.print();
  else element[action]();
}

function walk(event, step) {
  const items = [...document.querySelectorAll("[data-key-list] [data-key-item]")];
  if (items.length === 0) return;
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  const current = focused >= 0 ? focused : items.findIndex((item) => item.matches("[data-key-current]"));
  const next = items[Math.min(Math.max(current + step, 0), items.length - 1)];
  event.preventDefault();
  (next.querySelector("a[href]") ?? next).focus();
}

function typing(element) {
  return element.closest?.("input, textarea, select, [contenteditable], dialog[open]") !== null && element.closest !== undefined;
}
