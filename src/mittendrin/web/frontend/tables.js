// SPDX-License-Identifier: EUPL-1.2
// On narrow screens a table that would scroll sideways becomes a list with label and value.
// Tables that compare columns (data-compare) keep their shape and scroll in their frame.

const narrow = matchMedia("(max-width: 767px)");

export function startTables() {
  const tables = [...document.querySelectorAll("main .m-table:not([data-compare])")];
  const fit = () => tables.forEach(stackIfTooWide);
  narrow.addEventListener("change", fit);
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const table of document.querySelectorAll("main .m-table:not([data-compare])")) stackIfTooWide(table);
  });
  fit();
}

function stackIfTooWide(table) {
  table.classList.remove("m-table--stack");
  const frame = table.parentElement;
  if (!narrow.matches || frame.scrollWidth <= frame.clientWidth + 1) return;
  const heads = [...(table.tHead?.rows ?? [])];
  if (heads.length !== 1 || [...heads[0].cells].some((cell) => cell.colSpan > 1)) return;
  const labels = [...heads[0].cells].map((cell) => cell.textContent.trim());
  label(table, labels);
  table.classList.add("m-table--stack");
}

// A block is no table for a screen reader any more: the roles say that it still is one.
function label(table, labels) {
  table.setAttribute("role", "table");
  for (const part of table.querySelectorAll("tbody, thead, tfoot")) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    [...row.cells].forEach((cell, index) => {
      cell.setAttribute("role", cell.closest("thead") ? "columnheader" : cell.tagName === "TH" ? "rowheader" : "cell");
      if (cell.tagName === "TD" && labels[index]) cell.dataset.label ??= labels[index];
    });
  }
}
