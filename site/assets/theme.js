// Runs before the first paint, so that a reader who chose light or dark never sees the other.
// Without a stored choice (or without storage) the operating system's preference holds, in CSS.
(function () {
  'use strict';
  try {
    var chosen = localStorage.getItem('study.theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.setAttribute('data-theme', chosen);
    }
  } catch (refused) {
    // Storage may be forbidden (private windows, file://): follow the system.
  }
})();
