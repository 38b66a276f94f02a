/*
 * select[data-settled]: with the arrow keys or letters each option passed would count as chosen. Here one has chosen
 * with Enter or by going on; with the mouse at once, as ever.
 */
(function () {
  "use strict";

  const isSettled = (target) => target.tagName === "SELECT" && "settled" in target.dataset;
  let before = "";
  let byKey = false;

  function choose(select) {
    if (!byKey) return;
    byKey = false;
    if (select.value === before) return;
    before = select.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("focusin", (event) => {
    if (!isSettled(event.target)) return;
    before = event.target.value;
    byKey = false;
  });
  document.addEventListener("mousedown", () => {
    byKey = false;
  });
  document.addEventListener("keydown", (event) => {
    if (!isSettled(event.target)) return;
    if (event.key === "Enter" && byKey) {
      event.preventDefault();
      choose(event.target);
    } else if (event.key === "Escape" && byKey) {
      event.target.value = before;
      byKey = false;
    } else if (event.key !== "Tab" && event.key !== "Enter") {
      byKey = true;
    }
  });
  document.addEventListener("change", (event) => {
    if (isSettled(event.target) && byKey) event.stopPropagation();
  }, true);
  document.addEventListener("focusout", (event) => {
    if (isSettled(event.target)) choose(event.target);
  });
})();
