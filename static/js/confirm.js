/* data-confirm="question" on a submit button, a form or an htmx element; also data-confirm-title, -ok, -danger. */
(function () {
  "use strict";

  let onYes = null;

  function dialog() {
    return document.getElementById("confirm-dialog");
  }

  function ask(element, then) {
    const box = dialog();
    const yes = box.querySelector("[data-confirm-yes]");
    box.querySelector(".modal-title").textContent = element.dataset.confirmTitle || "请确认";
    box.querySelector("[data-confirm-text]").textContent = element.dataset.confirm;
    yes.textContent = element.dataset.confirmOk || "确定";
    yes.className = `btn ${"confirmDanger" in element.dataset ? "btn-danger" : "btn-primary"}`;
    onYes = then;
    window.bootstrap.Modal.getOrCreateInstance(box).show();
  }

  window.eco.ask = ask;

  document.addEventListener("DOMContentLoaded", () => {
    const box = dialog();
    box.addEventListener("shown.bs.modal", () => box.querySelector("[data-confirm-yes]").focus());
    box.addEventListener("hidden.bs.modal", () => {
      onYes = null;
    });
    box.querySelector("[data-confirm-yes]").addEventListener("click", () => {
      const then = onYes;
      window.bootstrap.Modal.getInstance(box).hide();
      if (then) then();
    });
  });

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const button = event.submitter;
      const asking = [button, form].find((element) => element && element.dataset.confirm);
      if (!asking || form.dataset.confirmed) {
        delete form.dataset.confirmed;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(asking, () => {
        /* An answer that came while the question stood may have replaced the button, and what it says. */
        if (button && button.form !== form) return window.eco.say("warn", "页面内容刚刚更新，请核对后再点一次。");
        form.dataset.confirmed = "yes";
        form.requestSubmit(button || undefined);
      });
    },
    true
  );

  /* A form's own submit was asked about above; here are links and buttons that htmx sends itself. */
  document.addEventListener("htmx:confirm", (event) => {
    const element = event.detail.elt;
    if (!element.dataset.confirm || element.tagName === "FORM") return;
    event.preventDefault();
    ask(element, () => event.detail.issueRequest(true));
  });
})();
