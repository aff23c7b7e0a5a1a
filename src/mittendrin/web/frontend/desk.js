// SPDX-License-Identifier: EUPL-1.2
// The desk: keys that decide, place and row that light up together, words chosen on the page.
// Without this every link and form works by itself.
import htmx from "htmx.org";

const PAUSE = 350; // between going to an unsure fact and taking it, and before Enter counts on a new letter
let arrived = 0;
let shownAt = { name: "", at: 0 };

export function startDesk() {
  document.addEventListener("submit", ask, true);
  if (!document.querySelector("[data-desk]")) return;
  settle();
  document.addEventListener("keydown", key);
  document.addEventListener("mouseover", (event) => light(event.target));
  document.addEventListener("focusin", (event) => light(event.target));
  document.addEventListener("click", click);
  document.addEventListener("toggle", opened, true);
  document.body.addEventListener("htmx:beforeSwap", keep);
  document.body.addEventListener("htmx:afterSettle", (event) => event.detail.target?.id === "tisch" && settle());
}

const desk = () => document.querySelector("[data-desk]");
const row = (name) => document.getElementById(`angabe-${name}`);
let places = {};

// Answers that refuse or differ show on the desk as well; panes stay where they were scrolled to.
function keep(event) {
  const { detail } = event;
  if (detail.target?.id === "tisch") {
    places = { queue: document.getElementById("briefe")?.scrollTop ?? 0, letter: desk()?.querySelector("[data-letter]")?.dataset.letter };
    places.facts = document.getElementById("vorschlag")?.scrollTop ?? 0;
    places.sheet = document.getElementById("blatt")?.scrollTop ?? 0;
  }
  if (detail.xhr.status < 400) return part();
  if ([409, 422].includes(detail.xhr.status) && detail.serverResponse.includes('id="tisch"')) {
    detail.shouldSwap = true;
    detail.isError = false;
    part();
  } else if (detail.target?.id === "tisch") {
    detail.shouldSwap = false;
    location.assign(detail.xhr.responseURL || location.href);
  }
}

// For a moment the old and the new desk stand side by side. Of details with one name only one may be open: the new
// one would be closed.
function part() {
  desk()?.querySelectorAll("details[name]").forEach((details) => details.removeAttribute("name"));
}

function settle() {
  arrived = performance.now();
  shownAt = { name: "", at: 0 };
  const queue = document.getElementById("briefe");
  if (queue && places.queue) queue.scrollTop = places.queue;
  if (places.letter && places.letter === desk()?.querySelector("[data-letter]")?.dataset.letter) {
    document.getElementById("vorschlag").scrollTop = places.facts;
    document.getElementById("blatt").scrollTop = places.sheet;
  }
  queue?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  const wanted = desk()?.querySelector("[data-focus]");
  if (wanted) wanted.focus({ preventScroll: wanted.id === "brief-titel" });
  else desk()?.querySelectorAll(".m-way[open]").forEach((way) => first(way)?.focus());
  for (const field of document.querySelectorAll("footer input[name=next], header input[name=next]")) field.value = location.pathname + location.search;
}

function key(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !desk()) return;
  const on = event.target;
  if (event.key === "Escape" && on.closest?.("details[open]") && desk().contains(on)) return fold(on.closest("details[open]"), event);
  if (on.closest?.("input, textarea, select, dialog[open]") || document.body.dataset.singleKeys === "off") return;
  const pressed = event.key.toLowerCase();
  if (pressed === "enter") return enter(event);
  if (event.repeat) return;
  if (/^[1-9]$/.test(pressed)) return number(pressed, event);
  if (pressed === "j" || pressed === "k") return go(pressed, event);
  if (pressed === "e") return change(event);
}

function fold(details, event) {
  event.preventDefault();
  details.open = false;
  details.querySelector("summary").focus();
}

// Enter confirms everything, unless something that acts by itself has the focus. A held key never confirms the next letter.
function enter(event) {
  if (event.target.closest("a, button, summary, .m-bar, footer, nav")) return;
  const started = desk().querySelector(".m-way[open], [data-edit][open]");
  if (started) return void (event.preventDefault(), first(started)?.focus());
  const go = desk().querySelector("[data-enter]");
  if (!go) return;
  event.preventDefault();
  if (event.repeat || performance.now() - arrived < PAUSE) return;
  go.click();
}

