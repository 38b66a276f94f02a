/*
 * input[data-names="list-id"]: names with 、 between become chips with an input for the next one, which suggests the
 * options of that datalist. Enter, 、 or leaving the input takes the name; Backspace in the empty input takes the
 * last one back to be changed. What is sent is the text as before.
 */
(function () {
  "use strict";

  const open = "(（〔";
  const shut = ")）〕";

  /* A 、 inside brackets does not separate: 各镇(办、区). */
  function split(text) {
    const names = [""];
    let depth = 0;
    Array.from(text).forEach((character) => {
      depth += open.includes(character) ? 1 : shut.includes(character) ? -1 : 0;
      if ("、,，;；\n".includes(character) && depth <= 0) names.push("");
      else names[names.length - 1] += character;
    });
    return names.map((name) => name.trim()).filter(Boolean);
  }

  /* The last name is finished: a separator stands behind it. */
  function isFinished(text) {
    const count = split(text).length;
    return count > 0 && split(`${text}x`).length > count;
  }

  function chip(field, name) {
    const part = document.createElement("span");
    const remove = document.createElement("button");
    part.className = "names-chip";
    part.textContent = name;
    remove.type = "button";
    remove.className = "names-remove";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `去掉${name}`);
    remove.addEventListener("click", () => {
      part.remove();
      tell(field);
      field.input.focus();
    });
    part.dataset.name = name;
    part.appendChild(remove);
    return part;
  }

  function names(field) {
    return Array.from(field.box.querySelectorAll("[data-name]")).map((part) => part.dataset.name);
  }

  function tell(field) {
    field.kept.value = names(field).concat(split(field.input.value)).join("、");
    field.kept.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function take(field) {
    const present = names(field);
    split(field.input.value).forEach((name) => {
      if (!present.includes(name)) field.box.insertBefore(chip(field, name), field.input);
    });
    field.input.value = "";
    tell(field);
  }

  function onKey(field, event) {
    const { input } = field;
    if (event.isComposing || event.ctrlKey) return;
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      take(field);
    } else if (event.key === "Backspace" && !input.value) {
      const last = input.previousElementSibling;
      if (!last) return;
      event.preventDefault();
      input.value = last.dataset.name;
      last.remove();
      tell(field);
    }
  }

  function setUp(kept) {
    const box = document.createElement("div");
    const input = document.createElement("input");
    const field = { kept, box, input };
    box.className = "names-field form-control";
    input.type = "text";
    input.setAttribute("list", kept.dataset.names);
    input.setAttribute("autocomplete", "off");
    input.id = kept.id;
    ["aria-describedby", "aria-invalid"].forEach((name) => {
      if (kept.hasAttribute(name)) input.setAttribute(name, kept.getAttribute(name));
    });
    kept.removeAttribute("id");
    kept.type = "hidden";
    delete kept.dataset.names;
    box.appendChild(input);
    kept.after(box);
    split(kept.value).forEach((name) => box.insertBefore(chip(field, name), input));
    input.addEventListener("keydown", (event) => onKey(field, event));
    input.addEventListener("input", (event) => (isFinished(input.value) && !event.isComposing ? take(field) : tell(field)));
    input.addEventListener("compositionend", () => isFinished(input.value) && take(field));
    input.addEventListener("blur", () => input.value.trim() && take(field));
    box.addEventListener("click", (event) => event.target === box && input.focus());
    if (kept.autofocus) {
      kept.autofocus = false;
      input.autofocus = true;
      input.focus();
    }
  }

  window.eco.onLoad((root) => window.eco.all(root, "input[data-names]").forEach(setUp));
})();
