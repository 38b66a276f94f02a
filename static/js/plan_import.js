/*
 * The desk of an imported plan. Document and rows point at each other: [data-pick="r5 r6"] in the document, [data-row]
 * in the list; the bar's [data-act] buttons act on the row one is on. Every request tells which rows the page shows and
 * in what state (data-sum), so that the answer brings only what has changed.
 */
(function () {
  "use strict";

  let current = "";
  let goingOn = false;
  let wanted = ""; // a row that comes with the next answer
  let isToOpen = false;
  let isToFirst = false;

  const desk = () => document.querySelector("[data-desk]");
  const rows = () => Array.from(document.querySelectorAll("#desk-rows [data-row]"));
  const rowOf = (key) => document.getElementById(`row-${key}`);
  const handleOf = (row) => row.querySelector("[data-row-link], [autofocus]") || row.querySelector(".field input");

  /* --- which row one is on ------------------------------------------------------------------------------------ */

  function segmentsOf(key) {
    return key ? Array.from(document.querySelectorAll(`#desk-source .seg[data-pick~="${key}"]`)) : [];
  }

  function showBar() {
    const row = rowOf(current);
    const bar = document.querySelector("[data-desk-bar]");
    if (!bar) return;
    bar.classList.toggle("is-quiet", Boolean(row && row.querySelector("[data-row-form]")));
    bar.querySelector("[data-desk-on]").textContent = row ? row.dataset.name : "没有选中任务";
    bar.querySelector("[data-drop-word]").textContent = row && row.classList.contains("is-dropped") ? "恢复" : "删除";
    bar.querySelectorAll("[data-act]:not([data-add])").forEach((button) => {
      button.disabled = !row;
    });
  }

  function select(key, { scrollSource = true } = {}) {
    current = key;
    rows().forEach((row) => row.classList.toggle("is-current", row.dataset.row === key));
    document.querySelectorAll("#desk-source .is-current").forEach((part) => part.classList.remove("is-current"));
    const parts = segmentsOf(key);
    parts.forEach((part) => part.classList.add("is-current"));
    if (scrollSource && parts.length) bringIntoView(document.getElementById("desk-source"), parts[0]);
    showBar();
  }

  /* Only when it is out of sight: a document that jumps at every row cannot be read. */
  function bringIntoView(pane, part) {
    const box = pane.getBoundingClientRect();
    const place = part.getBoundingClientRect();
    if (place.top >= box.top + 8 && place.bottom <= box.bottom - 8) return;
    pane.scrollTop += place.top - box.top - Math.min(box.height / 4, 120);
  }

  function goTo(key, { scrollSource = false } = {}) {
    const row = rowOf(key);
    if (!row) return fetchRow(key);
    showPane("side");
    select(key, { scrollSource });
    row.scrollIntoView({ block: "nearest" });
    focusOn(row);
  }

  function focusOn(row) {
    const handle = handleOf(row);
    if (handle) handle.focus({ preventScroll: true });
  }

  /* A row that the list does not show now: the whole list as the document has it. */
  function fetchRow(key) {
    if (wanted === key) return;
    wanted = key;
    window.htmx.ajax("GET", `${location.pathname}?order=text&upto=100000`, { source: desk(), target: "#desk-side", swap: "innerHTML" });
  }

  function nextDoubtful(key) {
    const all = rows();
    const place = all.findIndex((row) => row.dataset.row === key);
    const isOpen = (row) => row.classList.contains("is-bad") || row.classList.contains("is-doubtful");
    const next = all.slice(place + 1).find(isOpen) || all.slice(0, Math.max(place, 0)).find(isOpen);
    if (next) goTo(next.dataset.row, { scrollSource: true });
    else if (rowOf(key)) goTo(key);
  }

  /* --- steps -------------------------------------------------------------------------------------------------- */

  function act(button) {
    const row = rowOf(current);
    const name = button.dataset.act;
    if (name === "add") return send(button, button.dataset.add, { after: row ? current : "" });
    if (!row) return;
    if (row.querySelector("[data-typed]")) return window.eco.say("warn", "这一项正在修改，请先保存或取消。");
    if (name === "edit") return handleOf(row).click();
    if (name === "split") return window.htmx.ajax("GET", `${row.dataset.url}split/`, { source: button, target: "#desk-dialog-content", swap: "innerHTML" });
    if ("leaves" in row.dataset) return;
    foretell(row, name);
    send(button, `${row.dataset.url}${name}/`, { rev: row.dataset.rev, row: row.dataset.row });
    if (name === "check") nextDoubtful(current);
  }

  /* The row as it will be, so that the next key need not wait; the answer brings it anew, whatever came of the step. */
  function foretell(row, name) {
    row.dataset.sum = "0";
    document.querySelector("#desk-undo button").disabled = false;
    if (name === "check") row.classList.remove("is-doubtful");
    if (name === "merge") row.dataset.leaves = "yes";
    if (name === "drop") row.classList.toggle("is-dropped");
    showBar();
  }

  function send(button, url, values) {
    window.htmx.ajax("POST", url, { source: button, swap: "none", values });
  }

  /* A step may have waited for those before it: the row is told as it stands by now. */
  function asItIs(request, row) {
    request.parameters.rev = row.dataset.rev;
    if ("dropped" in row.dataset) request.path = request.path.replace("/drop/", "/restore/");
  }

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "post" || !desk()) return;
    const row = rowOf(event.detail.parameters.row);
    if (row) asItIs(event.detail, row);
    const told = rows().filter((row) => !row.querySelector("[data-row-form]") || row.contains(event.detail.elt));
    event.detail.parameters.shown = told.map((row) => `${row.dataset.row}.${row.dataset.sum}`).join(",");
    const tab = document.querySelector("#desk-look [name=tab]");
    if (tab) event.detail.parameters.tab = tab.value;
  });

  /* Somebody else was first: the answer says both values. A refused step refreshes the page like any other. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!desk() || event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  /* The buttons over the panes stay what they are, or a click on them would be lost to the answer before it. */
  function showState() {
    const state = document.querySelector("[data-desk-state]");
    if (!state) return;
    const canConfirm = "canConfirm" in state.dataset;
    const undo = document.querySelector("#desk-undo button");
    undo.disabled = !state.dataset.undo;
    undo.title = state.dataset.undo ? `撤销：${state.dataset.undo}` : "";
    document.getElementById("desk-confirm").hidden = !canConfirm;
    document.getElementById("desk-cannot").hidden = canConfirm;
  }

  function goToFirst() {
    isToFirst = false;
    const first = document.querySelector("#desk-side [data-row]") || document.querySelector("#desk-tab .row-grid");
    if (first && first.dataset.row) goTo(first.dataset.row, { scrollSource: true });
    else if (first) (handleOf(first) || first).focus();
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (!desk()) return;
    showState();
    if (isToFirst && event.target.id === "desk-side") return goToFirst();
    if (wanted && rowOf(wanted)) {
      goTo(wanted);
      wanted = "";
      if (isToOpen) handleOf(rowOf(current)).click();
      isToOpen = false;
    }
    const opened = event.target.querySelector && event.target.querySelector("[data-row-form]");
    if (opened) opened.scrollIntoView({ block: "nearest" });
    const isLost = document.activeElement === document.body;
    const first = rows()[0];
    select(!rowOf(current) && first ? first.dataset.row : current, { scrollSource: false });
    if (goingOn) {
      goingOn = false;
      if (!document.querySelector("[data-row-form] [aria-invalid], [data-row-form] .form-errors")) nextDoubtful(current);
    } else if (isLost && !document.querySelector(".modal.show")) {
      if (event.target.id === "desk-side" && rowOf(current)) rowOf(current).scrollIntoView({ block: "nearest" });
      focusBack();
    }
  });

  /* Where the keys go on when what had the focus is no longer there. */
  function focusBack() {
    const row = rowOf(current);
    const list = document.querySelector("#desk-tab .pane-body");
    if (row) focusOn(row);
    else if (list) (list.querySelector("[data-row-link]") || list).focus({ preventScroll: true });
  }

  /* What a step said stays when it brings its tab anew. */
  let said = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "desk-side") return;
    said = event.detail.requestConfig.elt.id === "desk-again" ? document.getElementById("desk-said").textContent : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "desk-side" && said) document.getElementById("desk-said").textContent = said;
  });

  document.addEventListener("desk-open", (event) => {
    const row = rowOf(event.detail.value);
    if (row) return goTo(event.detail.value);
    wanted = event.detail.value;
    isToOpen = true;
  });
  document.addEventListener("desk-select", (event) => goTo(event.detail.value));

  document.addEventListener("hidden.bs.modal", () => {
    if (desk() && document.activeElement === document.body) focusBack();
  });

  /* --- clicks, focus, keys ------------------------------------------------------------------------------------ */

  function showPane(name) {
    const panes = desk();
    if (!panes) return;
    panes.dataset.paneShown = name;
    document.querySelectorAll(".desk-switch [data-pane]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.pane === name));
    });
  }

  document.addEventListener("click", (event) => {
    if (!desk()) return;
    const pane = event.target.closest("[data-pane]");
    if (pane) {
      showPane(pane.dataset.pane);
      if (pane.dataset.pane === "source") select(current);
      return;
    }
    if (event.target.closest("[data-to-first]")) {
      isToFirst = true;
      showPane("side");
    }
    const button = event.target.closest("[data-act]");
    if (button) return act(button);
    const picked = event.target.closest("[data-pick]");
    if (picked && !String(window.getSelection())) {
      event.preventDefault();
      const keys = picked.dataset.pick.split(" ");
      return goTo(keys[(keys.indexOf(current) + 1) % keys.length]);
    }
    const row = event.target.closest("#desk-rows [data-row]");
    if (row && row.dataset.row !== current) select(row.dataset.row);
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("#desk-rows [data-row]");
    if (row && row.dataset.row !== current) select(row.dataset.row);
    const name = event.target.closest("[data-find]");
    if (name || event.target.closest("#desk-rows")) find(name ? name.dataset.find : "");
  });

  /* Where the document says a name first. */
  function find(name) {
    const source = document.getElementById("desk-source");
    source.querySelectorAll(".is-found").forEach((part) => part.classList.remove("is-found"));
    if (!name) return;
    const same = Array.from(source.querySelectorAll("mark")).filter((part) => part.textContent === name || name.slice(1) === part.textContent);
    same.forEach((part) => part.classList.add("is-found"));
    if (same.length) bringIntoView(source, same[0]);
  }

  function onForm(event, form) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector("[data-save-next]").click();
    } else if (event.key === "Escape" && !document.querySelector(".modal.show")) {
      event.preventDefault();
      event.target.blur(); // the next key is meant for the list
      form.querySelector("[data-close]").click();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !event.target.closest) return;
    const form = event.target.closest("[data-row-form]");
    if (form) return onForm(event, form);
    if (event.key === "Escape" && event.target.id === "desk-q") event.target.blur();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-row-form]");
    if (form && event.submitter) goingOn = "saveNext" in event.submitter.dataset;
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    if (!desk()) return;
    document.body.classList.add("has-script");
    const form = document.querySelector("[data-row-form]");
    const wanted = form ? form.closest("[data-row]").dataset.row : location.hash.replace("#row-", "");
    const first = rows()[0];
    if (wanted && rowOf(wanted)) goTo(wanted);
    else if (first) select(first.dataset.row, { scrollSource: false });
  });
})();
