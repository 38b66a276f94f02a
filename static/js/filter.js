/* form[data-filter]: choosing in a select, date or box submits the form; empty fields stay out of the address. */
(function () {
  "use strict";

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !("filter" in form.dataset)) return;
    if (event.target.type === "search" || event.target.type === "text") return;
    form.requestSubmit();
  });

  document.addEventListener(
    "submit",
    (event) => {
      if (!("filter" in event.target.dataset) || event.target.hasAttribute("hx-get")) return;
      const empty = Array.from(event.target.elements).filter((field) => field.name && field.value === "" && !field.disabled);
      empty.forEach((field) => {
        field.disabled = true;
      });
      setTimeout(() => empty.forEach((field) => {
        field.disabled = false;
      }), 0);
    }
  );
})();
