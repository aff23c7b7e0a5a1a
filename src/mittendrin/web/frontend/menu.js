// SPDX-License-Identifier: EUPL-1.2
// The menu behind one button on small screens, and menus in <details>: Esc and a click elsewhere close them.

export function startMenus() {
  const button = document.querySelector("[data-menu-button]");
  const drawer = button && document.getElementById(button.getAttribute("aria-controls"));
  if (drawer) {
    button.addEventListener("click", () => show(drawer.dataset.open === undefined));
  }

  function show(open) {
    button.setAttribute("aria-expanded", String(open));
    if (open) drawer.dataset.open = "";
    else delete drawer.dataset.open;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (drawer?.dataset.open !== undefined) {
      show(false);
      button.focus();
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
