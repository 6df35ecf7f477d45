// The search of a site: engine and interface in one classic script without dependencies, for
// http(s) and file://, under `script-src 'self'`. Its one global name, S, exists only where the
// index has to come by script element. The file format and the tokens are specified in
// Sources/Indexing/FORMAT.md. Parts 1 to 5 need no browser and are tested in Node. It is one long
// file because modules cannot be loaded from file://. No string spans lines, so that comment
// lines and indentation may be dropped where it is published.
(function () {
  'use strict';

  // 1 Characters and tokens -------------------------------------------------------------------

  const SEPARATOR = 0, LOWER = 1, UPPER = 2, DIGIT = 3, UNDERSCORE = 4, HANGUL = 5, PAIRED = 6,
    IGNORED = 7, LETTER = 8;

  const classTable =
    '80s aal abs adi aes b5l b6s bal bbs c0l d7s d8l f7s f8l 300i 370l 37es 37fl 384s 386l 387s ' +
    '388l 483i 48al 55as 560l 589s 591i 5bes 5bfi 5c0s 5c1i 5c3s 5c4i 5c6s 5c7i 5d0l 5f3s 610i ' +
    '61bs 620l 640i 641l 64bi 660l 66as 66el 670i 671l 6d4s 6d5l 6d6i 6e5l 964s 966l 970s 971l ' +
    'e00p e3fs e40p e4fs e50p e5as e80p f00l f04s f18l 1000p 104as 1050p 10a0l 10fbs 10fcl 1100h ' +
    '1200l 1361s 1369l 1400s 1401l 166ds 166fl 1680s 1681l 1780p 17d4s 17d7p 17d8s 17dcp 1800s ' +
    '1810l 1e00l 1fbds 1fbel 1fbfs 1fc2l 1fcds 1fd0l 1fdds 1fe0l 1feds 1ff2l 1ffds 200ci 2010s ' +
    '202ai 202fs 2060i 2070s 20d0i 2100s 2c00l 2e00s 2e80p 2fe0s 3005p 3008s 3021p 3030s 3031p ' +
    '3036s 3038p 303ds 3041p 309bs 309dp 30a0s 30a1p 30fbs 30fcp 3130h 3190s 31a0p 31c0s 31f0p ' +
    '3200s 3400p 4dc0s 4e00p a490s a4d0l ac00h d800s f900p fb00l fd3es fd50l fdfcs fe00i fe10s ' +
    'fe20i fe30s fe70l fefei ff00s ff66p ffa0h ffdds 10000l 1d000s 1d400l 1d800s 1e000l 1f000s ' +
    '20000p e0000i f0000s';
  // Letters that Unicode does not take apart into a letter and a mark.
  const folds = new Map('ßss æae œoe øo đd łl þth ðd ıi ħh ŀl ŧt ĸk ŋn ſs ĳij ŉn ςσ'.split(' ')
    .map((entry) => [entry[0], entry.slice(1)]));
  const classStarts = classTable.split(' ').map((entry) => [
    parseInt(entry.slice(0, -1), 16),
    { s: SEPARATOR, l: LETTER, h: HANGUL, p: PAIRED, i: IGNORED }[entry.slice(-1)],
  ]);

  // The class of a character (a code point).
  function classOf(code) {
    if (code < 0x80) {
      return code > 96 && code < 123 ? LOWER : code > 64 && code < 91 ? UPPER
        : code > 47 && code < 58 ? DIGIT : code === 95 ? UNDERSCORE : SEPARATOR;
    }
    let low = 0, high = classStarts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (classStarts[middle][0] <= code) low = middle; else high = middle;
    }
    return classStarts[low][1];
  }

  // The character without case and (Latin, Greek, Cyrillic) accent: one character or two.
  function fold(code) {
    const small = String.fromCodePoint(code).toLowerCase();
    if (code < 0x80) return small;
    if (!(code < 0x250 || (code > 0x36F && code < 0x557) || (code > 0x1DFF && code < 0x2000))) {
      return String.fromCodePoint(code);
    }
    const [base] = small.normalize('NFD');
    return folds.get(base) || base;
  }

  const WORD = 0, PART = 1, OPTION = 2, PAIR = 3;
  const LONGEST_TOKEN = 64, SHORTEST_BLOB = 24;

  // The tokens of `text` in order: { term, kind, start, end }, offsets in UTF-16 units.
  function tokens(text) {
    const out = [];
    const next = /[\w\u0080-\uffff]/g;
    // Most words need no closer look: no capitals inside, no mark before it or behind.
    const simple = /(?:[A-Za-z][a-z]{0,22}|[A-Z]{1,23}|[0-9]{1,23})(?![\w+#\u0080-\uffff])/y;
    let at = 0;
    while ((next.lastIndex = at, next.test(text))) {
      const start = simple.lastIndex = next.lastIndex - 1;
      if (!/[-.@$/]/.test(text[start - 1] || '') && simple.test(text)) {
        at = simple.lastIndex;
        out.push({ term: text.slice(start, at).toLowerCase(), kind: WORD, start, end: at });
        continue;
      }
      const { kind, length } = characterAt(text, start);
      if (kind === SEPARATOR || kind === IGNORED) at = start + length;
      else at = (kind === PAIRED ? takePairs : takeWord)(text, start, out);
    }
    return out;
  }

  // The character at `at`: full-width forms count as the ASCII characters that they show.
  function characterAt(text, at) {
    let code = text.codePointAt(at);
    const length = code > 0xFFFF ? 2 : 1;
    if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFEE0;
    return { code, kind: classOf(code), length };
  }

  // A word with its option, suffix and parts. Gives where to go on, as takePairs does.
  function takeWord(text, start, out) {
    const word = { text: '', kinds: [], offsets: [] };
    let at = start, count = 0;
    while (at < text.length) {
      const { code, kind, length } = characterAt(text, at);
      if (kind === SEPARATOR || kind === PAIRED) break;
      if (kind !== IGNORED) {
        for (const folded of fold(code)) {
          count += 1;
          word.text += folded;
          for (const unit of folded.split('')) {
            word.kinds.push(kind);
            word.offsets.push(at);
          }
        }
      }
      at += length;
    }
    word.offsets.push(at);
    const push = (term, kind, from, end) => out.push({ term, kind, start: from, end });
    takeOption(text, start, push);
    if (/^\w+$/.test(text.slice(start, at))) {
      const suffix = /^(?:\+\+(?![+\w])|#(?![#\w]))/.exec(text.slice(at, at + 3));
      if (suffix && /[A-Za-z]/.test(text[start]) && count <= LONGEST_TOKEN) {
        const end = at + suffix[0].length;
        push(word.text + suffix[0], WORD, start, end);
        push(word.text, PART, start, at);
        return end;
      }
      if (count >= SHORTEST_BLOB && isBlob(word)) return at;
    }
    if (/^_*$/.test(word.text) || count > LONGEST_TOKEN) return at;
    push(word.text, WORD, start, at);
    takeParts(word, push);
    return at;
  }

  function takeOption(text, start, push) {
    const before = /(?:^|[\u0000-\u0020(\[{"'`,=|;\u00a0\u2000-\uffff])(--|[-.@$/])$/
      .exec(text.slice(Math.max(0, start - 3), start));
    if (!before || !/[A-Za-z_]/.test(text[start])) return;
    const mark = start - before[1].length;
    const pattern = before[1] === '--' ? /\w+(?:-\w+)*/y : /\w+/y;
    pattern.lastIndex = start;
    const end = start + pattern.exec(text)[0].length;
    if (end - mark <= LONGEST_TOKEN) push(text.slice(mark, end).toLowerCase(), OPTION, mark, end);
  }

  // The pieces of a compound word; `kinds` are the classes of its units before folding.
  function takeParts(word, push) {
    const { text, kinds, offsets } = word;
    const part = (from, to) => push(text.slice(from, to), PART, offsets[from], offsets[to]);
    let start = 0;
    for (let at = 1; at <= text.length; at += 1) {
      if (at < text.length && !startsPart(word, at)) continue;
      const isWhole = at - start === text.length;
      const isPluralEnding = at - start === 1 && isPluralS(word, start);
      if (kinds[start] !== UNDERSCORE && !isWhole && !isPluralEnding) part(start, at);
      if (kinds[start] === HANGUL && at - start > 2) {
        for (let pair = start; pair + 2 <= at; pair += 1) part(pair, pair + 2);
      }
      start = at;
    }
  }

  function startsPart(word, at) {
    const before = word.kinds[at - 1], here = word.kinds[at];
    if (before === UNDERSCORE || here === UNDERSCORE) return true;
    if (before === here) {
      return here === UPPER && word.kinds[at + 1] === LOWER && !isPluralS(word, at + 1);
    }
    // Beyond ASCII there are no capitals here, and so no inner ones.
    if (before === LETTER || here === LETTER) return before + here > LETTER + UPPER;
    return before !== UPPER || here !== LOWER || isPluralS(word, at);
  }

  // True for the small s of `APIs`.
  function isPluralS({ text, kinds }, at) {
    return text[at] === 's' && kinds[at] === LOWER && kinds[at - 1] === UPPER &&
      kinds[at - 2] === UPPER && kinds[at + 1] !== LOWER;
  }

  // True for what is no word of anybody: a hash, base64.
  function isBlob({ text, kinds }) {
    const changes = kinds.filter((kind, at) =>
      at > 0 && (kind === DIGIT) !== (kinds[at - 1] === DIGIT)).length;
    return !kinds.includes(UNDERSCORE) &&
      (changes >= 4 || (/^[0-9a-f]+$/.test(text) && /[0-9]/.test(text)));
  }

  function takePairs(text, start, out) {
    let at = start, count = 0, last = null;
    while (at < text.length) {
      const { kind, length } = characterAt(text, at);
      if (kind !== PAIRED && kind !== IGNORED) break;
      const end = at + length;
      if (kind === PAIRED) {
        const here = { term: text.slice(at, end), kind: PART, start: at, end };
        if (last) out.push({ term: last.term + here.term, kind: PAIR, start: last.start, end });
        last = here;
        count += 1;
      }
      at = end;
    }
    if (count === 1) last.kind = WORD;
    out.push(last);
    return at;
  }

  // 2 The index file --------------------------------------------------------------------------

  const FORMAT_VERSION = 1;

  // The value of each digit by its character code: below 64 it ends a number.
  const digitValues = new Uint8Array(128);
  Array.from({ length: 94 }, (_, at) => at + 0x21)
    .filter((code) => !'"&\'<\\`'.includes(String.fromCharCode(code)))
    .forEach((code, value) => { digitValues[code] = value; });

  // A cursor over a line of digits.
  function reader(line, start) {
    const read = {
      at: start,
      number() {
        let rest = 0, digit;
        while ((digit = digitValues[line.charCodeAt(read.at++)]) >= 64) {
          rest = rest * 24 + digit - 63;
        }
        return rest * 64 + digit;
      },
      until(character) {
        const end = line.indexOf(character, read.at);
        const text = line.slice(read.at, end);
        read.at = end + 1;
        return text;
      },
    };
    return read;
  }

  // The index in a file's payload. `lexicon`, `postings` and `page` are the doors behind which
  // an index in many files can stand: nothing else here knows how the file is laid out.
  function readIndex(payload) {
    const lines = payload.split('\n');
    const [version, pageCount, sectionCount] = lines[0].split(' ').map(Number);
    if (version !== FORMAT_VERSION) throw new Error('search index of another version');
    const lexicon = readLexicon(lines[1]);
    const cache = new Map();
    return {
      pageCount, sectionCount, lexicon,
      page: readPages(lines, 3, pageCount),
      postings(term) {
        if (cache.size > 400) cache.clear();
        if (!cache.has(term)) cache.set(term, readPostings(lines[2], ...lexicon.places[term]));
        return cache.get(term);
      },
    };
  }

  // Terms in ascending order of code points, and what is known of each.
  function readLexicon(line) {
    const lexicon = { terms: [], hasName: [], frequencies: [], places: [] };
    const read = reader(line, 0);
    let term = '', place = 0;
    while (read.at < line.length) {
      term = term.slice(0, read.number()) + read.until(' ');
      lexicon.terms.push(term);
      lexicon.hasName.push(read.number() & 1);
      lexicon.frequencies.push(read.number());
      lexicon.places.push([place, place += read.number()]);
    }
    return lexicon;
  }

  // A term's postings, flat: page, ordinal (-1: a name of the page), digit.
  function readPostings(line, start, end) {
    const list = [];
    const read = reader(line, start);
    let page = -1;
    while (read.at < end) {
      page += read.number() + 1;
      const head = read.number();
      if (head & 1) list.push(page, -1, read.number());
      for (let left = head >> 1, ordinal = -1; left > 0; left -= 1) {
        list.push(page, ordinal += read.number() + 1, read.number());
      }
    }
    return Int32Array.from(list);
  }

  // A function that gives page `number`; sections are read when they are asked for.
  function readPages(lines, first, pageCount) {
    const starts = [];
    let at = first;
    for (let page = 0; page < pageCount; page += 1) {
      starts.push(at);
      at += 5 + 3 * Number(lines[at + 4]);
    }
    if (!(at <= lines.length)) throw new Error('search index cut short');
    return (number) => {
      const start = starts[number];
      const [url, title, crumbs, kind, sectionCount] = lines.slice(start, start + 5);
      return {
        url, title, kind, sectionCount: Number(sectionCount),
        breadcrumbs: crumbs ? crumbs.split('\t') : [],
        section(ordinal) {
          const line = start + 5 + 3 * ordinal;
          const [anchor, heading, text] = lines.slice(line, line + 3);
          const code = heading.charCodeAt(0);
          return {
            anchor, text, heading: heading.slice(1), level: code % 48 - (code >= 97 ? 1 : 0),
            isQuestion: code >= 97,
          };
        },
      };
    };
  }

  // The number of the first term not before `term` by code points, which UTF-16 order is not.
  function lowerBound(terms, term) {
    const rank = (code) => (code >= 0xD800 && code < 0xE000 ? code + 0x10000 : code);
    const isBefore = (a, b) => {
      let at = 0;
      while (at < a.length && a[at] === b[at]) at += 1;
      return at < b.length && (at === a.length || rank(a.charCodeAt(at)) < rank(b.charCodeAt(at)));
    };
    let low = 0, high = terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(terms[middle], term)) low = middle + 1; else high = middle;
    }
    return low;
  }

  // 3 Words of a query ------------------------------------------------------------------------

  const LONGEST_QUERY = 400, MOST_WORDS = 24;
  const MOST_COMPLETIONS = 50, MOST_COMPLETION_POSTINGS = 30000;
  const UNKNOWN_WEIGHT = 4, SHARE_OF_GROUP = 0.6;

  // The words of a query, each with what it stands for: `variants`, any one of which will do
  // ({ term number, factor, onlyNames }), or a `group` of terms most of which must be there (a
  // run of a script without spaces, the parts of an unknown compound word).
  function wordsOf(query, lexicon, sectionCount) {
    const text = query.slice(0, LONGEST_QUERY);
    const all = tokens(text);
    const words = new Map();
    let newest = { end: -1 };
    all.forEach(({ term, kind, start, end }) => {
      if (kind === PART) {
        if (end <= newest.end) newest.parts.push(term);
      } else if (kind === PAIR && newest.isRun && start < newest.end) {
        newest.pieces.push(term);
        newest.end = end;
      } else {
        newest = {
          text: '', start, end, pieces: [term], parts: [], isRun: kind === PAIR,
          isOption: kind === OPTION,
        };
        words.set(words.size, newest);
      }
    });
    const isTyping = newest.end === text.length;
    const list = Array.from(new Map(Array.from(words.values(), (word) =>
      [word.pieces.join(' '), word])).values()).slice(0, MOST_WORDS);
    list.forEach((word) => {
      word.text = text.slice(word.start, word.end);
      resolve(word, isTyping && word.end === newest.end, lexicon);
      const count = frequencyOf(word, lexicon);
      word.isKnown = count > 0;
      // The rarer the weightier: inverse section frequency.
      word.weight = word.isKnown
        ? Math.log(1 + Math.max(0, sectionCount - count + 0.5) / (count + 0.5)) : UNKNOWN_WEIGHT;
      word.shown = new Set(word.pieces.concat(word.variants.map(({ term }) => lexicon.terms[term]),
        word.group.map((term) => lexicon.terms[term])));
    });
    return list;
  }

  // Finds what `word` stands for.
  function resolve(word, isLast, lexicon) {
    const [term] = word.pieces;
    const find = (piece) => {
      const at = lowerBound(lexicon.terms, piece);
      return lexicon.terms[at] === piece ? at : -1;
    };
    const add = (number, factor) => {
      if (number >= 0) word.variants.push({ term: number, factor });
    };
    word.variants = [];
    word.group = [];
    if (word.pieces.length > 1) { word.group = word.pieces.map(find); return; }
    add(find(term), 1);
    const isPaired = classOf(term.codePointAt(0)) === PAIRED;
    if (isLast || isPaired) addCompletions(word, term, term.length < 3 && !isPaired, lexicon);
    if (word.variants.length) return;
    if (word.isOption) add(find(term.replace(/^\W+/, '')), 0.8);
    else if (word.parts.length) word.group = word.parts.map(find);
    else addNearForms(word, term, lexicon.terms);
    if (!word.variants.length && !word.group.length && term.length > 3) {
      addCompletions(word, term, false, lexicon);
    }
  }

  // Terms that begin as the word does: the most frequent ones, those in names first.
  function addCompletions(word, term, onlyNames, lexicon) {
    const { terms, hasName, frequencies } = lexicon;
    const found = [];
    for (let at = lowerBound(terms, term); (terms[at] || '').startsWith(term); at += 1) {
      if (terms[at] !== term && (!onlyNames || hasName[at])) found.push(at);
    }
    const rank = (at) => frequencies[at] * (hasName[at] ? 4 : 1);
    let budget = MOST_COMPLETION_POSTINGS;
    found.sort((a, b) => rank(b) - rank(a) || a - b).slice(0, MOST_COMPLETIONS).forEach((at) => {
      const factor = Math.max(0.35, 0.8 * term.length / terms[at].length);
      if (budget > 0) word.variants.push({ term: at, factor, onlyNames });
      budget -= frequencies[at];
    });
  }

  // For a word that the site does not know: words that differ in a short ending.
  function addNearForms(word, term, terms) {
    const at = lowerBound(terms, term);
    const shared = (other) => {
      let length = 0;
      while (length < term.length && other[length] === term[length]) length += 1;
      return length;
    };
    const best = Math.max(shared(terms[at] || ''), shared(terms[at - 1] || ''));
    if (best < 4 || term.length - best > 3) return;
    const stem = term.slice(0, best);
    for (let near = lowerBound(terms, stem); (terms[near] || '').startsWith(stem); near += 1) {
      if (terms[near].length - best <= 3 && word.variants.length < 10) {
        word.variants.push({ term: near, factor: 0.7 });
      }
    }
  }

  // In how many sections the word is: of a group the rarest, of variants the exact or the
  // most frequent term.
  function frequencyOf(word, { frequencies }) {
    const { variants } = word;
    if (variants.length && variants[0].factor === 1) return frequencies[variants[0].term];
    const counts = word.group.filter((term) => term >= 0).map((term) => frequencies[term]);
    return counts.length ? Math.min(...counts)
      : Math.max(0, ...variants.map(({ term }) => frequencies[term]));
  }

  // 4 Ranking ---------------------------------------------------------------------------------

  const NAME_WEIGHT = 1.2, NAME_BONUS = 2.5, HEADING_BONUS = 1.5;
  const LEAD_BONUS = 1.05, PHRASE_BONUS = 1.1;
  const ORDINALS = 1 << 20, ENOUGH_SECTIONS = 1000;
  const RERANKED_PAGES = 20, SECTIONS_PER_PAGE = 3, SECTION_SHARE = 0.6, SECOND_SHARE = 0.15;

  // What the query finds: { words, pages: [{ page, score, sections: [{ ordinal, score }] }] },
  // best first. Soft AND: a section is the higher the more of the query's weight it covers.
  function search(index, query) {
    const words = wordsOf(query, index.lexicon, index.sectionCount);
    const total = words.reduce((sum, word) => sum + word.weight, 0);
    const { sections, names } = gather(words, index);
    const pages = new Map();
    sections.forEach((hit, key) => {
      const page = Math.floor(key / ORDINALS), ordinal = key % ORDINALS - 1;
      const score = scoreOf(hit, names.get(page), words, total) * (ordinal ? 1 : LEAD_BONUS);
      if (!pages.has(page)) pages.set(page, { page, sections: [] });
      pages.get(page).sections.push({ ordinal, score, hit });
    });
    const list = Array.from(pages.values());
    list.forEach(settle);
    list.sort(byScore);
    list.slice(0, RERANKED_PAGES).forEach((page) => rerank(page, index, words, total));
    return { words, pages: list.sort(byScore) };
  }

  const byScore = (a, b) => b.score - a.score || a.page - b.page;

  // Orders a page's sections and gives the page its score.
  function settle(page) {
    const { sections } = page;
    sections.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
    page.score = sections[0].score + (sections[1] ? SECOND_SHARE * sections[1].score : 0);
  }

  // Reads the postings of all words. `sections`, by page * ORDINALS + ordinal + 1: which words,
  // as bits, and the sum of their impacts; `names`, by page: the same for titles and aliases.
  function gather(words, index) {
    const sections = new Map(), names = new Map();
    words.map((word, number) => ({ word, number }))
      .sort((a, b) => b.word.weight - a.word.weight || a.number - b.number)
      .forEach(({ word, number }) => {
        // Frequent words add to what the rare ones found; alone they would find everything.
        const isOpen = sections.size < ENOUGH_SECTIONS;
        const bit = 1 << number;
        (word.group.length ? bestOfGroup : bestOfVariants)(word, index).forEach((found, key) => {
          if (key % ORDINALS === 0) {
            const page = key / ORDINALS;
            if (!names.has(page)) names.set(page, { words: 0, sum: 0, filled: 0, length: 8 });
            const name = names.get(page);
            name.words |= bit;
            name.sum += word.weight * found.impact;
            name.filled += found.impact;
            name.length = Math.min(name.length, found.length);
            return;
          }
          let hit = sections.get(key);
          if (!hit) {
            if (!isOpen) return;
            sections.set(key, hit = { words: 0, headings: 0, sum: 0 });
          }
          hit.words |= bit;
          if (found.inHeading) hit.headings |= bit;
          hit.sum += word.weight * found.impact;
        });
      });
    // A page found by its name alone is shown by its first section, which then has no words.
    names.forEach((name, page) => {
      const key = page * ORDINALS + 1;
      if (!sections.has(key)) sections.set(key, { words: 0, headings: 0, sum: 0 });
    });
    return { sections, names };
  }

  // For each section or name the strongest of the variants, impacts as numbers up to about 2.
  function bestOfVariants({ variants }, index) {
    const best = new Map();
    variants.forEach(({ term, factor, onlyNames }) => {
      const list = index.postings(term);
      for (let at = 0; at < list.length; at += 3) {
        const isName = list[at + 1] < 0, digit = list[at + 2];
        if (onlyNames && !isName) continue;
        const impact = factor * (isName ? (digit >> 3) / 7 : (digit >> 1) * 2.2 / 31);
        const key = list[at] * ORDINALS + list[at + 1] + 1;
        const before = best.get(key);
        if (before && before.impact >= impact) continue;
        const inHeading = !isName && digit % 2 === 1;
        best.set(key, { impact, inHeading, length: (digit & 7) + 1, count: 1 });
      }
    });
    return best;
  }

  // For each section or name that has most of the group's terms, their mean.
  function bestOfGroup({ group }, index) {
    const sums = new Map();
    group.filter((term) => term >= 0).forEach((term) => {
      bestOfVariants({ variants: [{ term, factor: 1 }] }, index).forEach((found, key) => {
        const sum = sums.get(key);
        found.impact /= group.length;
        if (!sum) { sums.set(key, found); return; }
        sum.count += 1;
        sum.impact += found.impact;
        sum.inHeading = sum.inHeading && found.inHeading;
      });
    });
    sums.forEach((sum, key) => {
      if (sum.count < SHARE_OF_GROUP * group.length) sums.delete(key);
    });
    return sums;
  }

  // The share of the query's weight that the words have whose bits are set.
  function shareOf(bits, words, total) {
    return words.reduce((sum, word, at) => sum + (bits >> at & 1 ? word.weight : 0), 0) / total;
  }

  function scoreOf(hit, name, words, total) {
    const covered = shareOf(hit.words | (name ? name.words : 0), words, total);
    const inName = name ? shareOf(name.words, words, total) : 0;
    const inHeading = hit.headings ? shareOf(hit.headings, words, total) : 0;
    return (hit.sum + (name ? NAME_WEIGHT * name.sum : 0)) * covered * covered +
      (name ? NAME_BONUS * total * inName * inName * Math.min(1, name.filled / name.length) : 0) +
      // Half of it; the re-ranking knows how much of the heading is filled.
      HEADING_BONUS / 2 * total * inHeading * inHeading;
  }

  // Looks into the texts of a page's best sections: filled headings, neighbouring words.
  function rerank(found, index, words, total) {
    const page = index.page(found.page);
    found.sections.slice(0, SECTIONS_PER_PAGE).forEach((section) => {
      if (section.ordinal >= page.sectionCount) return;
      const { heading, text } = page.section(section.ordinal);
      if (section.hit.headings) {
        const inHeading = shareOf(section.hit.headings, words, total);
        const list = tokens(heading).filter(({ kind }) => kind === WORD || kind === PAIR);
        const filled = list.filter((token) => wordOf(token, words) >= 0).length;
        section.score +=
          HEADING_BONUS * total * inHeading * inHeading * (filled / (list.length || 1) - 0.5);
      }
      if (words.length > 1 && hasPhrase(heading + ' ' + text, words)) section.score *= PHRASE_BONUS;
    });
    settle(found);
  }

  // True if the text has all words of the query one after the other.
  function hasPhrase(text, words) {
    let next = 0;
    return tokens(text).some((token) => {
      if (token.kind === PART || token.kind === OPTION) return false;
      const number = wordOf(token, words);
      if (number === next) next += 1;
      else if (number !== next - 1 || number < 0 || !words[number].isRun) next = number ? 0 : 1;
      return next === words.length;
    });
  }

  // 5 Snippets --------------------------------------------------------------------------------

  const SNIPPET_LENGTH = 180;

  // The number of the query's word that a token of a text shows, or -1.
  function wordOf(token, words) {
    return words.findIndex((word) => word.shown.has(token.term));
  }

  // Where the words of the query stand in `text`; of two at one place the wider.
  function hitsIn(text, words) {
    const list = [];
    let end = 0;
    tokens(text).forEach((token) => {
      const number = token.end > end ? wordOf(token, words) : -1;
      if (number < 0) return;
      list.push({ start: Math.max(token.start, end), end: token.end, number });
      ({ end } = token);
    });
    return list;
  }

  // `text` cut at its hits: [[piece, is a hit], ...].
  function marked(text, hits, from, to) {
    const pieces = [];
    let at = from;
    const add = (end, isHit) => {
      const last = pieces[pieces.length - 1];
      if (end > at && isHit && last && last[1]) last[0] += text.slice(at, at = end);
      else if (end > at) pieces.push([text.slice(at, at = end), isHit]);
    };
    hits.forEach(({ start, end }) => {
      if (start < at || end > to) return;
      add(start, false);
      add(end, true);
    });
    add(to, false);
    return pieces;
  }

  // The stretch of `text` with the most of the query, cut at spaces, in pieces as above.
  function snippet(text, words) {
    const hits = hitsIn(text, words);
    let best = 0, bestValue = 0;
    hits.forEach((first, at) => {
      const seen = new Set();
      let value = 0;
      for (let last = at; last < hits.length; last += 1) {
        const { number, end } = hits[last];
        if (end - first.start >= SNIPPET_LENGTH) break;
        value += words[number].weight * (seen.has(number) ? 0.1 : 1);
        seen.add(number);
      }
      if (value > bestValue * 1.001) { bestValue = value; best = first.start; }
    });
    // From a space before the first hit to the last space that fits; in scripts without spaces
    // wherever it falls, but not within a character.
    const whole = (at) => (/[\udc00-\udfff]/.test(text[at] || '') ? at + 1 : at);
    let from = whole(Math.max(0, best - 40));
    const space = from ? text.indexOf(' ', from) + 1 : 0;
    if (space && space <= best) from = space;
    let to = whole(Math.min(text.length, from + SNIPPET_LENGTH));
    const end = text.lastIndexOf(' ', to);
    if (to < text.length && end > from + SNIPPET_LENGTH / 2) to = end;
    return [...(from ? [['… ', false]] : []), ...marked(text, hits, from, to),
      ...(to < text.length ? [[' …', false]] : [])];
  }

  if (typeof module !== 'undefined' && module.exports) {
    module.exports = { tokens, readIndex, search, snippet };
    return;
  }

  // 6 Loading ---------------------------------------------------------------------------------

  const isFile = location.protocol === 'file:';
  const root = new URL('../', document.currentScript.src).href;
  let loading = null;

  // The index: one promise for all who ask; a failed load may be tried again.
  function load() {
    if (!loading) {
      loading = (isFile ? loadByScript : loadByFetch)('index').then(readIndex);
      loading.catch(() => { loading = null; });
    }
    return loading;
  }

  const loadEarly = () => { load().catch(() => {}); };

  async function loadByFetch(name) {
    const response = await fetch(root + 'search/' + name + '.js', { cache: 'no-cache' });
    if (!response.ok) throw new Error('search index: status ' + response.status);
    const text = await response.text();
    // The file is one call, S("name","payload"): the payload is a JSON string.
    return JSON.parse(text.slice(text.indexOf(',') + 1, text.lastIndexOf(')')));
  }

  // Pages from a folder may not fetch, but they may add a script element.
  function loadByScript(name) {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      window.S = (given, payload) => { if (given === name) resolve(payload); };
      element.src = root + 'search/' + name + '.js';
      // A damaged file loads without calling S: then this rejection is the first word.
      element.onload = element.onerror = () => {
        element.remove();
        reject(new Error('search index: not there'));
      };
      document.head.append(element);
    });
  }

  // The address of a page or section; in a folder on disk no server finds index.html.
  function address(url, anchor) {
    return root + url + (isFile && /(^|\/)$/.test(url) ? 'index.html' : '') +
      (anchor ? '#' + encodeURIComponent(anchor) : '');
  }

  // URLSearchParams takes any text; encodeURIComponent throws at half a surrogate pair.
  const searchAddress = (query) =>
    address('search/') + (query ? '?' + new URLSearchParams({ q: query }) : '');

  // 7 Drawing results -------------------------------------------------------------------------

  const PAGES_IN_DIALOG = 8, PAGES_IN_PAGE = 30, WEAKEST_SHARE = 0.2;
  const kindLabels = new Map([['page', ''], ['faq', 'FAQ']]);

  // An element with a class, children (texts or nodes) and attributes.
  function make(tag, className, children, attributes) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...(children || []));
    Object.entries(attributes || {}).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  const markedNodes = (pieces) =>
    pieces.map(([text, isHit]) => (isHit ? make('mark', '', [text]) : text));
  const snippetOf = (text, words) =>
    (text ? [make('span', 'search-snippet', markedNodes(snippet(text, words)))] : []);
  const titleOf = (text, words) =>
    make('span', 'search-title', markedNodes(marked(text, hitsIn(text, words), 0, text.length)));

  // The pages worth showing: the tail of a soft AND is left out.
  const worthShowing = ({ pages }) =>
    pages.filter((page) => page.score >= pages[0].score * WEAKEST_SHARE);

  // The links of one page: the page itself, then its best sections.
  function linksOf(result, index, words) {
    const page = index.page(result.page);
    const best = result.sections[0].score;
    const sections = result.sections.slice(0, SECTIONS_PER_PAGE)
      .filter(({ score, ordinal }) => score >= best * SECTION_SHARE && ordinal < page.sectionCount)
      .map(({ ordinal }) => page.section(ordinal));
    const isLead = ({ anchor }) => anchor === '';
    const lead = sections.find(isLead);
    const label = kindLabels.has(page.kind) ? kindLabels.get(page.kind)
      : page.kind.charAt(0).toUpperCase() + page.kind.slice(1);
    const content = [make('span', 'search-head', [titleOf(page.title, words),
      ...(label ? [make('span', 'search-kind', [label])] : [])])];
    if (page.breadcrumbs.length) {
      content.push(make('span', 'search-crumbs', [page.breadcrumbs.join(' › ')]));
    }
    if (lead) content.push(...snippetOf(lead.text, words));
    return [
      make('a', 'search-hit search-hit-page', content, { href: address(page.url) }),
      ...sections.filter((section) => !isLead(section)).map((section) =>
        make('a', 'search-hit search-hit-' + (section.isQuestion ? 'question' : 'section'),
          [titleOf(section.heading, words), ...snippetOf(section.text, words)],
          { href: address(page.url, section.anchor) })),
    ];
  }

  const countOf = (count) => count.toLocaleString('en') + (count === 1 ? ' page' : ' pages');

  const note = (title, ...rest) =>
    make('div', 'search-note', [make('p', 'search-note-title', [title]), ...rest]);

  // What to say when nothing is found: which words the site does not have.
  function explainNothing(query, { words }) {
    const unknown = words.filter((word) => !word.isKnown).map(({ text }) => '“' + text + '”');
    return note(unknown.length ? 'No page contains ' + unknown.join(' or ') + '.'
      : 'Nothing found for “' + query + '”.',
    make('p', '', ['Try other or more general words, or look through ',
      make('a', '', ['the list of all pages'], { href: address('search/') }), '.']));
  }

  const FAILURE = 'The search index could not be loaded.';

  function explainFailure(retry) {
    const button = make('button', 'search-button', ['Try again'], { type: 'button' });
    button.addEventListener('click', retry);
    return note(FAILURE, make('p', '', ['You may be offline, or the site is being updated.']), button);
  }

  // Follows a field: for its newest text calls `show` with (query, found, index), without `found`
  // if there is no text, or `fail` with a way to try again; `wait` while the index is not there.
  // Gives the function that looks now.
  function follow(field, show, fail, wait) {
    let newest = 0, isReady = false;
    function run() {
      const query = field.value.trim();
      const number = newest += 1;
      if (!query) { show(query); return; }
      if (!isReady) wait();
      load().then((index) => new Promise((next) => { setTimeout(next, 0, index); }))
        .then((index) => {
          isReady = true;
          if (number === newest) show(query, search(index, query), index);
        })
        .catch(() => { if (number === newest) fail(run); });
    }
    field.addEventListener('input', run);
    return run;
  }

  // A live region, and the function that says something in it once the typing has paused.
  function makeAnnouncer() {
    const region = make('div', 'search-live', [], { role: 'status' });
    let timer = 0;
    return [region, (text) => {
      clearTimeout(timer);
      timer = setTimeout(() => { region.textContent = text; }, 700);
    }];
  }

  // 8 The dialog ------------------------------------------------------------------------------

  const isModified = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  let openDialog = () => { openDialog = buildDialog(); openDialog(); };

  // The dialog's elements, put into the page.
  function makeDialog(live) {
    const input = make('input', 'search-input', [], {
      type: 'search', role: 'combobox', 'aria-label': 'Search', 'aria-expanded': 'false',
      'aria-controls': 'search-results', 'aria-autocomplete': 'list', autocomplete: 'off',
      autocapitalize: 'none', spellcheck: 'false', enterkeyhint: 'search',
      placeholder: 'Search', maxlength: LONGEST_QUERY,
    });
    const signs = [make('kbd', '', ['Esc']), make('span', '', ['✕'])];
    const close = make('button', 'search-close', signs,
      { type: 'button', 'aria-label': 'Close search' });
    const list = make('div', 'search-list', [],
      { id: 'search-results', role: 'listbox', 'aria-label': 'Search results' });
    const notes = make('div', 'search-notes');
    const count = make('span', 'search-count');
    const all = make('a', 'search-all');
    const keys = make('span', 'search-keys', ['↑', '↓', ' to move ', '↵', ' to open'].map((text) =>
      (text.length > 1 ? text : make('kbd', '', [text]))), { 'aria-hidden': 'true' });
    const dialog = make('dialog', 'search', [make('div', 'search-bar', [input, close]), list, notes,
      make('div', 'search-foot', [keys, count, all]), live], { 'aria-label': 'Search' });
    document.body.append(dialog);
    return { dialog, input, close, list, notes, count, all };
  }

  // Makes the dialog and gives the function that opens it. Long, because its parts share what is
  // shown: the options and the active one.
  function buildDialog() {
    const [live, announce] = makeAnnouncer();
    const { dialog, input, close, list, notes, count, all } = makeDialog(live);
    let options = [], active = -1;

    // Makes option `number` the active one; -1 for none.
    function activate(number) {
      if (options[active]) options[active].setAttribute('aria-selected', 'false');
      active = number;
      const option = options[number];
      if (option) option.setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', option ? option.id : '');
      return option;
    }

    function drawGroup(links, number) {
      const [title] = links[0].getElementsByClassName('search-title');
      title.id = 'search-group-' + number;
      // A page of which only sections are found is their heading, not an answer of its own.
      const isHeading = links.length > 1 && !links[0].querySelector('mark, .search-snippet');
      const heading = isHeading ? [make('div', 'search-hit', links.shift().childNodes)] : [];
      links.forEach((link) => {
        Object.assign(link, { id: 'search-option-' + options.length, tabIndex: -1 });
        link.setAttribute('role', 'option');
        link.setAttribute('aria-selected', 'false');
        options.push(link);
      });
      return make('div', 'search-group', heading.concat(links),
        { role: 'group', 'aria-labelledby': title.id });
    }

    function show(query, found, index, problem) {
      const pages = found ? worthShowing(found) : [];
      activate(-1);
      options = [];
      list.replaceChildren(...pages.slice(0, PAGES_IN_DIALOG).map((page, number) =>
        drawGroup(linksOf(page, index, found.words), number)));
      input.setAttribute('aria-expanded', pages.length > 0);
      list.scrollTop = 0;
      const isEmpty = found && !pages.length;
      notes.replaceChildren(problem || (isEmpty ? explainNothing(query, found) : ''));
      count.textContent = found ? countOf(pages.length) : '';
      all.href = searchAddress(query);
      all.textContent = query ? 'All results' : 'All pages';
      announce(!found ? '' : isEmpty ? 'No results'
        : countOf(pages.length) + '. First: ' + index.page(pages[0].page).title);
    }

    const run = follow(input, show, (retry) => {
      show(input.value, null, null, explainFailure(() => { input.focus(); retry(); }));
      announce(FAILURE);
    }, () => { if (!list.firstChild) notes.replaceChildren(note('Loading…')); });

    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options.length) {
        event.preventDefault();
        // One place more than there are options: none of them, the text alone.
        const places = options.length + 1;
        const option = activate((active + 1 + step + places) % places - 1);
        if (option) option.scrollIntoView({ block: 'nearest' });
      } else if (event.key === 'Enter') {
        event.preventDefault();
        const option = options[active];
        // The results of the last letters may still be on their way.
        all.href = searchAddress(input.value.trim());
        if (event.ctrlKey || event.metaKey) window.open((option || all).href, '_blank', 'noopener');
        else if (option || input.value.trim()) (option || all).click();
      }
    });
    dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      if (!input.value) { dialog.close(); return; }
      input.value = '';
      input.focus();
      run();
    });
    dialog.addEventListener('click', (event) => {
      // Outside the box the dialog itself is clicked; and a link may lead into this very page.
      const isLink = event.target.closest('a') && !isModified(event);
      if (event.target === dialog || close.contains(event.target) || isLink) dialog.close();
    });
    list.addEventListener('pointermove', (event) => {
      const number = options.indexOf(event.target.closest('[role=option]'));
      if (number >= 0 && number !== active) activate(number);
    });
    return () => {
      if (!dialog.open) dialog.showModal();
      input.select();
      loadEarly();
      run();
    };
  }

  // 9 The search page -------------------------------------------------------------------------

  // Turns the static search page into results for its `?q=`. Gives its field, if it has one.
  function attachPage() {
    const place = document.querySelector('[data-search-page]');
    const field = place && document.querySelector('input[name=q]');
    if (!field) return null;
    const fallback = Array.from(place.childNodes);
    const [live, announce] = makeAnnouncer();
    place.before(live);

    function show(query, found, index) {
      remember(query);
      const pages = found ? worthShowing(found) : [];
      announce(!found ? '' : pages.length ? countOf(pages.length) : 'No results');
      if (!pages.length) {
        place.replaceChildren(...(found ? [explainNothing(query, found)] : fallback));
        return;
      }
      const list = make('ol', 'search-list', pages.slice(0, PAGES_IN_PAGE).map((page) =>
        make('li', 'search-group', linksOf(page, index, found.words))));
      const limit = pages.length > PAGES_IN_PAGE ? 'The best ' + PAGES_IN_PAGE + ' of ' : '';
      const heading = make('h2', 'search-count', [limit + countOf(pages.length)]);
      place.replaceChildren(make('div', 'search-page', [heading, list]));
    }

    const run = follow(field, show, (retry) => {
      place.replaceChildren(explainFailure(retry), ...fallback);
      announce(FAILURE);
    }, () => {});
    if (field.form) {
      field.form.addEventListener('submit', (event) => { event.preventDefault(); run(); });
    }
    field.addEventListener('focus', loadEarly);
    field.value = new URLSearchParams(location.search).get('q') || field.value;
    if (field.value) run();
    return field;
  }

  // Keeps the address in step with the field, so that it can be shared and reloaded.
  function remember(query) {
    try {
      const { search: given } = new URL(searchAddress(query));
      history.replaceState(history.state, '', location.pathname + given);
    } catch (refused) {
      // Browsers may refuse from file://; the results are there all the same.
    }
  }

  // 10 What opens the search ------------------------------------------------------------------

  const pageField = attachPage();

  function open(event) {
    event.preventDefault();
    if (pageField) pageField.select(); else openDialog();
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const hasControl = event.ctrlKey || event.metaKey;
    const { target } = event;
    const isEditing =
      target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (hasControl ? event.key === 'k' : event.key === '/' && !isEditing) open(event);
  });
  document.addEventListener('click', (event) => {
    const trigger = event.target.closest('[data-search-open]');
    if (trigger && !event.defaultPrevented && !event.button && !isModified(event)) open(event);
  });
  // The wish to search shows before the click: the index is then on its way.
  document.querySelectorAll('[data-search-open]').forEach((trigger) => {
    trigger.addEventListener('pointerenter', loadEarly, { once: true });
    trigger.addEventListener('focus', loadEarly, { once: true });
  });
})();
