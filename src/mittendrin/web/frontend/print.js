// SPDX-License-Identifier: EUPL-1.2
// On paper each link gets a number; the addresses stand as a numbered list at the end.

export function startPrint() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  addEventListener("beforeprint", addAddresses);
  addEventListener("afterprint", removeAddresses);
}

function addAddresses() {
  removeAddresses();
  const main = document.querySelector("main[data-print-links]");
  const addresses = new Map();
  for (const link of main?.querySelectorAll("a[href]") ?? []) {
    if (!link.getClientRects().length || link.getAttribute("href").startsWith("#") || link.closest("nav, .m-btn, .m-noprint")) continue;
    const address = link.href;
    if (!addresses.has(address)) addresses.set(address, addresses.size + 1);
    link.insertAdjacentElement("afterend", element("sup", ` [${addresses.get(address)}]`));
  }
  if (addresses.size === 0) return;
  const section = element("section");
  const list = document.createElement("ol");
  for (const address of addresses.keys()) list.append(Object.assign(document.createElement("li"), { textContent: address }));
  section.className = "m-printlinks";
  section.append(Object.assign(document.createElement("h2"), { textContent: main.dataset.printLinks }), list);
  main.append(section);
}

function element(name, text = "") {
  const made = Object.assign(document.createElement(name), { textContent: text });
  made.dataset.printOnly = "";
  return made;
}

function removeAddresses() {
  for (const made of document.querySelectorAll("[data-print-only]")) made.remove();
}
