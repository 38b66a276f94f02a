/*
 * form[data-autosave="url"]: what is typed is posted to url 1.2 s after the last change, with X-CSRFToken.
 * The answer is JSON: {} or {"saved_at": "12:03", "version": 4} (version goes back into the field named version);
 * 409 with {"message": "…"} means somebody else saved first: saving stops and the message is shown.
 * What the server has kept is told by the event "autosaved" on the form.
 * 422 with {"message": "…"} is shown and typing goes on; its version, when the rest was saved, goes back as well. State is written into [data-save-state] inside the form.
 */
(function () {
  "use strict";

  const delay = 1200;
  const forms = new Set();

  function stateBox(form) {
    const box = form.querySelector("[data-save-state]") || form.appendChild(document.createElement("span"));
    box.classList.add("save-state");
    box.setAttribute("data-save-state", "");
    box.setAttribute("role", "status");
    return box;
  }

  function show(saver, state, text) {
    saver.state = state;
    saver.box.dataset.state = state;
    saver.box.textContent = text;
    if (state !== "failed") return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "link-button ms-2";
    again.textContent = "再试一次";
    again.addEventListener("click", () => save(saver));
    saver.box.appendChild(again);
  }

  /* Chosen files are not part of a draft: they are sent by the upload zone or with the form itself. */
  function draftOf(form) {
    const draft = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      if (typeof value === "string") draft.append(name, value);
    });
    return draft.toString();
  }

  /* What was sent, as the form would write it now; what has been typed since then is not in it. */
  function withVersion(draft, version) {
    const sent = new URLSearchParams(draft);
    sent.set("version", version);
    return sent.toString();
  }

  async function answerOf(response) {
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    return isJson ? response.json() : {};
  }

  function onAnswer(saver, response, answer, draft) {
    if (response.status === 409) return show(saver, "conflict", answer.message || "别人刚刚改动过，请刷新后再填。您填写的内容还在本页。");
    if (response.redirected) return show(saver, "failed", "登录已过期，您填写的内容还在本页。请在新窗口登录后");
    const version = saver.form.elements.namedItem("version");
    const isNewer = version && answer.version !== undefined;
    if (isNewer) {
      version.value = answer.version;
      saver.form.dispatchEvent(new CustomEvent("autosaved", { bubbles: true }));
    }
    if (!response.ok) return show(saver, "failed", answer.message || "保存失败，您填写的内容还在本页。");
    saver.saved = isNewer ? withVersion(draft, answer.version) : draft;
    show(saver, "saved", `已保存 ${answer.saved_at || window.eco.clock()}`);
  }

  async function save(saver) {
    clearTimeout(saver.timer);
    if (saver.sending) {
      saver.again = true;
      return;
    }
    const draft = draftOf(saver.form);
    if (saver.state === "conflict") return;
    if (draft === saver.saved) return show(saver, "saved", "没有未保存的改动");
    saver.sending = true;
    show(saver, "saving", "正在保存…");
    try {
      const response = await fetch(saver.form.dataset.autosave, {
        method: "POST",
        body: draft,
        credentials: "same-origin",
        headers: { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "X-CSRFToken": window.eco.csrfToken(), Accept: "application/json" },
      });
      onAnswer(saver, response, await answerOf(response), draft);
    } catch (error) {
      show(saver, "failed", "网络不通，没有保存。您填写的内容还在本页。");
    }
    saver.sending = false;
    if (saver.submitter !== undefined) return submit(saver);
    if (saver.again) {
      saver.again = false;
      save(saver);
    }
  }

  /* The button that was pressed while a save was under way. A question it asks has been answered already. */
  function submit(saver) {
    const { form, submitter } = saver;
    delete saver.submitter;
    if (submitter && submitter.dataset.confirm) form.dataset.confirmed = "yes";
    form.requestSubmit(submitter || undefined);
  }

  function touch(saver) {
    if (saver.state === "conflict") return;
    show(saver, "dirty", "有未保存的改动");
    clearTimeout(saver.timer);
    saver.timer = setTimeout(() => save(saver), delay);
  }

  function watch(form) {
    const saver = { form, box: stateBox(form), state: "", saved: draftOf(form), timer: 0, sending: false, again: false, leaving: false };
    forms.add(saver);
    form.addEventListener("input", () => touch(saver));
    form.addEventListener("change", () => touch(saver));
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(saver.timer);
      /* Sent beside a save that is under way, the form would carry the version from before it. */
      if (saver.sending) {
        event.preventDefault();
        saver.submitter = event.submitter || null;
        return;
      }
      saver.leaving = true;
    });
  }

  window.addEventListener("online", () => forms.forEach((saver) => saver.state === "failed" && save(saver)));
  window.addEventListener("beforeunload", (event) => {
    const unsaved = Array.from(forms).some((saver) => !saver.leaving && saver.form.isConnected && draftOf(saver.form) !== saver.saved);
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = "";
  });

  window.eco.onLoad((root) => window.eco.all(root, "form[data-autosave]").forEach(watch));
})();
