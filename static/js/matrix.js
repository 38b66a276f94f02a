/* table[data-matrix]: one cell is in the tab order; arrows, Home and End move; row and column of the cell are marked. */
(function () {
  "use strict";

  function cells(table) {
    return Array.from(table.tBodies[0].rows).map((row) => Array.from(row.cells));
  }

  function mark(table, row, column) {
    table.querySelectorAll(".matrix-here").forEach((cell) => cell.classList.remove("matrix-here"));
    table.tHead.rows[0].cells[column].classList.add("matrix-here");
    table.tBodies[0].rows[row].cells[0].classList.add("matrix-here");
  }

  function go(table, row, column) {
    const grid = cells(table);
    const y = Math.max(0, Math.min(grid.length - 1, row));
    const x = Math.max(1, Math.min(grid[0].length - 1, column));
    table.querySelectorAll("tbody [tabindex]").forEach((cell) => cell.removeAttribute("tabindex"));
    grid[y][x].tabIndex = 0;
    grid[y][x].focus({ preventScroll: true });
    grid[y][x].scrollIntoView({ block: "nearest", inline: "nearest" });
    mark(table, y, x);
  }

  function place(cell) {
    return [cell.parentNode.rowIndex - cell.closest("table").tHead.rows.length, cell.cellIndex];
  }

  window.eco.onLoad((root) => {
    window.eco.all(root, "[data-matrix]").forEach((table) => {
      const first = table.querySelector("tbody td");
      if (first) first.tabIndex = 0;
      table.addEventListener("keydown", (event) => {
        const cell = event.target.closest("tbody td");
        const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -999], End: [0, 999] };
        if (!cell || !steps[event.key]) return;
        event.preventDefault();
        const [y, x] = place(cell);
        go(table, y + steps[event.key][0], x + steps[event.key][1]);
      });
      table.addEventListener("mouseover", (event) => {
        const cell = event.target.closest("tbody td");
        if (cell) mark(table, ...place(cell));
      });
      table.addEventListener("click", (event) => {
        const cell = event.target.closest("tbody td");
        if (cell) go(table, ...place(cell));
      });
    });
  });
})();
