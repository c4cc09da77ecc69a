// Runs before the first paint (a plain script in the head): put the reader's own choice of light or dark on the page.
(function () {
  "use strict";
  try {
    var chosen = localStorage.getItem("etude-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (blocked) {
    // storage is switched off: the page follows the system
  }
})();
