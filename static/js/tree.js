/* [data-tree] holds nested <details>: [data-tree-open] and [data-tree-close] act on all; arrows walk; paper shows all. */
(function () {
  "use strict";

  const branches = (tree) => Array.from(tree.querySelectorAll("details"));
  let closedForPrint = [];

  function setAll(tree, isOpen) {
    branches(tree).forEach((branch) => { branch.open = isOpen; });
  }

  function isShown(summary) {
    const above = summary.parentElement.parentElement.closest("details");
    return !above || (above.open && isShown(above.querySelector("summary")));
  }

  function neighbour(tree, summary, step) {
    const shown = Array.from(tree.querySelectorAll("summary")).filter(isShown);
    return shown[shown.indexOf(summary) + step];
  }

  function walk(tree, summary, key) {
    const branch = summary.parentElement;
    if (key === "ArrowRight" && !branch.open) branch.open = true;
    else if (key === "ArrowRight") return neighbour(tree, summary, 1);
    else if (key === "ArrowLeft" && branch.open) branch.open = false;
    else if (key === "ArrowLeft") return (branch.parentElement.closest("details") || branch).querySelector("summary");
    else if (key === "ArrowDown") return neighbour(tree, summary, 1);
    else if (key === "ArrowUp") return neighbour(tree, summary, -1);
    return summary;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tree-open], [data-tree-close]");
    if (button) setAll(button.closest("[data-tree]"), button.hasAttribute("data-tree-open"));
  });

  document.addEventListener("keydown", (event) => {
    const summary = event.target.closest("[data-tree] summary");
    if (!summary || !event.key.startsWith("Arrow") || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = walk(summary.closest("[data-tree]"), summary, event.key);
    if (next) next.focus();
  });

  window.addEventListener("beforeprint", () => {
    closedForPrint = Array.from(document.querySelectorAll("[data-tree] details:not([open])"));
    closedForPrint.forEach((branch) => { branch.open = true; });
  });

  window.addEventListener("afterprint", () => {
    closedForPrint.forEach((branch) => { branch.open = false; });
  });
})();
