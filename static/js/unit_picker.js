/* [data-unit-picker]: typing in [data-unit-filter] leaves the rows that match; chosen units stand above the list. */
(function () {
  "use strict";

  function plain(text) {
    return text.toLowerCase().replace(/[（(]/g, "(").replace(/[）)]/g, ")").replace(/\s+/g, " ").trim();
  }

  function filter(picker) {
    const wanted = plain(picker.querySelector("[data-unit-filter]").value);
    let shown = 0;
    picker.querySelectorAll("[data-unit-row]").forEach((row) => {
      const fits = plain(row.dataset.unitRow).includes(wanted);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    picker.querySelector("[data-unit-none]").hidden = shown > 0;
  }

  function showChosen(picker) {
    picker.querySelectorAll("[data-chosen]").forEach((place) => {
      const names = Array.from(picker.querySelectorAll("[data-unit-row]"))
        .filter((row) => row.querySelector(`input[value="${place.dataset.chosen}"]`).checked)
        .map((row) => row.dataset.name);
      place.textContent = names.length ? names.join("、") : "—";
    });
  }

  window.eco.onLoad((root) => {
    window.eco.all(root, "[data-unit-picker]").forEach((picker) => {
      showChosen(picker);
      picker.addEventListener("input", (event) => {
        if ("unitFilter" in event.target.dataset) filter(picker);
      });
      picker.addEventListener("change", () => showChosen(picker));
      /* Enter in the search box takes the first match to the keyboard instead of sending the form. */
      picker.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !("unitFilter" in event.target.dataset)) return;
        event.preventDefault();
        const first = picker.querySelector("[data-unit-row]:not([hidden]) input");
        if (first) first.focus();
      });
    });
  });
})();
