// SPDX-License-Identifier: EUPL-1.2
// Links marked data-copy put their address on the clipboard; without this they simply lead there.

export function startCopy() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-copy]");
    if (!link || !navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      say(link.dataset.copied ?? link.href);
    } catch {
      location.href = link.href;
    }
  });
}

function say(words) {
  const line = document.getElementById("meldung");
  if (line) line.textContent = words;
}
