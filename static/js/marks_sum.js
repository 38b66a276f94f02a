/*
 * [data-marks]: full marks are added up while they are typed. [data-mark="key …"] is (or holds) an input that counts
 * for these keys; [data-mark-sum="key"] shows the sum: plus data-mark-rest, against data-mark-total or the input
 * in #data-mark-total-of. data-mark-optional: parts without any marks need not add up. Counted in hundredths.
 */
(function () {
  "use strict";

  function hundredths(text) {
    const plain = text.trim().replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10)).replace(/[．。]/g, ".").replace(/[，,]/g, "");
    if (plain === "") return 0;
    const match = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(plain);
    return match ? Number(match[1]) * 100 + Number((match[2] || "").padEnd(2, "0")) : NaN;
  }

  function shown(value) {
    return String(Number((value / 100).toFixed(2)));
  }

  function inputIn(element) {
    return element.matches("input") ? element : element.querySelector("input:not([type=hidden])");
  }

  function sumOf(form, key) {
    return Array.from(form.querySelectorAll("[data-mark]"))
      .filter((element) => element.dataset.mark.split(" ").includes(key))
      .reduce((sum, element) => sum + hundredths(inputIn(element).value), 0);
  }

  function totalOf(place) {
    const { markTotal, markTotalOf } = place.dataset;
    if (markTotalOf) return hundredths(inputIn(document.getElementById(markTotalOf)).value);
    return markTotal === undefined ? null : hundredths(markTotal);
  }

  function verdict(sum, total) {
    if (total === null || Number.isNaN(total)) return "";
    if (sum === total) return `，正好等于 ${shown(total)} 分`;
    const gap = shown(Math.abs(total - sum));
    return sum < total ? `，比 ${shown(total)} 分还差 ${gap} 分` : `，比 ${shown(total)} 分多 ${gap} 分`;
  }

  function show(form, place) {
    const sum = sumOf(form, place.dataset.markSum) + hundredths(place.dataset.markRest || "");
    const total = totalOf(place);
    const isLeftOut = "markOptional" in place.dataset && sum === 0;
    const word = place.dataset.markWord || "";
    let text = `${word}合计 ${shown(sum)} 分${verdict(sum, total)}`;
    if (Number.isNaN(sum)) text = "有的分值不是数字，或多于两位小数";
    if (isLeftOut) text = "";
    place.textContent = text;
    place.classList.toggle("text-warn", !isLeftOut && (Number.isNaN(sum) || (total !== null && sum !== total)));
    place.classList.toggle("text-ok", !isLeftOut && total !== null && sum === total);
  }

  window.eco.onLoad((root) => {
    window.eco.all(root, "[data-marks]").forEach((form) => {
      const refresh = () => form.querySelectorAll("[data-mark-sum]").forEach((place) => show(form, place));
      form.addEventListener("input", refresh);
      refresh();
    });
  });
})();
