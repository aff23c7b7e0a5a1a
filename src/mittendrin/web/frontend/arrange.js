// SPDX-License-Identifier: EUPL-1.2
// Drags a row to another place of its list and sends the new order. The buttons beside each row do the same without it.
export function startArrange() {
  for (const form of document.querySelectorAll("form[data-arrange]")) start(form);
}

function start(form) {
  const list = form.querySelector("ol");
  let dragged;
  const clear = () => list.querySelectorAll("[data-drop]").forEach((row) => row.removeAttribute("data-drop"));
  for (const row of list.children) row.draggable = true;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.tile);
  });
  list.addEventListener("dragover", (event) => {
    const row = event.target.closest("li");
    if (!dragged || !row) return;
    event.preventDefault();
    clear();
    if (row !== dragged) row.setAttribute("data-drop", "");
  });
  list.addEventListener("drop", (event) => {
    const row = event.target.closest("li");
    if (!dragged || !row || row === dragged) return;
    event.preventDefault();
    row.before(dragged);
    send(form, list);
  });
  list.addEventListener("dragend", () => {
    dragged = undefined;
    clear();
  });
}

function send(form, list) {
  form.elements.tiles.value = [...list.children].map((row) => row.dataset.tile).join(",");
  const step = document.createElement("input");
  step.type = "hidden";
  step.name = "tun";
  step.value = form.dataset.arrange;
  form.append(step);
  form.submit();
}
