/* On whole-width pages the menu is a drawer at every width. */
(function () {
  "use strict";

  const body = document.body;
  const menu = document.getElementById("menu");
  if (menu && (body.classList.contains("page-wide") || body.classList.contains("page-panes"))) {
    menu.classList.replace("offcanvas-lg", "offcanvas");
  }
})();
