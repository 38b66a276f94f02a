/* input[data-picks="id"]: typing in it chooses the radio button of that id, of which it is a part. */
(function () {
  "use strict";

  document.addEventListener("input", (event) => {
    const choice = event.target.dataset.picks && document.getElementById(event.target.dataset.picks);
    if (choice && event.target.value) choice.checked = true;
  }, true);
})();
