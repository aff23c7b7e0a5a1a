// SPDX-License-Identifier: EUPL-1.2
// Lets people drag over a chart of a time to look at that part. The links and fields beside it do the same without it.
const MINUTE = 60;
const SHORTEST = 60 * MINUTE;
const SVG = "http://www.w3.org/2000/svg";

export function startZoom() {
  for (const figure of document.querySelectorAll("[data-zoom]")) {
    figure.querySelector("[data-zoomhint]")?.removeAttribute("hidden");
    for (const drawing of figure.querySelectorAll("svg[data-plot]")) start(drawing);
  }
}

function start(drawing) {
  const [left, right, top, bottom] = drawing.dataset.plot.split(" ").map(Number);
  const [first, last] = drawing.dataset.time.split(" ").map(Number);
  const mark = document.createElementNS(SVG, "rect");
  mark.setAttribute("class", "c-chosen");
  mark.setAttribute("y", top);
  mark.setAttribute("height", bottom - top);
  drawing.classList.add("c-zoomable");
  let from;
  const place = (event) => {
    const box = drawing.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * drawing.viewBox.baseVal.width;
    return Math.min(Math.max(x, left), right);
  };
  const show = (to) => {
    mark.setAttribute("x", Math.min(from, to));
    mark.setAttribute("width", Math.abs(to - from));
  };
  const end = () => {
    from = undefined;
    mark.remove();
  };
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls the page
    from = place(event);
    drawing.setPointerCapture(event.pointerId);
    drawing.append(mark);
    show(from);
    event.preventDefault();
  });
  drawing.addEventListener("pointermove", (event) => from !== undefined && show(place(event)));
  drawing.addEventListener("pointercancel", end);
  window.addEventListener("keydown", (event) => event.key === "Escape" && end());
  drawing.addEventListener("pointerup", (event) => {
    if (from === undefined) return;
    const edges = [from, place(event)].sort((one, other) => one - other);
    end();
    if (edges[1] - edges[0] < 6) return;
    const [begin, until] = edges.map((x) => first + ((x - left) / (right - left)) * (last - first));
    go(begin, Math.max(until, begin + SHORTEST));
  });
}

function go(begin, end) {
  const address = new URL(location.href);
  address.search = new URLSearchParams({ von: local(begin), bis: local(end) }).toString();
  address.hash = "verlauf";
  location.assign(address);
}

// The server reads the time of the town, which is that of Germany.
function local(seconds) {
  const rounded = new Date(Math.round(seconds / MINUTE) * MINUTE * 1000);
  const words = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Berlin", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).format(rounded);
  return words.replace(" ", "T");
}
