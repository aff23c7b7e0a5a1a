// SPDX-License-Identifier: EUPL-1.2
// Long sections marked data-fold begin closed on phones; an address that leads into one opens it, and so does printing.
// Without this they stay open.

export function startFold() {
  const folds = document.querySelectorAll("details[data-fold]");
  if (folds.length === 0) return;
  if (matchMedia("(max-width: 767px)").matches) for (const fold of folds) fold.open = false;
  openTarget();
  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", () => {
    for (const fold of folds) fold.open = true;
  });
}

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target ? target.closest("details[data-fold]") : null;
  if (!fold || fold.open) return;
  fold.open = true;
  target.scrollIntoView();
}
