// Enhancements of pages that work fully without them. Each part below looks for its own markup,
// does nothing if that is missing, and knows nothing of the others. No global names, no network, no
// HTML from strings. Double braces hold a word of the interface, inserted when the site is built.
// Comments are on lines of their own and no string spans lines, so that both comments and
// indentation can be dropped for publishing.
(() => {
  'use strict';
  const root = document.documentElement;
  const each = (selector, visit, place) =>
    (place || document).querySelectorAll(selector).forEach(visit);
  const listen = (target, names, act, options) =>
    names.split(' ').forEach((name) => target.addEventListener(name, act, options));
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // Values kept in the browser's storage. It may be unavailable (private windows, file://); then
  // they last for the page.
  function stored(key) {
    try { return localStorage.getItem(key); } catch (refused) { return null; }
  }
  function store(key, value) {
    try {
      if (value) localStorage.setItem(key, value); else localStorage.removeItem(key);
    } catch (refused) {
      return;
    }
  }

  // Light and dark. A choice equal to the system's preference is deleted, so that a reader who
  // toggles back follows the system from then on. A line in the head has already applied the
  // choice, unless the host's own policy forbids it.
  if (stored('study.theme')) root.dataset.theme = stored('study.theme');
  each('[data-theme-toggle]', (button) => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () => {
      const chosen = root.dataset.theme;
      return chosen ? chosen === 'dark' : system.matches;
    };
    const describe = () => {
      button.setAttribute('aria-label', isDark() ? '{{text.useLight}}' : '{{text.useDark}}');
    };
    button.addEventListener('click', () => {
      const next = isDark() ? 'light' : 'dark';
      const chosen = (next === 'dark') === system.matches ? '' : next;
      if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
      store('study.theme', chosen);
      describe();
    });
    system.addEventListener('change', describe);
    describe();
  });

  // On disk no server turns "topics/" into "topics/index.html", so this does: once for existing
  // links, and on use for links that scripts add later.
  if (location.protocol === 'file:') {
    const complete = (link) => {
      const match = /^([^?#]*\/|\.{1,2})([?#].*)?$/.exec(link.getAttribute('href') || '');
      if (!match || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(match[1])) return;
      link.setAttribute('href', match[1].replace(/\/?$/, '/') + 'index.html' + (match[2] || ''));
    };
    each('a[href]', complete);
    listen(document, 'click auxclick contextmenu focusin', (event) => {
      const link = event.target.closest && event.target.closest('a[href]');
      if (link) complete(link);
    }, true);
  }

  // On phones the menu and the outline are disclosures that overlay the text: Escape, a followed
  // link, and leaving them by keyboard or with a tap close them.
  each('.menu, .outline-toggle', (disclosure) => {
    const region = disclosure.parentNode;
    const close = () => { disclosure.open = false; };
    region.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !disclosure.open) return;
      close();
      disclosure.querySelector('summary').focus();
    });
    region.addEventListener('click', (event) => {
      if (event.target.closest('a')) close();
    });
    region.addEventListener('focusout', (event) => {
      if (event.relatedTarget && !region.contains(event.relatedTarget)) close();
    });
    document.addEventListener('click', (event) => {
      if (disclosure.open && !region.contains(event.target)) close();
    });
  });

  // The sidebar scrolls to the current page, without moving the page itself.
  each('.sidebar-pages', (pages) => {
    const current = pages.querySelector('[aria-current=page]');
    if (!current) return;
    const offset = current.getBoundingClientRect().top - pages.getBoundingClientRect().top;
    if (offset > pages.clientHeight * 0.8) pages.scrollTop += offset - pages.clientHeight / 3;
  });

  // The outline marks the section being read: the last heading above the upper third.
  each('.outline-links', (outline) => {
    const entries = [];
    each('a[href^="#"]', (link) => {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) entries.push({ link, heading });
    }, outline);
    let marked = null;
    const mark = () => {
      let current = null;
      entries.forEach(({ link, heading }) => {
        if (heading.getBoundingClientRect().top <= innerHeight / 3) current = link;
      });
      if (current === marked) return;
      if (marked) marked.removeAttribute('aria-current');
      marked = current;
      if (!current) return;
      current.setAttribute('aria-current', 'true');
      const top = current.offsetTop;
      if (top < outline.scrollTop || top > outline.scrollTop + outline.clientHeight - 48) {
        outline.scrollTop = top - outline.clientHeight / 2;
      }
    };
    // The lower two thirds of the window are excluded, so a heading reports when it crosses the
    // line.
    const observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -66% 0px' });
    entries.forEach(({ heading }) => observer.observe(heading));
  });

  // Measured before anything changes: after a change each measurement would force a layout of the
  // whole page.
  const tooWide = new Set([...document.querySelectorAll('.article pre, .formula, .diagram-frame')]
    .filter((box) => box.scrollWidth > box.clientWidth));

  // Code: a copy button where the browser allows copying, a button that wraps long lines, and a
  // keyboard stop where it scrolls.
  each('.article pre', (block) => {
    const code = block.querySelector('code') || block;
    const button = (textContent, ariaLabel) =>
      make('button', { type: 'button', className: 'copy', textContent, ariaLabel });
    const bar = make('div', { className: 'code-tools' });
    if (tooWide.has(block)) {
      if (!block.hasAttribute('tabindex')) block.tabIndex = 0;
      const wrap = button('{{text.wrap}}', '{{text.wrapLines}}');
      wrap.ariaPressed = 'false';
      wrap.addEventListener('click', () => {
        wrap.ariaPressed = String(block.classList.toggle('is-wrapped'));
      });
      bar.append(wrap);
    }
    if (navigator.clipboard) {
      const copy = button('{{text.copy}}', '{{text.copyCode}}');
      const said = make('span', { className: 'visually-hidden', role: 'status' });
      copy.addEventListener('click', () => {
        navigator.clipboard.writeText(code.textContent.replace(/\n$/, '')).then(() => {
          copy.textContent = said.textContent = '{{text.copied}}';
          setTimeout(() => {
            copy.textContent = '{{text.copy}}';
            said.textContent = '';
          }, 2000);
        }, () => {
          copy.textContent = '{{text.pressCopyKeys}}';
          getSelection().selectAllChildren(code);
        });
      });
      bar.append(copy, said);
    }
    if (!bar.firstChild) return;
    const frame = make('div', { className: 'code-block' });
    block.before(frame);
    frame.append(block, bar);
  });

  each('.formula, .diagram-frame', (box) => {
    if (tooWide.has(box)) box.tabIndex = 0;
  });

  // Formulas are copied as the TeX they were written in.
  document.addEventListener('copy', (event) => {
    const selection = getSelection();
    if (!event.clipboardData || selection.isCollapsed) return;
    const part = selection.getRangeAt(0).cloneContents();
    const formulas = part.querySelectorAll('math');
    if (!formulas.length) return;
    formulas.forEach((math) => {
      const source = math.querySelector('annotation');
      const sign = math.getAttribute('display') === 'block' ? '$$' : '$';
      if (source) math.replaceWith(sign + source.textContent.trim() + sign);
    });
    const holder = make('div', { className: 'copied' });
    holder.append(part);
    document.body.append(holder);
    event.clipboardData.setData('text/plain', holder.innerText);
    holder.remove();
    event.preventDefault();
  });

  // Terms, citations and footnotes: a card with their contents on hover, focus or tap. The first
  // tap shows it, the second follows the link. Without popovers the links lead to the glossary, the
  // sources and the notes, as they do without a script.
  if ('popover' in HTMLElement.prototype) {
    const card = make('div', { className: 'definition-card', popover: 'manual' });
    let owner = null, timer = 0, isTouch = false;

    const ownerOf = (node) =>
      node && node.closest && node.closest('a.term, .cite a, .footnote-ref a');
    const contentsFor = (link) => {
      const id = link.getAttribute('aria-describedby') || decodeURIComponent(link.hash.slice(1));
      const found = document.getElementById(id);
      return found && (found.querySelector('.reference') || found);
    };
    const place = () => {
      if (!owner) return;
      const link = owner.getBoundingClientRect();
      const size = card.getBoundingClientRect();
      const left = Math.min(link.left - 12, root.clientWidth - size.width - 8);
      const isBelow = link.bottom + size.height + 8 < innerHeight || link.top < size.height + 8;
      card.style.left = Math.max(8, left) + 'px';
      card.style.top = (isBelow ? link.bottom + 4 : link.top - size.height - 4) + 'px';
    };
    const hide = () => {
      clearTimeout(timer);
      if (!owner) return;
      owner = null;
      card.hidePopover();
      card.remove();
    };
    const show = (link) => {
      clearTimeout(timer);
      if (owner === link) return;
      hide();
      const contents = contentsFor(link);
      if (!contents) return;
      card.replaceChildren(...contents.cloneNode(true).childNodes);
      each('[id]', (copy) => copy.removeAttribute('id'), card);
      each('.footnote-backref', (back) => back.remove(), card);
      // Directly after the link, so that the keyboard reaches the card's links next.
      link.after(card);
      owner = link;
      card.showPopover();
      place();
      // The browser may still scroll the focused element into view.
      requestAnimationFrame(place);
    };
    const isWithin = (node) => node && (card.contains(node) || (owner && owner.contains(node)));
    const soon = (action, delay) => {
      clearTimeout(timer);
      timer = setTimeout(action, delay);
    };

    listen(document, 'pointerdown', (event) => {
      isTouch = event.pointerType === 'touch';
      if (!isWithin(event.target)) hide();
    }, true);
    listen(document, 'pointerover', (event) => {
      if (event.pointerType === 'touch') return;
      const link = ownerOf(event.target);
      if (link && !card.contains(link)) soon(() => show(link), 120);
      else if (owner && !isWithin(event.target) && !isWithin(document.activeElement)) soon(hide, 250);
      else clearTimeout(timer);
    });
    listen(document, 'focusin', (event) => {
      const link = ownerOf(event.target);
      if (link && !card.contains(link) && !isTouch) show(link);
      else if (!isWithin(event.target)) hide();
    });
    listen(document, 'click', (event) => {
      const link = ownerOf(event.target);
      if (!link || card.contains(link)) return;
      if (isTouch && owner !== link) {
        event.preventDefault();
        show(link);
      } else {
        hide();
      }
    });
    listen(document, 'keydown', (event) => {
      if (event.key !== 'Escape' || !owner) return;
      const link = owner;
      const returnsFocus = card.contains(document.activeElement);
      hide();
      if (returnsFocus) {
        link.focus();
        hide();
      }
    });
    listen(window, 'scroll resize', place, { passive: true });
  }

  // Reading paths: what has been read, in the list of steps and on each step's page, and the path
  // the reader is on. Pages are identified by their routes; the site's address keeps two sites
  // apart.
  each('.path, .path-places', (part) => {
    const site = new URL(document.querySelector('.site-title').href).pathname;
    const readKey = 'study.read ' + site, pathKey = 'study.path ' + site;
    const read = new Set(JSON.parse(stored(readKey) || '[]'));
    const box = (route, title, show) => {
      const input = make('input', {
        type: 'checkbox', checked: read.has(route),
        ariaLabel: '{{text.doneWith}}'.replace('{title}', () => title),
      });
      input.addEventListener('change', () => {
        read[input.checked ? 'add' : 'delete'](route);
        store(readKey, JSON.stringify([...read]));
        show();
      });
      return input;
    };
    if (part.matches('.path')) {
      store(pathKey, part.dataset.path);
      const steps = part.querySelectorAll('.path-step');
      const show = () => {
        let done = 0;
        steps.forEach((step) => {
          const isRead = read.has(step.dataset.step);
          done += isRead;
          step.classList.toggle('is-read', isRead);
          each('input', (input) => { input.checked = isRead; }, step);
        });
        part.querySelector('.path-progress').textContent = done && '{{text.progress}}'
          .replace('{done}', done).replace('{count}', steps.length) || '';
      };
      steps.forEach((step) =>
        step.append(box(step.dataset.step, step.querySelector('a').textContent, show)));
      show();
      return;
    }
    const title = document.querySelector('h1').textContent;
    const label = make('label');
    label.append(box(part.dataset.step, title, () => {}), '{{text.haveRead}}');
    part.querySelector('.path-read').append(label);
    each('.path-place', (place) => {
      const path = place.dataset.path;
      if (path === stored(pathKey)) {
        place.classList.add('is-current');
        place.parentNode.prepend(place);
      }
      place.addEventListener('click', () => store(pathKey, path));
    }, part);
  });

  // The map of topics: a topic's links are highlighted on hover and focus.
  each('.topic-map', (map) => {
    const mark = (topic) => {
      const number = topic && topic.dataset.topic;
      const near = new Set([number]);
      map.classList.toggle('is-marked', !!topic);
      each('.map-edge', (edge) => {
        const { from, to } = edge.dataset;
        const isNear = !!topic && (from === number || to === number);
        edge.classList.toggle('is-near', isNear);
        if (isNear) near.add(from).add(to);
      }, map);
      each('.map-topic', (box) => {
        box.classList.toggle('is-near', !!topic && near.has(box.dataset.topic));
      }, map);
    };
    listen(map, 'pointerover focusin', (event) => mark(event.target.closest('.map-topic')));
    listen(map, 'pointerleave focusout', () => mark(null));
  });
})();
