/* Tell the user when an htmx request did not get through. eco.say(kind, text) shows a callout. */
(function () {
  "use strict";

  const icons = { bad: "x-octagon-fill", warn: "exclamation-triangle-fill", ok: "check-circle-fill", info: "info-circle-fill" };

  function say(kind, text) {
    const box = document.getElementById("messages");
    if (!box) return;
    const callout = document.createElement("div");
    callout.className = `callout callout-${kind} alert alert-dismissible`;
    callout.setAttribute("role", kind === "bad" || kind === "warn" ? "alert" : "status");
    callout.innerHTML = `<i class="bi bi-${icons[kind]}" aria-hidden="true"></i><span></span><button class="btn-close" type="button" data-bs-dismiss="alert" aria-label="关闭这条提示"></button>`;
    callout.querySelector("span").textContent = text;
    box.appendChild(callout);
    callout.scrollIntoView({ block: "nearest" });
  }

  function reason(status, body) {
    const said = window.eco.sentence(body);
    if (said) return said;
    if (status === 401 || status === 403) return "没有办理成功：登录可能已过期，或您没有权限。请刷新页面后再试。";
    if (status === 404) return "没有找到要办理的内容，可能刚被别人改动。请刷新页面。";
    if (status === 409) return "别人刚刚改动过这条内容。请刷新页面，看过最新内容再办理。";
    if (status === 413) return "内容太大，服务器没有接收。";
    return "系统出错了，刚才这一步没有完成。请稍后再试。";
  }

  document.addEventListener("htmx:responseError", (event) => {
    const xhr = event.detail.xhr;
    say("bad", reason(xhr.status, xhr.responseText));
  });
  document.addEventListener("htmx:sendError", () => say("bad", "网络不通，刚才这一步没有完成。请检查网络后再试。"));
  document.addEventListener("htmx:timeout", () => say("bad", "等待太久没有回应，请稍后再试。"));

  window.eco.say = say;
})();
