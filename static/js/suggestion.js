/*
 * button[data-take="2.60"][data-take-into="#field"]: puts the value into the field as if it had been typed there.
 * details[data-keep-open] stays open when htmx brings in a newer one in its place.
 */
(function () {
  "use strict";

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    const field = button && document.querySelector(button.dataset.takeInto);
    if (!field) return;
    field.value = button.dataset.take;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  function kept(event) {
    return event.detail.target && event.detail.target.querySelector("details[data-keep-open]");
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const details = kept(event);
    if (details) event.detail.target.dataset.wasOpen = details.open ? "yes" : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const details = kept(event);
    if (details) details.open = event.detail.target.dataset.wasOpen === "yes";
  });
})();
