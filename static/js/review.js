/*
 * The review page: [data-opens="id"] opens that fold and goes there, [data-opens-dialog="id"] that dialog and its
 * first field; [data-needs="id"] is not sent while that field is empty; a verdict that needs a reason asks for it
 * first; an answer of 409 (somebody else was first) is swapped in like any other, because it says both values;
 * words typed but not sent are not lost by leaving.
 */
(function () {
  "use strict";

  let typed = false;
  let opened = null;

  function open(fold) {
    fold.open = true;
    const field = fold.querySelector("input, textarea, select");
    fold.scrollIntoView({ block: "start" });
    if (field) field.focus({ preventScroll: true });
  }

  function ask(dialog) {
    dialog.addEventListener("shown.bs.modal", () => {
      const field = dialog.querySelector("textarea, input");
      if (field) field.focus();
    }, { once: true });
    window.bootstrap.Modal.getOrCreateInstance(dialog).show();
  }

  function isEmpty(field) {
    const empty = !field.value.trim();
    field.classList.toggle("is-invalid", empty);
    if (empty) field.focus();
    return empty;
  }

  function lacksReason(button) {
    const reason = button.form.elements.namedItem("reason");
    if (button.value === "valid" || reason.value.trim()) return false;
    reason.focus();
    return true;
  }

  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details.fold > summary");
    if (summary) opened = summary.parentElement;
    const opener = event.target.closest("[data-opens]");
    if (opener) open(document.getElementById(opener.dataset.opens));
    const asking = event.target.closest("[data-opens-dialog]");
    if (asking) ask(document.getElementById(asking.dataset.opensDialog));
    const needing = event.target.closest("[data-needs]");
    if (needing && isEmpty(document.getElementById(needing.dataset.needs))) event.preventDefault();
    const verdict = event.target.closest("form[data-verdict] button");
    if (verdict && lacksReason(verdict)) event.preventDefault();
    if (event.target.closest("[data-keeps]")) typed = false;
  });

  /* Who opens a fold, by key or mouse, goes straight into it; one that comes open takes nobody's focus. */
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target === opened && event.target.open) {
        const field = event.target.querySelector("input, textarea");
        if (field) field.focus({ preventScroll: true });
      }
    },
    true
  );

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  document.addEventListener("input", (event) => {
    if (event.target.form && ["decision", "mark-form"].includes(event.target.form.id)) typed = true;
  });
  document.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!typed) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