const first = (details) => details.querySelector("button, select, input:not([type=hidden]), textarea");

function go(pressed, event) {
  const link = desk().querySelector(pressed === "j" ? "[data-next]" : "[data-previous]");
  event.preventDefault();
  link?.click();
}

// First press: the row and its place are shown. Second press, after a look: the proposal is taken.
function number(pressed, event) {
  const found = desk().querySelector(`[data-number="${pressed}"]`);
  if (!found) return;
  event.preventDefault();
  const name = found.dataset.fact;
  const seen = shownAt.name === name && performance.now() - shownAt.at > PAUSE;
  const take = found.querySelector("[data-take]");
  if (seen && take) return take.click();
  if (seen && found.hasAttribute("data-waits")) return openRow(found);
  if (shownAt.name !== name) shownAt = { name, at: performance.now() };
  show(found);
}

function show(found) {
  const title = found.querySelector(".m-fact__name");
  title.focus({ preventScroll: true });
  found.scrollIntoView({ block: "nearest" });
  light(found);
  document.querySelector(`.m-mark[data-mark="${found.dataset.fact}"]`)?.scrollIntoView({ block: "center", inline: "nearest" });
}

function change(event) {
  const current = document.activeElement?.closest?.("[data-fact]") ?? desk().querySelector("[data-waits]") ?? desk().querySelector("[data-fact]");
  if (!current) return;
  event.preventDefault();
  openRow(current);
}

function openRow(found) {
  const details = found.querySelector("[data-edit]");
  if (!details) return;
  found.closest("details.m-quiet")?.setAttribute("open", "");
  details.open = true;
  details.querySelector(".m-input")?.focus();
  details.querySelector(".m-input")?.select?.();
}

// Opening a fact for change makes the words of the page choosable.
function opened(event) {
  const details = event.target;
  if (!desk()?.contains(details) || !details.open) return;
  if (details.matches(".m-way")) return void first(details)?.focus();
  if (!details.matches("[data-edit]")) return;
  details.querySelector(".m-fact__pickhint")?.remove();
  const sheet = document.getElementById("blatt");
  if (!details.querySelector("input[name=wert].m-input") || sheet.querySelector("[data-pick]")?.closest("svg").dataset.for === details.dataset.edit) return;
  htmx.ajax("GET", details.dataset.url, { source: sheet, target: "#blatt", select: "#blatt", swap: "outerHTML show:none" });
}

function click(event) {
  const on = event.target;
  if (!desk()?.contains(on)) return;
  const pick = on.closest("[data-pick]");
  if (pick) return take(pick, event);
  const badge = on.closest("[data-mark]");
  if (badge) return show(row(badge.dataset.mark));
  const goto = on.closest("[data-goto]");
  if (goto) {
    event.preventDefault();
    shownAt = { name: goto.dataset.goto, at: performance.now() };
    return show(row(goto.dataset.goto));
  }
  if (on.closest("[data-change]")) return change(event);
  if (on.closest("[data-print]")) {
    event.preventDefault();
    window.print();
  }
}

function take(pick, event) {
  const form = desk().querySelector("details[data-edit][open] form");
  if (!form) return;
  event.preventDefault();
  const place = document.createElement("input");
  Object.assign(place, { type: "hidden", name: "ort", value: pick.dataset.pick });
  form.append(place);
  form.requestSubmit();
}

function ask(event) {
  const words = event.target.dataset?.ask;
  if (words && !window.confirm(words)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

// Place and row light up together.
function light(on) {
  const found = on.closest?.("[data-fact], [data-mark]");
  if (!found || !desk()?.contains(found)) return;
  const name = found.dataset.fact ?? found.dataset.mark;
  for (const one of desk().querySelectorAll(".m-fact--lit, .m-mark--lit")) one.classList.remove("m-fact--lit", "m-mark--lit");
  row(name)?.classList.add("m-fact--lit");
  for (const mark of desk().querySelectorAll(`[data-mark="${name}"]`)) mark.classList.add("m-mark--lit");
}
