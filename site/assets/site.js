// Conveniences on top of pages that read fully without them. Each part below looks for its own
// markup, does nothing where that is missing, and knows nothing of the others. No global names,
// no network, no HTML from strings.
(function () {
  'use strict';
  var root = document.documentElement;

  function each(selector, visit) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), visit);
  }

  // Light and dark. A choice equal to the system's preference is forgotten again, so that a
  // reader who toggles back follows the system from then on.
  (function theme() {
    var button = document.querySelector('[data-theme-toggle]');
    if (!button || !window.matchMedia) return;
    var system = matchMedia('(prefers-color-scheme: dark)');

    function isDark() {
      var chosen = root.getAttribute('data-theme');
      return chosen ? chosen === 'dark' : system.matches;
    }
    function describe() {
      button.setAttribute('aria-label', isDark() ? 'Use light colours' : 'Use dark colours');
    }
    button.addEventListener('click', function () {
      var next = isDark() ? 'light' : 'dark';
      var followsSystem = (next === 'dark') === system.matches;
      if (followsSystem) root.removeAttribute('data-theme');
      else root.setAttribute('data-theme', next);
      try {
        if (followsSystem) localStorage.removeItem('study.theme');
        else localStorage.setItem('study.theme', next);
      } catch (refused) {
        // The choice then lasts for this page.
      }
      describe();
    });
    if (system.addEventListener) system.addEventListener('change', describe);
    describe();
    button.hidden = false;
  })();

  // From a folder on disk no server turns "topics/" into "topics/index.html", so we do: once for
  // the links that are there, and at the moment of use for links that scripts add later.
  (function folderLinks() {
    if (location.protocol !== 'file:') return;
    function complete(link) {
      var match = /^([^?#]*\/|\.{1,2})([?#].*)?$/.exec(link.getAttribute('href') || '');
      if (!match || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(match[1])) return;
      link.setAttribute('href', match[1].replace(/\/?$/, '/') + 'index.html' + (match[2] || ''));
    }
    each('a[href]', complete);
    ['click', 'auxclick', 'contextmenu', 'focusin'].forEach(function (event) {
      document.addEventListener(event, function (occurrence) {
        var link = occurrence.target.closest && occurrence.target.closest('a[href]');
        if (link) complete(link);
      }, true);
    });
  })();

  // On phones the menu and the outline are disclosures that lie over the text: Escape, a followed
  // link and leaving them with the keyboard or a tap close them again.
  each('.menu, .outline-toggle', function (disclosure) {
    var region = disclosure.parentNode;
    function close() { disclosure.open = false; }
    region.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape' || !disclosure.open) return;
      close();
      disclosure.querySelector('summary').focus();
    });
    region.addEventListener('click', function (event) {
      if (event.target.closest('a')) close();
    });
    region.addEventListener('focusout', function (event) {
      if (event.relatedTarget && !region.contains(event.relatedTarget)) close();
    });
    document.addEventListener('click', function (event) {
      if (disclosure.open && !region.contains(event.target)) close();
    });
  });

  // The sidebar opens where the reader is, without moving the page itself.
  (function showCurrentPage() {
    var pages = document.querySelector('.sidebar-pages');
    var current = pages && pages.querySelector('[aria-current="page"]');
    if (!current) return;
    var offset = current.getBoundingClientRect().top - pages.getBoundingClientRect().top;
    if (offset > pages.clientHeight * 0.8) pages.scrollTop += offset - pages.clientHeight / 3;
  })();

  // The outline marks the section being read: the last heading above the upper third.
  (function followReading() {
    var outline = document.querySelector('.outline-links');
    if (!outline || !window.IntersectionObserver) return;
    var entries = [];
    Array.prototype.forEach.call(outline.querySelectorAll('a[href^="#"]'), function (link) {
      var heading = document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)));
      if (heading) entries.push({ link: link, heading: heading });
    });
    var marked = null;
    function mark() {
      var line = window.innerHeight / 3;
      var current = null;
      entries.forEach(function (entry) {
        if (entry.heading.getBoundingClientRect().top <= line) current = entry.link;
      });
      if (current === marked) return;
      if (marked) marked.removeAttribute('aria-current');
      if (current) {
        current.setAttribute('aria-current', 'true');
        var top = current.offsetTop;
        if (top < outline.scrollTop || top > outline.scrollTop + outline.clientHeight - 48) {
          outline.scrollTop = top - outline.clientHeight / 2;
        }
      }
      marked = current;
    }
    // Two thirds of the window are cut off below, so a heading reports when it passes the line.
    var observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -66% 0px' });
    entries.forEach(function (entry) { observer.observe(entry.heading); });
  })();

  // Code: a copy button where the browser lets a page copy, and a keyboard stop where it scrolls.
  each('.article pre', function (block) {
    if (block.scrollWidth > block.clientWidth && !block.hasAttribute('tabindex')) {
      block.tabIndex = 0;
    }
    if (!navigator.clipboard || !navigator.clipboard.writeText) return;
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy code');
    var said = document.createElement('span');
    said.className = 'visually-hidden';
    said.setAttribute('role', 'status');
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(block.textContent.replace(/\n$/, '')).then(function () {
        button.textContent = 'Copied';
        said.textContent = 'Copied';
        setTimeout(function () {
          button.textContent = 'Copy';
          said.textContent = '';
        }, 2000);
      }, function () {
        button.textContent = 'Press Ctrl+C';
        getSelection().selectAllChildren(block);
      });
    });
    var frame = document.createElement('div');
    frame.className = 'code-block';
    block.parentNode.insertBefore(frame, block);
    frame.append(block, button, said);
  });
})();
