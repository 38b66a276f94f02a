/*
 * Single keys: j/k (arrows once inside) move over the rows of [data-rows], / goes to the search field, ? shows the
 * list. [data-key="n"] on a link or button makes n press it; data-key-label is its word in the list.
 * The reader can switch them off in the list (WCAG 2.1.4).
 */
(function () {
  "use strict";

  const store = "eco-keys";
  const shown = { ArrowLeft: "←", ArrowRight: "→" };
  const isOn = () => localStorage.getItem(store) !== "off";

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function rowsOf(list) {
    const marked = list.querySelectorAll("[data-row]");
    return Array.from(marked.length ? marked : list.querySelectorAll("tbody > tr, :scope > li"));
  }

  function handleOf(row) {
    return row.querySelector("[data-row-link]") || row.querySelector("a, button") || row;
  }

  function move(list, step) {
    const rows = rowsOf(list);
    if (!rows.length) return;
    const current = rows.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("is-current"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, current + step))];
    rows.forEach((row) => row.classList.toggle("is-current", row === next));
    const handle = handleOf(next);
    if (handle === next) next.tabIndex = -1;
    handle.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function listItem(dialog, key, label) {
    const list = dialog.querySelector("[data-keys-list]");
    const term = document.createElement("dt");
    const word = document.createElement("dd");
    term.dataset.pageKey = word.dataset.pageKey = "yes";
    term.appendChild(document.createElement("kbd")).textContent = shown[key] || key;
    word.textContent = label;
    list.append(term, word);
  }

  function showHelp() {
    const dialog = document.getElementById("keys-dialog");
    dialog.querySelectorAll("[data-page-key]").forEach((part) => part.remove());
    document.querySelectorAll("[data-key]").forEach((element) => {
      listItem(dialog, element.dataset.key, element.dataset.keyLabel || element.textContent.trim());
    });
    dialog.querySelector("[data-keys-switch]").checked = isOn();
    window.bootstrap.Modal.getOrCreateInstance(dialog).show();
  }

  function act(event) {
    const list = event.target.closest("[data-rows]") || document.querySelector("[data-rows]");
    const inside = Boolean(event.target.closest("[data-rows]"));
    const steps = { j: 1, k: -1 };
    if (inside) Object.assign(steps, { ArrowDown: 1, ArrowUp: -1 });
    if (list && steps[event.key]) return move(list, steps[event.key]), true;
    if (event.key === "/") {
      const search = document.querySelector("[data-search], input[type=search]");
      if (search) return search.focus(), true;
    }
    const pressed = Array.from(document.querySelectorAll("[data-key]")).find((element) => element.dataset.key === event.key);
    if (pressed) return pressed.click(), true;
    return false;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector(".modal.show")) return;
    if (event.key === "?") return showHelp();
    if (isOn() && act(event)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if ("keysSwitch" in event.target.dataset) localStorage.setItem(store, event.target.checked ? "on" : "off");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]")) showHelp();
  });
})();
