// The preview's half in the browser: listens for events about its page, reloads it, swaps its style
// sheets, and shows what is wrong. Only `study serve` puts it into pages.
"use strict";
(() => {
  const { token, page, version } = document.currentScript.dataset;
  const folder = new URL(".", document.currentScript.src);
  const base = new URL("..", folder);
  const scrollKey = "study.preview.scroll";

  // --- Reloading ---------------------------------------------------------------------------------

  const storage = {
    get() {
      try {
        return JSON.parse(sessionStorage.getItem(scrollKey));
      } catch {
        return null;
      }
    },
    set(value) {
      try {
        sessionStorage.setItem(scrollKey, JSON.stringify(value));
      } catch {
        // Without storage a page begins at its top.
      }
    },
  };

  function reload() {
    source?.close();
    storage.set({ path: location.pathname, x: scrollX, y: scrollY, time: Date.now() });
    location.reload();
  }

  function restoreScroll() {
    const place = storage.get();
    storage.set(null);
    if (!place || place.path !== location.pathname || Date.now() - place.time > 30000) return;
    const go = () => scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    go();
    addEventListener("load", go, { once: true });
  }

  // --- Files besides the page --------------------------------------------------------------------

  function pathOf(address) {
    const url = new URL(address, document.baseURI);
    if (url.origin !== location.origin || !url.pathname.startsWith(base.pathname)) return null;
    try {
      return decodeURIComponent(url.pathname.slice(base.pathname.length));
    } catch {
      return null;
    }
  }

  function swapStyles(paths) {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      if (!paths.has(pathOf(link.href))) continue;
      const next = link.cloneNode();
      const address = new URL(link.href);
      address.searchParams.set("preview", Date.now());
      next.href = address;
      // The old one goes when the new one is there, so that the page is never bare.
      next.addEventListener("load", () => link.remove(), { once: true });
      next.addEventListener("error", () => next.remove(), { once: true });
      link.after(next);
    }
  }

  function filesChanged(names) {
    const styles = new Set(names.filter((name) => name.endsWith(".css")));
    const others = new Set(names.filter((name) => !name.endsWith(".css")));
    const uses = [...document.querySelectorAll("[src], link[href]:not([rel=stylesheet])")].some(
      (element) => others.has(pathOf(element.src || element.href || "")),
    );
    if (uses) reload();
    else if (styles.size > 0) swapStyles(styles);
  }

  // --- What is wrong -----------------------------------------------------------------------------

  const host = document.createElement("study-preview");
  const shadow = host.attachShadow({ mode: "open" });
  const look = document.createElement("link");
  look.rel = "stylesheet";
  look.href = new URL("preview.css", folder);
  let dismissed = "";

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function entry({ place, text, href }) {
    const lines = text.trimEnd();
    const item = element("li", {}, element("pre", { textContent: lines }));
    if (href) {
      item.prepend(element("a", { href, textContent: `Open ${place}` }));
    }
    return item;
  }

  function more(count, word) {
    return count > 0 ? [element("p", { textContent: `and ${count} more ${word}` })] : [];
  }

  function counted(count, word) {
    return `${count} ${word}${count === 1 ? "" : "s"}`;
  }

  function errorPanel(found, key) {
    const count = found.errors.length + found.more;
    const panel = element("section", { className: "errors", tabIndex: -1 });
    panel.setAttribute("role", "alert");
    panel.setAttribute("aria-label", "Errors in the content");
    const close = element("button", { type: "button", textContent: "Hide" });
    close.addEventListener("click", () => {
      dismissed = key;
      show(found);
    });
    panel.append(
      element(
        "header",
        {},
        element("h2", { textContent: counted(count, "error") }),
        element("p", { textContent: "The last good page stays. This goes when it is mended." }),
        close,
      ),
      element("ul", {}, ...found.errors.map(entry)),
      ...more(found.more, "errors"),
    );
    return panel;
  }

  function warningPanel(found) {
    const count = found.warnings.length + found.moreWarnings;
    return element(
      "details",
      { className: "warnings" },
      element("summary", { textContent: counted(count, "warning") }),
      element("ul", {}, ...found.warnings.map(entry)),
      ...more(found.moreWarnings, "warnings"),
    );
  }

  let shown = null;

  function show(found) {
    shown = found;
    const key = JSON.stringify(found.errors);
    const panels = [];
    if (found.errors.length > 0 && key !== dismissed) panels.push(errorPanel(found, key));
    if (found.errors.length === 0) dismissed = "";
    if (found.warnings.length > 0) panels.push(warningPanel(found));
    shadow.replaceChildren(look, ...panels);
    if (panels.length === 0) host.remove();
    else document.documentElement.append(host);
  }

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown || shown.errors.length === 0) return;
    dismissed = JSON.stringify(shown.errors);
    show(shown);
  });

  // --- Listening ---------------------------------------------------------------------------------

  let source = null;

  function listen() {
    if (source) return;
    const address = new URL("events", folder);
    address.search = new URLSearchParams({ token, page: decodeURIComponent(page), version });
    source = new EventSource(address);
    source.addEventListener("reload", reload);
    source.addEventListener("files", (event) => filesChanged(JSON.parse(event.data)));
    source.addEventListener("problems", (event) => show(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // The browser tries again by itself, unless the preview refused: then it is another run.
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        waitForPreview();
      }
    });
  }

  function waitForPreview() {
    setTimeout(async () => {
      try {
        await fetch(location.href, { method: "HEAD", cache: "no-store" });
        reload();
      } catch {
        waitForPreview();
      }
    }, 1000);
  }

  // A browser keeps six connections to a host: hidden pages give theirs back, and catch up when
  // they are shown again.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      listen();
    } else {
      source?.close();
      source = null;
    }
  });
  addEventListener("pagehide", () => {
    source?.close();
    source = null;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) listen();
  });

  restoreScroll();
  if (document.visibilityState === "visible") listen();
})();
