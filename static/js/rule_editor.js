/*
 * form[data-rule-editor]: the server answers what is wrong ([data-rule-error="path"]); the sentence goes to
 * #error:path and the control #id_path is marked. A new row gets the focus. What was typed is not lost by leaving.
 */
(function () {
  "use strict";

  let typed = false;

  function clear(form) {
    form.querySelectorAll("[data-live]").forEach((note) => {
      note.textContent = "";
      note.removeAttribute("data-live");
    });
    form.querySelectorAll("[data-live-control]").forEach((control) => {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("data-live-control");
    });
  }

  function show(path, message) {
    const note = document.getElementById(`error:${path}`);
    const control = document.getElementById(`id_${path}`);
    if (note) {
      note.textContent = message;
      note.dataset.live = "";
    }
    if (control) {
      control.setAttribute("aria-invalid", "true");
      control.dataset.liveControl = "";
    }
  }

  /* What a refused save wrote beside the fields goes as soon as the form is typed in again. */
  function markWritten(form) {
    form.querySelectorAll(".field-error").forEach((note) => {
      if (note.textContent.trim()) note.dataset.live = "";
    });
    form.querySelectorAll("[aria-invalid]").forEach((control) => {
      control.dataset.liveControl = "";
    });
  }

  function refresh(form) {
    clear(form);
    form.querySelectorAll("[data-rule-error]").forEach((error) => show(error.dataset.ruleError, error.textContent));
  }

  function focusNewRow(form) {
    const button = form.querySelector("[data-new-row]");
    if (!button) return;
    button.removeAttribute("data-new-row");
    const rows = button.parentNode.querySelectorAll(":scope > .rule-row");
    const last = rows[rows.length - 1];
    const control = last && last.querySelector("input, select");
    if (control) control.focus();
  }

  function focusFirstFault(form) {
    const note = Array.from(form.querySelectorAll(".field-error")).find((one) => one.textContent.trim());
    const control = note && document.getElementById(note.id.replace(/^error:/, "id_"));
    if (control) control.focus();
  }

  window.eco.onLoad((root) => {
    window.eco.all(root, "[data-rule-editor]").forEach((form) => {
      markWritten(form);
      focusFirstFault(form);
      form.addEventListener("input", () => {
        typed = true;
      });
      form.addEventListener("click", (event) => {
        if (event.target.closest("[name=act]")) typed = true;
      });
      form.addEventListener("submit", () => {
        typed = false;
      });
    });
  });

  /*
   * What is typed while the fields are on their way goes into the new ones. Then the side column is asked for once
   * more: an answer to the fields as they were may have overtaken the one that came with them.
   */
  let late = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target.id === "rule-fields") late = new Map();
  });

  document.addEventListener("input", (event) => {
    if (late && event.target.closest("#rule-fields")) late.set(event.target.name, event.target.value);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!late || event.detail.target.id !== "rule-fields") return;
    late.forEach((value, name) => {
      const control = event.detail.target.querySelector(`[name="${name}"]`);
      if (control && control.type !== "checkbox") control.value = value;
    });
    late = null;
    document.getElementById("rule-form").dispatchEvent(new Event("input"));
  });

  document.addEventListener("htmx:afterSettle", () => {
    const form = document.querySelector("[data-rule-editor]");
    if (!form) return;
    markWritten(form);
    refresh(form);
    focusNewRow(form);
  });

  window.addEventListener("beforeunload", (event) => {
    if (!typed) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
