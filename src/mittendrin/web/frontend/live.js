// SPDX-License-Identifier: EUPL-1.2
// New values on an open page. Each event ends its connection; the browser asks again by itself after the pause that the
// server names, so that open pages never hold a process of the server. Only parts that changed are replaced, and none
// in which somebody's focus is.
export function startLive() {
  const root = document.querySelector("[data-live]");
  if (!root || !window.EventSource) return;
  const shown = new Map();
  const address = `${root.dataset.live}&stand=${encodeURIComponent(root.dataset.stand ?? "")}`;
  let source;
  const open = () => {
    source ??= new EventSource(address);
    source.addEventListener("cockpit", (event) => {
      for (const [id, html] of Object.entries(JSON.parse(event.data))) replace(id, html, shown);
    });
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  if (!document.hidden) open();
}

function replace(id, html, shown) {
  const element = document.getElementById(id);
  if (!element || shown.get(id) === html || element.contains(document.activeElement)) return;
  shown.set(id, html);
  element.innerHTML = html;
}
