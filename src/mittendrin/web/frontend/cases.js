// SPDX-License-Identifier: EUPL-1.2
// The inbox: keys that act on the row in focus or on the chosen rows, the case beside the list, the number chosen.
// Without this every link and form works by itself.

const STEPS = { w: "weitergeben", v: "wiedervorlage", e: "aendern" };

export function startCases() {
  const inbox = document.querySelector("[data-inbox]");
  if (!inbox) return;
  inbox.addEventListener("keydown", (event) => key(inbox, event));
  inbox.addEventListener("change", (event) => event.target.closest(".m-case__tick") && count(inbox));
  inbox.addEventListener("reset", () => setTimeout(() => count(inbox)));
  inbox.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    if (summary) setTimeout(() => summary.parentElement.open && focusFirst(summary.parentElement));
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "vorgang") opened(inbox, event.detail.pathInfo?.requestPath ?? location.pathname);
  });
  count(inbox);
  const asked = inbox.querySelector("details.m-act[open]");
  if (asked) focusFirst(asked);
}

function key(inbox, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.singleKeys === "off") return;
  const pressed = event.key.toLowerCase();
  if (pressed === "escape") return clear(inbox, event);
  const row = document.activeElement?.closest?.("[data-key-item]");
  if (pressed === "x" && row) return tick(row, event);
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  if (chosen(inbox).length > 0) return together(inbox, pressed, event);
  if (row && (STEPS[pressed] || pressed === "a")) return openWith(row, pressed, event);
}

function tick(row, event) {
  event.preventDefault();
  row.querySelector(".m-case__tick input").click();
}

function clear(inbox, event) {
  if (event.defaultPrevented || chosen(inbox).length === 0 || inbox.querySelector("details[data-menu][open]")) return;
  event.preventDefault();
  for (const box of chosen(inbox)) box.checked = false;
  count(inbox);
}

function together(inbox, pressed, event) {
  const control = inbox.querySelector(`[data-bulk-key="${CSS.escape(pressed)}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
}

// A step with the row in focus: taking over is done at once, for others its case opens with the form of the step.
function openWith(row, pressed, event) {
  const link = row.querySelector("a[href]");
  const open = document.getElementById("vorgang")?.dataset.case;
  if (open && link.getAttribute("href").includes(open)) return;
  event.preventDefault();
  if (pressed === "a") {
    row.querySelector(".m-case__tick input").checked = true;
    document.querySelector('[data-bulk-key="a"]').click();
    return;
  }
  const address = new URL(link.href);
  address.searchParams.set("tun", STEPS[pressed]);
  location.assign(address);
}

function chosen(inbox) {
  return [...inbox.querySelectorAll(".m-case__tick input:checked")];
}

function count(inbox) {
  const words = inbox.querySelector("[data-bulk-count]");
  const number = chosen(inbox).length;
  if (words) words.textContent = number === 1 ? words.dataset.one : words.dataset.many.replace("%s", number);
}

function focusFirst(details) {
  const field = details.querySelector(".m-act__quick button, form .kern-form-input__select, form .kern-form-input__input, .m-input, select, input:not([type=hidden]), textarea");
  field?.focus();
}

function opened(inbox, path) {
  inbox.dataset.open = "";
  for (const row of inbox.querySelectorAll("[data-key-item]")) {
    const link = row.querySelector("a[href]");
    const current = new URL(link.href).pathname === new URL(path, location.href).pathname;
    row.classList.toggle("m-case--current", current);
    row.toggleAttribute("data-key-current", current);
    if (current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.getElementById("vorgang-titel")?.focus();
}
