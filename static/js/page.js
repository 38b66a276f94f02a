/* What the small behaviours share; focus after a refused form ([data-focus]); [data-print]. */
(function () {
  "use strict";

  function csrfToken() {
    const headers = document.body.getAttribute("hx-headers");
    return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
  }

  /* Call setUp(root) for the page and for everything htmx brings in later. */
  function onLoad(setUp) {
    document.addEventListener("DOMContentLoaded", () => setUp(document.body));
    document.addEventListener("htmx:load", (event) => {
      if (event.target !== document.body) setUp(event.target);
    });
  }

  function all(root, selector) {
    const found = Array.from(root.querySelectorAll(selector));
    return root.matches(selector) ? [root].concat(found) : found;
  }

  function clock() {
    const now = new Date();
    return `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
  }

  /* The sentence of a refusal, sent as plain text or as {"message": …}; empty when the answer is a page. */
  function sentence(body) {
    if (!body || body.length > 400 || body.includes("<")) return "";
    try {
      return JSON.parse(body).message || "";
    } catch (notJson) {
      return body;
    }
  }

  window.eco = { csrfToken, onLoad, all, clock, sentence };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  onLoad((root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  });
})();
