/*
 * The desk of an imported plan: what was typed in [data-row-form] or [data-guard] and is not saved yet is not lost
 * without a question, whether one closes the form, goes to another tab or leaves the page.
 */
(function () {
  "use strict";

  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-row-form], [data-guard]");
    if (!form) return;
    form.dataset.typed = "yes";
    const close = form.querySelector("[data-close]");
    if (close) close.dataset.confirm = "放弃这一项还没有保存的改动？";
  });
  document.addEventListener("rows-changed", (event) => {
    const form = event.target.closest("[data-guard], [data-row-form]");
    if (form) form.dataset.typed = "yes";
  });
  /* Another tab, or other rows, would take the form away with what was typed. */
  const leaving = { confirm: "这里有还没有保存的改动，离开后就没有了。", confirmOk: "不保存，离开", confirmDanger: "" };

  document.addEventListener("htmx:confirm", (event) => {
    const { target, elt, issueRequest } = event.detail;
    if (event.defaultPrevented || !["desk-side", "desk-rows"].includes(target.id)) return;
    if (elt.closest("[data-typed]") || !target.querySelector("[data-typed]")) return;
    event.preventDefault();
    window.eco.ask({ dataset: leaving }, () => issueRequest(true));
  });

  /* What was sent back is not saved either; one goes on where it is wrong. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const isForm = event.target.querySelector && event.target.querySelector("[data-row-form], [data-guard]");
    const wrong = isForm && event.target.querySelector("[aria-invalid=true]");
    if (!wrong) return;
    wrong.closest("form").dataset.typed = "yes";
    wrong.focus();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("[data-guard]");
    if (form && event.detail.successful) delete form.dataset.typed;
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("hx-post")) document.querySelectorAll("[data-typed]").forEach((form) => delete form.dataset.typed);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!document.querySelector("[data-typed]")) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
