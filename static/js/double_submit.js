/* One press, one submission. The word on the button comes from data-busy; data-no-busy leaves a form alone (downloads). */
(function () {
  "use strict";

  function release(form) {
    form.querySelectorAll("[data-was]").forEach((button) => {
      button.disabled = false;
      button.textContent = button.dataset.was;
      delete button.dataset.was;
    });
    delete form.dataset.sent;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target || "noBusy" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    /* Later, because a disabled button's own name and value would not be sent. */
    setTimeout(() => {
      if (!button || button.classList.contains("dropdown-item")) return;
      button.dataset.was = button.textContent;
      button.textContent = button.dataset.busy || "正在提交…";
      button.disabled = true;
    }, 0);
  });

  /* A page brought back by the browser's Back button is usable again. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
})();
