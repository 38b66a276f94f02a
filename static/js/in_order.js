/*
 * [data-in-order]: what is pressed inside is sent one after another. A press while an answer is awaited is kept; if
 * its element has been replaced when its turn comes, the one that bears the same id is pressed instead.
 * [data-at-once] goes before all that is waiting: it belongs to the step just answered.
 */
(function () {
  "use strict";

  const SETTLE_MS = 40; // htmx binds what has come in after twenty
  const waiting = [];
  let isUnderWay = false;

  const isOrdered = (elt) => Boolean(elt.closest("[data-in-order]"));

  function keep(request) {
    const { elt, verb, path } = request;
    const same = waiting.findIndex((other) => other.request.elt === elt && other.request.path === path);
    if (verb === "get" && same >= 0) waiting.splice(same, 1);
    const kept = { request, content: elt.tagName === "FORM" ? new FormData(elt) : null };
    if ("atOnce" in elt.dataset) waiting.unshift(kept);
    else waiting.push(kept);
  }

  function send({ request, content }) {
    const { elt, verb, path, etc } = request;
    if (document.body.contains(elt)) return request.issueRequest(false);
    const now = elt.id && document.getElementById(elt.id);
    if (!now) return;
    if (now.tagName === "A") return now.click();
    const values = etc.values || (content && Object.fromEntries(content));
    window.htmx.ajax(verb, path, { source: now, target: etc.targetOverride, swap: etc.swapOverride || "none", values });
  }

  function goOn() {
    isUnderWay = false;
    while (waiting.length && !isUnderWay) send(waiting.shift());
  }

  document.addEventListener("htmx:confirm", (event) => {
    if (event.defaultPrevented || !isUnderWay || !isOrdered(event.detail.elt)) return;
    event.preventDefault();
    keep(event.detail);
  });

  document.addEventListener("htmx:beforeSend", (event) => {
    if (!isOrdered(event.detail.elt)) return;
    isUnderWay = true;
    event.detail.xhr.addEventListener("loadend", () => setTimeout(goOn, SETTLE_MS));
  });

  window.addEventListener("beforeunload", (event) => {
    if (!waiting.length) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
