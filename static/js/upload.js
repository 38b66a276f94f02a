/*
 * [data-upload]: drop zone sending files by tus to data-endpoint, resumable over breaks and reloads.
 * Each data-meta-* becomes tus metadata, beside filename and filetype. Files go one after another, so that they are
 * numbered in the order they were chosen. When every file is done the body gets the event "evidence-uploaded".
 */
(function () {
  "use strict";

  const chunkSize = 5 * 1024 * 1024;
  const retryDelays = [0, 1000, 3000, 5000, 10000];

  function size(bytes) {
    if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
    if (bytes < 1024 * 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
    return `${(bytes / 1024 / 1024 / 1024).toFixed(2)} GB`;
  }

  function metadata(zone, file) {
    const meta = { filename: file.name, filetype: file.type };
    Array.from(zone.attributes).forEach((attribute) => {
      if (attribute.name.startsWith("data-meta-")) meta[attribute.name.slice(10).replace(/-/g, "_")] = attribute.value;
    });
    return meta;
  }

  function button(word, onPress) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-plain btn-sm";
    made.textContent = word;
    made.addEventListener("click", onPress);
    return made;
  }

  function makeRow(zone, file) {
    const item = document.createElement("li");
    item.className = "upload-row";
    item.innerHTML = '<span class="upload-name"></span><span class="upload-buttons"></span><progress max="100" value="0"></progress><span class="upload-state" role="status"></span>';
    item.querySelector(".upload-name").textContent = file.name;
    const bar = item.querySelector("progress");
    bar.setAttribute("aria-label", `${file.name} 上传进度`);
    zone.querySelector("[data-upload-rows]").appendChild(item);
    return { item, bar, buttons: item.querySelector(".upload-buttons"), text: item.querySelector(".upload-state") };
  }

  function show(row, state, text, buttons) {
    const hadFocus = row.buttons.contains(document.activeElement);
    row.item.dataset.state = state;
    row.text.textContent = text;
    row.buttons.replaceChildren(...buttons);
    if (hadFocus && buttons.length) buttons[0].focus();
  }

  function isRefused(error) {
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
    return status >= 400 && status < 500 && status !== 409 && status !== 423;
  }

  /* The server answers a refusal with one sentence for the user. */
  function explain(error) {
    const answer = error.originalResponse;
    const said = window.eco.sentence(answer ? answer.getBody() : "");
    if (said) return said;
    if (!answer) return "网络不通，已传的部分不会丢，可以续传。";
    return answer.getStatus() === 413 ? "文件太大，服务器没有接收。" : "上传没有完成，请续传或稍后再试。";
  }

  function makeJob(zone, file) {
    const row = makeRow(zone, file);
    const job = { isOpen: true, isWaiting: true, isSending: false, start };
    let mark = { at: 0, sent: 0 };
    let isKnown = false;

    const cancel = button("取消", () => {
      upload.abort(true).catch(() => {});
      row.item.remove();
      rest(false);
    });
    const dismiss = button("知道了", () => row.item.remove());
    const pause = button("暂停", () => {
      upload.abort();
      show(row, "paused", row.text.textContent.replace(/，每秒.*$/, "") + "，已暂停", [resume, cancel]);
      rest(true);
    });
    const resume = button("续传", () => {
      job.isOpen = job.isWaiting = true;
      show(row, "waiting", "等待上传", [cancel]);
      zone.sendNext();
    });

    /* This file stops here, for now or for good; the next one may go. */
    function rest(isOpen) {
      Object.assign(job, { isOpen, isWaiting: false, isSending: false });
      zone.sendNext();
      zone.announce();
    }

    function onProgress(sent, total) {
      const now = Date.now();
      const speed = mark.at && now > mark.at ? ((sent - mark.sent) * 1000) / (now - mark.at) : 0;
      if (!mark.at || now - mark.at > 1000) mark = { at: now, sent };
      row.bar.value = total ? (sent / total) * 100 : 100;
      row.text.textContent = `${size(sent)} / ${size(total)}${speed > 0 ? `，每秒 ${size(speed)}` : ""}`;
    }

    const upload = new window.tus.Upload(file, {
      endpoint: zone.dataset.endpoint,
      metadata: metadata(zone, file),
      headers: { "X-CSRFToken": window.eco.csrfToken() },
      chunkSize,
      retryDelays,
      removeFingerprintOnSuccess: true,
      onProgress,
      onShouldRetry: (error) => !isRefused(error),
      onError: (error) => {
        show(row, "failed", explain(error), isRefused(error) ? [dismiss] : [resume, cancel]);
        rest(false);
      },
      onSuccess: () => {
        row.bar.value = 100;
        show(row, "done", `已上传，${size(file.size)}`, []);
        zone.hasNew = true;
        rest(false);
      },
    });

    async function start() {
      mark = { at: 0, sent: 0 };
      Object.assign(job, { isWaiting: false, isSending: true });
      show(row, "sending", "正在上传…", [pause, cancel]);
      const earlier = isKnown ? [] : await upload.findPreviousUploads();
      isKnown = true;
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      if (job.isSending) upload.start();
    }

    show(row, "waiting", "等待上传", [cancel]);
    return job;
  }

  function refuse(zone, file, text) {
    const row = makeRow(zone, file);
    show(row, "failed", text, [button("知道了", () => row.item.remove())]);
    row.bar.remove();
  }

  function add(zone, files) {
    const limit = Number(zone.dataset.maxBytes || 0);
    Array.from(files).forEach((file) => {
      if (!file.size) refuse(zone, file, "这是一个空文件，没有上传。");
      else if (limit && file.size > limit) refuse(zone, file, `文件有 ${size(file.size)}，超过上限 ${size(limit)}，没有上传。`);
      else zone.jobs.push(makeJob(zone, file));
    });
    zone.sendNext();
  }

  function setUp(zone) {
    zone.jobs = [];
    zone.hasNew = false;
    zone.sendNext = () => {
      const next = zone.jobs.find((job) => job.isWaiting);
      if (next && !zone.jobs.some((job) => job.isSending)) next.start();
    };
    zone.announce = () => {
      if (!zone.hasNew || zone.jobs.some((job) => job.isOpen)) return;
      zone.hasNew = false;
      window.htmx.trigger(document.body, "evidence-uploaded");
    };
    const input = zone.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      add(zone, input.files);
      input.value = "";
    });
    ["dragover", "dragenter"].forEach((name) => zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    }));
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      add(zone, event.dataTransfer.files);
    });
  }

  window.addEventListener("beforeunload", (event) => {
    const isBusy = Array.from(document.querySelectorAll("[data-upload]")).some((zone) => zone.jobs.some((job) => job.isOpen));
    if (!isBusy) return;
    event.preventDefault();
    event.returnValue = "";
  });

  window.eco.onLoad((root) => window.eco.all(root, "[data-upload]").forEach(setUp));
})();
