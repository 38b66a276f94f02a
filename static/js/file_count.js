/* input[data-file-count] in a form: how many files its file input holds, so that the server can tell when one got lost. */
(function () {
  "use strict";

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || event.target.type !== "file") return;
    const count = form.querySelector("[data-file-count]");
    if (count) count.value = event.target.files.length;
  });
})();
