// SPDX-License-Identifier: EUPL-1.2
// Search page: facets apply at once, suggestions while typing (combobox after the ARIA pattern), copying the address.

const DELAY = 150;

export function startSearch() {
  for (const input of document.querySelectorAll("[data-suggest]")) suggestFor(input);
  fitFacets();
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-facets]") && event.target.type === "checkbox") event.target.form?.requestSubmit();
  });
  document.addEventListener("click", copyAddress);
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "suche-inhalt") return;
    fitFacets();
    say(document.getElementById("treffer")?.textContent);
  });
}

// On small screens the facets start folded; without scripts they stay open.
function fitFacets() {
  const facets = document.querySelector("[data-facets]");
  if (!facets) return;
  facets.classList.add("m-facets--live");
  if (matchMedia("(max-width: 991px)").matches && !document.activeElement?.closest("[data-facets]")) facets.open = false;
}

function say(text) {
  const region = document.getElementById("meldung");
  if (!region || !text) return;
  const line = document.createElement("span");
  line.className = "m-hidden";
  line.textContent = text.replace(/\s+/g, " ").trim();
  region.replaceChildren(line);
}

async function copyAddress(event) {
  const link = event.target.closest?.("[data-copy-address]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href);
  link.textContent = link.dataset.copied;
  say(link.dataset.copied);
}

function suggestFor(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-vorschlaege`;
  list.className = "m-suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  list.hidden = true;
  input.parentElement.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  const state = { input, list, items: [], active: -1, timer: 0, request: null };
  input.addEventListener("input", () => later(state));
  input.addEventListener("keydown", (event) => key(state, event));
  input.addEventListener("blur", () => close(state));
  input.form?.addEventListener("submit", () => close(state));
}

function later(state) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => ask(state), DELAY);
}

async function ask(state) {
  state.request?.abort();
  const typed = state.input.value.trim();
  if (typed.length < 2) return close(state);
  state.request = new AbortController();
  try {
    const address = `${state.input.dataset.suggest}?q=${encodeURIComponent(typed)}`;
    const response = await fetch(address, { signal: state.request.signal });
    if (response.ok) show(state, (await response.json()).suggestions);
  } catch {
    close(state);
  }
}

function show(state, suggestions) {
  state.items = suggestions;
  state.active = -1;
  state.list.replaceChildren(...suggestions.map((suggestion, number) => option(state, suggestion, number)));
  const open = suggestions.length > 0 && document.activeElement === state.input;
  state.list.hidden = !open;
  state.input.setAttribute("aria-expanded", String(open));
  state.input.removeAttribute("aria-activedescendant");
}

function option(state, suggestion, number) {
  const item = document.createElement("li");
  item.id = `${state.list.id}-${number}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.append(suggestion.text);
  if (suggestion.kind) {
    const kind = document.createElement("span");
    kind.textContent = suggestion.kind;
    item.append(" ", kind);
  }
  item.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    location.assign(suggestion.url);
  });
  return item;
}

function key(state, event) {
  if (state.list.hidden) return event.key === "ArrowDown" && ask(state);
  if (event.key === "Escape") close(state);
  else if (event.key === "ArrowDown") move(state, 1);
  else if (event.key === "ArrowUp") move(state, -1);
  else if (event.key === "Enter" && state.active >= 0) location.assign(state.items[state.active].url);
  else return;
  event.preventDefault();
}

function move(state, step) {
  const count = state.items.length;
  state.active = (state.active + step + count + (state.active < 0 && step < 0 ? 1 : 0)) % count;
  for (const [number, item] of [...state.list.children].entries()) item.setAttribute("aria-selected", String(number === state.active));
  state.input.setAttribute("aria-activedescendant", state.list.children[state.active].id);
}

function close(state) {
  clearTimeout(state.timer);
  state.request?.abort();
  state.list.hidden = true;
  state.active = -1;
  state.input.setAttribute("aria-expanded", "false");
  state.input.removeAttribute("aria-activedescendant");
}
