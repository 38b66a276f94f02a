/* [data-dialog="id"] on an htmx link opens that dialog when its content has come; the answer's dialog-done closes it. */
(function () {
  "use strict";

  let opener = "";

  function shownDialog() {
    return document.querySelector(".modal.show");
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const link = event.detail.requestConfig && event.detail.requestConfig.elt;
    const id = link && link.dataset && link.dataset.dialog;
    if (!id) return;
    opener = link.closest("[id]") ? link.closest("[id]").id : "";
    const dialog = document.getElementById(id);
    dialog.addEventListener("shown.bs.modal", () => {
      const first = dialog.querySelector("[autofocus]");
      if (first) first.focus();
    }, { once: true });
    window.bootstrap.Modal.getOrCreateInstance(dialog).show();
  });

  /* The row was swapped meanwhile: focus goes back to the new one. */
  document.addEventListener("dialog-done", () => {
    const dialog = shownDialog();
    if (!dialog) return;
    dialog.addEventListener("hidden.bs.modal", () => {
      const row = document.getElementById(opener);
      const link = row && row.querySelector("[data-row-link]");
      if (link) link.focus();
    }, { once: true });
    window.bootstrap.Modal.getInstance(dialog).hide();
  });
})();
