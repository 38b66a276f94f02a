/* A name cut at two lines (.clamp-2) or at one (.file-name) shows in full on hover and on keyboard focus. */
(function () {
  "use strict";

  const selector = ".clamp-2, .file-name";

  function isCut(element) {
    return element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
  }

  function showInFull(element) {
    if (!isCut(element) || window.bootstrap.Tooltip.getInstance(element)) return;
    element.removeAttribute("title");
    const host = element.closest("a, button");
    const tip = new window.bootstrap.Tooltip(element, { title: element.textContent.trim(), trigger: host ? "hover" : "hover focus" });
    if (host) {
      host.addEventListener("focus", () => tip.show());
      host.addEventListener("blur", () => tip.hide());
    }
    /* The event that brought us here came before the tooltip could hear it. */
    tip.show();
  }

  function find(target) {
    if (!target || !target.closest) return null;
    return target.closest(selector) || (target.matches("a, button") && target.querySelector(selector));
  }

  ["mouseover", "focusin"].forEach((name) => {
    document.addEventListener(name, (event) => {
      const element = find(event.target);
      if (element) showInFull(element);
    });
  });

  /* Outside a link the cut name itself must be reachable by keyboard. */
  window.eco.onLoad((root) => {
    window.eco.all(root, selector).forEach((element) => {
      if (isCut(element) && !element.closest("a, button") && !element.querySelector("a, button")) element.tabIndex = 0;
    });
  });
})();
