/*
 * [data-drop]: files of the input [data-drop-input] listed one by one with their size, more by dragging them in, each
 * to be taken out again; what the server would refuse (data-max-files, -bytes, -total) is said at once.
 * textarea[data-most]: how many characters it holds, in [data-count-of] with its id.
 */
(function () {
  "use strict";

  const megabyte = 1024 * 1024;

  function size(bytes) {
    return bytes < megabyte ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / megabyte).toFixed(1)} MB`;
  }

  function fault(zone, files) {
    const limit = (name) => Number(zone.dataset[name]);
    const large = files.find((file) => file.size > limit("maxBytes"));
    const total = files.reduce((sum, file) => sum + file.size, 0);
    if (files.length > limit("maxFiles")) return `一次最多 ${limit("maxFiles")} 个文件，现在有 ${files.length} 个，请去掉一些。`;
    if (large) return `“${large.name}”有 ${size(large.size)}，超过单个文件 ${limit("maxBytes") / megabyte} MB 的上限。`;
    if (total > limit("maxTotal")) return `文件合计 ${size(total)}，超过 ${limit("maxTotal") / megabyte} MB 的上限。`;
    const empty = files.find((file) => file.size === 0);
    return empty ? `“${empty.name}”是空文件，请检查后重新选择。` : "";
  }

  function put(input, files) {
    const chosen = new DataTransfer();
    files.forEach((file) => chosen.items.add(file));
    input.files = chosen.files;
  }

  function row(file, onRemove) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const note = document.createElement("span");
    const button = document.createElement("button");
    name.className = "import-file-name";
    name.textContent = file.name;
    note.className = "note";
    note.textContent = size(file.size);
    button.type = "button";
    button.className = "link-button";
    button.textContent = "去掉";
    button.setAttribute("aria-label", `去掉 ${file.name}`);
    button.addEventListener("click", onRemove);
    item.append(name, note, button);
    return item;
  }

  function setUpZone(zone) {
    const input = zone.querySelector("[data-drop-input]");
    const rows = zone.querySelector("[data-drop-rows]");
    /* A second choice adds to the first; the browser alone would forget it. */
    let files = [];

    function show() {
      put(input, files);
      rows.replaceChildren(...files.map((file) => row(file, () => {
        files = files.filter((other) => other !== file);
        show();
        input.focus();
      })));
      zone.querySelector("[data-drop-fault]").textContent = fault(zone, files);
    }

    function add(more) {
      const isNew = (file) => !files.some((other) => other.name === file.name && other.size === file.size);
      files = files.concat(Array.from(more).filter(isNew));
      show();
    }

    /* The list says more than the browser's own control, which stays for the keyboard. */
    zone.classList.add("is-listed");
    zone.querySelector("[data-drop-hint]").hidden = false;
    input.addEventListener("change", () => add(input.files));
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("is-over")));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      add(event.dataTransfer.files);
    });
    if (input.files.length) add(input.files);
  }

  function setUpCount(field) {
    const note = document.querySelector(`[data-count-of="${field.id}"]`);
    const most = Number(field.dataset.most);
    function count() {
      const length = field.value.length;
      note.textContent = length ? `${length.toLocaleString("zh-CN")} / ${most.toLocaleString("zh-CN")} 字` : "";
      note.classList.toggle("text-bad", length > most);
    }
    field.addEventListener("input", count);
    count();
  }

  window.eco.onLoad((root) => {
    window.eco.all(root, "[data-drop]").forEach(setUpZone);
    window.eco.all(root, "textarea[data-most]").forEach(setUpCount);
  });
})();
