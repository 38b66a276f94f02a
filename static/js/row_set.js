/* [data-row-set="bands"]: rows of inputs to add from [data-row-blank] and to take away.
   [data-row-fill="bands"] puts its data-row-values ("优秀,90;良好,70") in place of all rows. */
(function () {
  "use strict";

  function rows(set) {
    return Array.from(set.querySelector("[data-row-body]").children);
  }

  function fields(row) {
    return Array.from(row.querySelectorAll("input, select"));
  }

  function changed(set) {
    const add = set.querySelector("[data-row-add]");
    add.disabled = rows(set).length >= Number(set.dataset.rowMost);
    set.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true }));
  }

  function numberOf(row) {
    const match = fields(row)[0].name.match(/-(\d+)-/);
    return match ? Number(match[1]) : 0;
  }

  /* The blank row carries __row__ in names, ids and fors, for a number no other row has. */
  function addRow(set) {
    const next = Math.max(-1, ...rows(set).map(numberOf)) + 1;
    const row = set.querySelector("[data-row-blank]").content.firstElementChild.cloneNode(true);
    row.querySelectorAll("*").forEach((node) => {
      ["name", "id", "for", "aria-describedby"].forEach((attribute) => {
        const value = node.getAttribute(attribute);
        if (value) node.setAttribute(attribute, value.replace("__row__", next));
      });
    });
    set.querySelector("[data-row-body]").appendChild(row);
    return row;
  }

  function fill(set, values) {
    rows(set).forEach((row) => row.remove());
    values.split(";").forEach((line) => {
      const cells = fields(addRow(set));
      line.split(",").forEach((value, place) => {
        if (cells[place]) cells[place].value = value;
      });
    });
    changed(set);
  }

  document.addEventListener("click", (event) => {
    const filler = event.target.closest("[data-row-fill]");
    if (filler) fill(document.querySelector(`[data-row-set="${filler.dataset.rowFill}"]`), filler.dataset.rowValues);
    const set = event.target.closest("[data-row-set]");
    if (!set) return;
    if (event.target.closest("[data-row-add]")) {
      const row = addRow(set);
      changed(set);
      fields(row)[0].focus();
    } else if (event.target.closest("[data-row-remove]")) {
      const row = event.target.closest("tr");
      const beside = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      changed(set);
      (beside ? fields(beside)[0] : set.querySelector("[data-row-add]")).focus();
    }
  });
})();
