// The search of a site: engine and user interface in one classic script without dependencies.
// It runs from http(s) and from file://, under `script-src 'self'`, and puts one name, `S`, into
// the global scope, and that only where the index has to be loaded by a script element.
//
// 1 Characters and tokens   the same specification as Sources/Indexing/Tokens.swift
// 2 The index file          Sources/Indexing/FORMAT.md
// 3 Words of a query        what each word may stand for in the lexicon
// 4 Ranking                 sections, grouped by page
// 5 Snippets                where the words stand in the text
// 6 Loading
// 7 Drawing results
// 8 The dialog
// 9 The search page
//
// Sections 1 to 5 need no browser; the tests run them in Node (see the last lines).
(function () {
  'use strict';

  // 1 Characters and tokens -------------------------------------------------------------------

  const SEPARATOR = 0, LOWER = 1, UPPER = 2, DIGIT = 3, UNDERSCORE = 4, HANGUL = 5, PAIRED = 6,
    IGNORED = 7;

  const classTable =
    '80s aal abs b5l b6s bal bbs adi aes c0l d7s d8l f7s f8l 300i 370l 37es 37fl 387s 388l 483i ' +
    '48al 55as 560l 589s 591i 5bes 5bfi 5c0s 5c1i 5c3s 5c4i 5c6s 5c7i 5d0l 5f3s 610i 61bs 620l ' +
    '640i 641l 64bi 660l 66as 66el 670i 671l 6d4s 6d5l 6d6i 6e5l 964s 966l 970s 971l e00p e3fs ' +
    'e40p e4fs e50p e5as e80p f00l f04s f18l 1000p 104as 1050p 10a0l 10fbs 10fcl 1100h 1200l 1361s ' +
    '1369l 1400s 1401l 166ds 166fl 1680s 1681l 1780p 17d4s 17d7p 17d8s 17dcp 1800s 1810l 1e00l 2000s ' +
    '200ci 2010s 202ai 202fs 2060i 2070s 20d0i 2100s 2c00l 2e00s 2e80p 2fe0s 3005p 3008s 3021p ' +
    '3030s 3031p 3036s 3038p 303ds 3041p 309bs 309dp 30a0s 30a1p 30fbs 30fcp 3130h 3190s 31a0p ' +
    '31c0s 31f0p 3200s 3400p 4dc0s 4e00p a490s a4d0l ac00h d800s f900p fb00l fd3es fd50l fdfcs ' +
    'fe00i fe10s fe20i fe30s fe70l fefei ff00s ff66p ffa0h ffdds 10000l 1d000s 1d400l 1d800s ' +
    '1e000l 1f000s 20000p e0000i f0000s';
  const latinTable =
    'aaaaaaAceeeeiiiidnooooo.ouuuuyTSaaaaaaAceeeeiiiidnooooo.ouuuuyTyaaaaaaccccccccddddeeeeeeeeee' +
    'gggggggghhhhiiiiiiiiiiIIjjkkkllllllllllnnnnnnNnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyy' +
    'yzzzzzzs................................oo.............uu............................aaiioou' +
    'uuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeoooooo' +
    'ooyy............................aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllll' +
    'llmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzht' +
    'wy....S.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyy' +
    'yyyyyy......';
  const greekTable =
    'α.εηι.ο.υωιαβγδεζηθικλμνξοπρ.στυφχψωιυαεηιυαβγδεζηθικλμνξοπρσστυφχψωιυουω';
  const latinPairs = { A: 'ae', I: 'ij', N: 'n', O: 'oe', S: 'ss', T: 'th' };

  const classStarts = classTable.split(' ').map((entry) => [
    parseInt(entry.slice(0, -1), 16),
    { s: SEPARATOR, l: LOWER, h: HANGUL, p: PAIRED, i: IGNORED }[entry.slice(-1)],
  ]).sort((a, b) => a[0] - b[0]);

  /** The class of a character (a code point). */
  function classOf(code) {
    if (code < 0x80) {
      if (code >= 97 && code <= 122) return LOWER;
      if (code >= 65 && code <= 90) return UPPER;
      if (code >= 48 && code <= 57) return DIGIT;
      return code === 95 ? UNDERSCORE : SEPARATOR;
    }
    let low = 0, high = classStarts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (classStarts[middle][0] <= code) low = middle; else high = middle;
    }
    return classStarts[low][1];
  }

  /** The character without case and accent: one character or two. */
  function fold(code) {
    if (code < 0x80) return String.fromCharCode(code).toLowerCase();
    let entry = '.';
    if (code >= 0xC0 && code <= 0x24F) entry = latinTable[code - 0xC0];
    else if (code >= 0x1E00 && code <= 0x1EFF) entry = latinTable[code - 0x1E00 + 0x190];
    else if (code >= 0x386 && code <= 0x3CE) entry = greekTable[code - 0x386];
    else if (code >= 0x400 && code <= 0x52F) return String.fromCharCode(foldCyrillic(code));
    else if (code >= 0x531 && code <= 0x556) return String.fromCharCode(code + 0x30);
    if (entry === '.') return String.fromCodePoint(code);
    return latinPairs[entry] || entry;
  }

  const cyrillicBases = new Map([[0x439, 0x438], [0x45D, 0x438], [0x450, 0x435], [0x451, 0x435],
    [0x453, 0x433], [0x457, 0x456], [0x45C, 0x43A], [0x45E, 0x443]]);

  function foldCyrillic(code) {
    let lower = code;
    if (code <= 0x40F) lower = code + 0x50;
    else if (code <= 0x42F) lower = code + 0x20;
    else if (code === 0x4C0) lower = 0x4CF;
    else if (code >= 0x4C1 && code <= 0x4CE) lower = code % 2 ? code + 1 : code;
    else if (code >= 0x48A || (code >= 0x460 && code <= 0x481)) lower = code | 1;
    return cyrillicBases.get(lower) || lower;
  }

  const WORD = 0, PART = 1, OPTION = 2, PAIR = 3;
  const LONGEST_TOKEN = 64, SHORTEST_BLOB = 24;
  const markPattern = /[-.@$/]/, beforeMark = /[\u0000-\u0020(\[{"'`,=|;\u0080-\uffff]/;

  /** The tokens of `text` in order: { term, kind, start, end }, offsets in UTF-16 units. */
  function tokens(text) {
    const out = [];
    let at = 0;
    while (at < text.length) {
      const character = characterAt(text, at);
      if (character.kind === SEPARATOR || character.kind === IGNORED) at += character.length;
      else if (character.kind === PAIRED) at = takePairs(text, at, out);
      else at = takeWord(text, at, out);
    }
    return out;
  }

  /** The character at `at`: code (full-width forms as ASCII), class, length in units. */
  function characterAt(text, at) {
    let code = text.codePointAt(at);
    const length = code > 0xFFFF ? 2 : 1;
    if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFEE0;
    return { code, kind: classOf(code), length };
  }

  /** A word with its option, suffix and parts. Gives where to go on. */
  function takeWord(text, start, out) {
    const word = { text: '', kinds: [], offsets: [] };
    let onlyASCII = true, onlyUnderscores = true, at = start, count = 0;
    while (at < text.length) {
      const { code, kind, length } = characterAt(text, at);
      if (kind === SEPARATOR || kind === PAIRED) break;
      if (text.charCodeAt(at) >= 0x80) onlyASCII = false;
      if (kind !== IGNORED) {
        if (kind !== UNDERSCORE) onlyUnderscores = false;
        for (const folded of fold(code)) {
          count += 1;
          for (let unit = 0; unit < folded.length; unit += 1) {
            word.text += folded[unit];
            word.kinds.push(kind);
            word.offsets.push(at);
          }
        }
      }
      at += length;
    }
    word.offsets.push(at);
    takeOption(text, start, out);
    if (onlyASCII) {
      const suffix = /^[A-Za-z]/.test(text.slice(start, start + 1)) &&
        /^(?:\+\+(?![+\w])|#(?![#\w]))/.exec(text.slice(at, at + 3));
      if (suffix) {
        const end = at + suffix[0].length;
        out.push({ term: word.text + suffix[0], kind: WORD, start, end });
        out.push({ term: word.text, kind: PART, start, end: at });
        return end;
      }
      if (count >= SHORTEST_BLOB && isBlob(word)) return at;
    }
    if (onlyUnderscores || count > LONGEST_TOKEN) return at;
    out.push({ term: word.text, kind: WORD, start, end: at });
    takeParts(word, out);
    return at;
  }

  function takeOption(text, start, out) {
    if (start === 0 || !/[A-Za-z_]/.test(text[start]) || !markPattern.test(text[start - 1])) return;
    let mark = start - 1;
    const isLong = text[mark] === '-' && mark > 0 && text[mark - 1] === '-';
    if (isLong) mark -= 1;
    if (mark > 0 && !beforeMark.test(text[mark - 1])) return;
    const pattern = isLong ? /\w+(?:-\w+)*/y : /\w+/y;
    pattern.lastIndex = start;
    const end = start + pattern.exec(text)[0].length;
    if (end - mark > LONGEST_TOKEN) return;
    out.push({ term: text.slice(mark, end).toLowerCase(), kind: OPTION, start: mark, end });
  }

  /** Pieces of a compound word; `kinds` are the classes of its units before folding. */
  function takeParts(word, out) {
    const { text, kinds, offsets } = word;
    const push = (from, to) => out.push({
      term: text.slice(from, to), kind: PART, start: offsets[from], end: offsets[to],
    });
    let start = 0;
    for (let at = 1; at <= text.length; at += 1) {
      if (at < text.length && !startsPart(word, at)) continue;
      const isWhole = start === 0 && at === text.length;
      const isPluralEnding = at - start === 1 && isPluralS(word, start);
      if (kinds[start] !== UNDERSCORE && !isWhole && !isPluralEnding) push(start, at);
      if (kinds[start] === HANGUL && at - start > 2) {
        for (let pair = start; pair + 2 <= at; pair += 1) push(pair, pair + 2);
      }
      start = at;
    }
  }

  function startsPart(word, at) {
    const before = word.kinds[at - 1], here = word.kinds[at];
    if (before === UNDERSCORE || here === UNDERSCORE) return true;
    if (before !== here) {
      return before === UPPER && here === LOWER ? isPluralS(word, at) : true;
    }
    return here === UPPER && word.kinds[at + 1] === LOWER && !isPluralS(word, at + 1);
  }

  /** True for the small s of `APIs`. */
  function isPluralS(word, at) {
    return word.text[at] === 's' && at >= 2 && word.kinds[at - 1] === UPPER &&
      word.kinds[at - 2] === UPPER && word.kinds[at + 1] !== LOWER;
  }

  function isBlob(word) {
    if (word.kinds.includes(UNDERSCORE)) return false;
    const changes = word.kinds.filter((kind, at) =>
      at > 0 && (kind === DIGIT) !== (word.kinds[at - 1] === DIGIT)).length;
    return changes >= 4 || (/^[0-9a-f]+$/.test(word.text) && /[0-9]/.test(word.text));
  }

  function takePairs(text, start, out) {
    const run = [];
    let at = start;
    while (at < text.length) {
      const { kind, length } = characterAt(text, at);
      if (kind !== PAIRED && kind !== IGNORED) break;
      if (kind === PAIRED) run.push([text.substr(at, length), at, at + length]);
      at += length;
    }
    for (let i = 1; i < run.length; i += 1) {
      out.push({ term: run[i - 1][0] + run[i][0], kind: PAIR, start: run[i - 1][1], end: run[i][2] });
    }
    const last = run[run.length - 1];
    const kind = run.length === 1 ? WORD : PART;
    out.push({ term: last[0], kind, start: last[1], end: last[2] });
    return at;
  }

  // 2 The index file --------------------------------------------------------------------------

  const FORMAT_VERSION = 1;

  /** The value of each digit by its character code: below 64 it ends a number. */
  const digitValues = (function () {
    const values = new Uint8Array(128);
    let value = 0;
    for (let code = 0x21; code < 0x7F; code += 1) {
      if (!'"&\'<\\`'.includes(String.fromCharCode(code))) { values[code] = value; value += 1; }
    }
    return values;
  })();

  /** A cursor over a line of digits. */
  function reader(line, start) {
    let at = start || 0;
    return {
      get at() { return at; },
      number() {
        let rest = 0, digit = digitValues[line.charCodeAt(at)];
        while (digit >= 64) {
          rest = rest * 24 + digit - 63;
          at += 1;
          digit = digitValues[line.charCodeAt(at)];
        }
        at += 1;
        return rest * 64 + digit;
      },
      until(character) {
        const end = line.indexOf(character, at);
        const text = line.slice(at, end);
        at = end + 1;
        return text;
      },
    };
  }

  /**
   * The index in a file's payload. Three doors are all that the rest of the engine knows of it:
   * `lexicon`, `postings(term)` and `page(number)`; an index in many files can stand behind them.
   */
  function readIndex(payload) {
    const lines = payload.split('\n');
    const counts = lines[0].split(' ').map(Number);
    if (counts[0] !== FORMAT_VERSION) throw new Error('search index of another version');
    const [, pageCount, sectionCount] = counts;
    const lexicon = readLexicon(lines[1]);
    const page = readPages(lines, 3, pageCount);
    const cache = new Map();
    return {
      pageCount, sectionCount, lexicon, page,
      postings(term) {
        let list = cache.get(term);
        if (!list) {
          if (cache.size > 400) cache.clear();
          list = readPostings(lines[2], lexicon.offsets[term], lexicon.offsets[term + 1]);
          cache.set(term, list);
        }
        return list;
      },
    };
  }

  /** Terms in ascending order of code points, with what is known of each. */
  function readLexicon(line) {
    const terms = [], hasName = [], frequencies = [], offsets = [0];
    const read = reader(line);
    let previous = '';
    while (read.at < line.length) {
      const shared = read.number();
      previous = previous.slice(0, shared) + read.until(' ');
      terms.push(previous);
      hasName.push(read.number() & 1);
      frequencies.push(read.number());
      offsets.push(offsets[offsets.length - 1] + read.number());
    }
    return { terms, hasName, frequencies, offsets };
  }

  /** A term's postings, flat: page, ordinal (-1: a name of the page), digit. */
  function readPostings(line, start, end) {
    const list = [];
    const read = reader(line, start);
    let page = -1;
    while (read.at < end) {
      page += read.number() + 1;
      const head = read.number();
      if (head & 1) list.push(page, -1, read.number());
      let ordinal = -1;
      for (let left = head >> 1; left > 0; left -= 1) {
        ordinal += read.number() + 1;
        list.push(page, ordinal, read.number());
      }
    }
    return Int32Array.from(list);
  }

  /** A function that gives page `number` as an object. Sections are read when they are asked for. */
  function readPages(lines, first, pageCount) {
    const starts = [];
    let at = first;
    for (let page = 0; page < pageCount; page += 1) {
      starts.push(at);
      at += 5 + 3 * Number(lines[at + 4]);
    }
    if (!(at <= lines.length)) throw new Error('search index cut short');
    return function (number) {
      const start = starts[number];
      return {
        url: lines[start], title: lines[start + 1], kind: lines[start + 3],
        breadcrumbs: lines[start + 2] ? lines[start + 2].split('\t') : [],
        sectionCount: Number(lines[start + 4]),
        section(ordinal) {
          const line = start + 5 + 3 * ordinal;
          const code = lines[line + 1].charCodeAt(0);
          return {
            anchor: lines[line], heading: lines[line + 1].slice(1), text: lines[line + 2],
            level: code >= 97 ? code - 97 : code - 48, isQuestion: code >= 97,
          };
        },
      };
    };
  }

  /** Less than zero if `a` comes before `b` by code points, which UTF-16 order is not. */
  function compareTerms(a, b) {
    const length = Math.min(a.length, b.length);
    for (let at = 0; at < length; at += 1) {
      let left = a.charCodeAt(at), right = b.charCodeAt(at);
      if (left !== right) {
        if (left >= 0xD800 && left < 0xE000) left += 0x10000;
        if (right >= 0xD800 && right < 0xE000) right += 0x10000;
        return left - right;
      }
    }
    return a.length - b.length;
  }

  /** The number of the first term not before `term`. */
  function lowerBound(terms, term) {
    let low = 0, high = terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareTerms(terms[middle], term) < 0) low = middle + 1; else high = middle;
    }
    return low;
  }

  // 3 Words of a query ------------------------------------------------------------------------

  const LONGEST_QUERY = 400, MOST_WORDS = 24;
  const MOST_COMPLETIONS = 50, MOST_COMPLETION_POSTINGS = 30000;
  const UNKNOWN_WEIGHT = 4, SHARE_OF_GROUP = 0.6;

  /**
   * The words of a query, each with what it stands for: `variants` of one term each (term number,
   * factor, whether only names count), any of which will do; or a `group` of terms, most of which
   * must be there (a run of a script without spaces, the parts of an unknown compound word).
   */
  function wordsOf(query, lexicon, sectionCount) {
    const text = query.slice(0, LONGEST_QUERY);
    const all = tokens(text);
    const isTyping = /[^\s"]$/.test(text);
    const words = [];
    all.forEach((token, index) => {
      if (token.kind === PART) return;
      const before = words[words.length - 1];
      if (token.kind === PAIR && before && before.isRun && token.start < before.end) {
        before.pieces.push(token.term);
        before.end = token.end;
        return;
      }
      words.push({
        text: text.slice(token.start, token.end), start: token.start, end: token.end,
        pieces: [token.term], isRun: token.kind === PAIR, isOption: token.kind === OPTION,
        parts: all.slice(index + 1).filter((part) =>
          part.kind === PART && part.start >= token.start && part.end <= token.end)
          .map((part) => part.term),
      });
    });
    const distinct = words.filter((word, index) =>
      words.findIndex((other) => other.pieces.join(' ') === word.pieces.join(' ')) === index);
    const kept = distinct.slice(0, MOST_WORDS);
    kept.forEach((word) => {
      const isLast = isTyping && word.end === words[words.length - 1].end;
      resolve(word, isLast, lexicon);
      weigh(word, lexicon, sectionCount);
      word.shown = shownTerms(word, lexicon);
    });
    return kept;
  }

  /** Finds what `word` stands for. */
  function resolve(word, isLast, lexicon) {
    const { terms } = lexicon;
    const find = (term) => {
      const at = lowerBound(terms, term);
      return terms[at] === term ? at : -1;
    };
    word.variants = [];
    word.group = null;
    if (word.isRun && word.pieces.length > 1) {
      word.group = word.pieces.map(find);
      return;
    }
    const term = word.pieces[0];
    const exact = find(term);
    if (exact >= 0) word.variants.push({ term: exact, factor: 1 });
    const isOneOfPairs = term.length <= 2 && classOf(term.codePointAt(0)) === PAIRED;
    if (isLast || isOneOfPairs) addCompletions(word, term, isOneOfPairs, lexicon);
    if (word.variants.length > 0) return;
    if (word.isOption) {
      const plain = find(term.replace(/^\W+/, ''));
      if (plain >= 0) word.variants.push({ term: plain, factor: 0.8 });
    } else if (word.parts.length > 0) {
      word.group = word.parts.map(find);
    }
    if (word.variants.length === 0 && !word.group) addNearForms(word, term, lexicon);
  }

  /** Terms that begin as the word does: the best ones by how often they occur, names first. */
  function addCompletions(word, term, evenShort, lexicon) {
    const found = [];
    for (let at = lowerBound(lexicon.terms, term); at < lexicon.terms.length; at += 1) {
      const candidate = lexicon.terms[at];
      if (!candidate.startsWith(term)) break;
      if (candidate.length > term.length) found.push(at);
    }
    const rank = (at) => lexicon.frequencies[at] * (lexicon.hasName[at] ? 4 : 1);
    found.sort((a, b) => rank(b) - rank(a) || a - b);
    const onlyNames = term.length < 3 && !evenShort;
    let budget = MOST_COMPLETION_POSTINGS;
    for (const at of found.slice(0, MOST_COMPLETIONS)) {
      if (onlyNames && !lexicon.hasName[at]) continue;
      if (budget <= 0) break;
      budget -= lexicon.frequencies[at];
      const factor = Math.max(0.35, 0.8 * term.length / lexicon.terms[at].length);
      word.variants.push({ term: at, factor, onlyNames });
    }
  }

  /** For a word that the site does not know: words that differ in a short ending. */
  function addNearForms(word, term, lexicon) {
    const { terms } = lexicon;
    if (term.length < 4) return;
    const at = lowerBound(terms, term);
    const shared = (other) => {
      let length = 0;
      while (length < term.length && other && other[length] === term[length]) length += 1;
      return length;
    };
    const best = Math.max(shared(terms[at]), shared(terms[at - 1]));
    if (best < 4 || term.length - best > 3) return;
    const stem = term.slice(0, best);
    for (let near = lowerBound(terms, stem); near < terms.length; near += 1) {
      if (!terms[near].startsWith(stem) || word.variants.length >= 10) break;
      if (terms[near].length - best <= 3) word.variants.push({ term: near, factor: 0.7 });
    }
  }

  /** How much a word counts: the rarer the more (inverse section frequency). */
  function weigh(word, lexicon, sectionCount) {
    const frequency = (term) => (term < 0 ? 0 : lexicon.frequencies[term]);
    let count = 0;
    if (word.group) {
      const counts = word.group.map(frequency).filter((each) => each > 0);
      count = counts.length ? Math.min(...counts) : 0;
    } else if (word.variants.length > 0 && word.variants[0].factor === 1) {
      count = frequency(word.variants[0].term);
    } else {
      count = Math.max(0, ...word.variants.map((variant) => frequency(variant.term)));
    }
    word.isKnown = count > 0;
    word.weight = word.isKnown
      ? Math.log(1 + (sectionCount - Math.min(count, sectionCount) + 0.5) / (count + 0.5))
      : UNKNOWN_WEIGHT;
  }

  /** The terms by which a text shows a word of the query. */
  function shownTerms(word, lexicon) {
    const shown = new Set(word.pieces);
    word.variants.forEach((variant) => shown.add(lexicon.terms[variant.term]));
    (word.group || []).forEach((term) => { if (term >= 0) shown.add(lexicon.terms[term]); });
    return shown;
  }

  // 4 Ranking ---------------------------------------------------------------------------------

  const NAME_WEIGHT = 1.2, NAME_BONUS = 2.5, HEADING_BONUS = 1.5, LEAD_BONUS = 0.05;
  const ORDINALS = 1 << 20;
  const RERANKED_PAGES = 20, SECTIONS_PER_PAGE = 3, SECTION_SHARE = 0.6, SECOND_SHARE = 0.15;

  /**
   * What the query finds: { words, sectionCount, pages: [{ page, score, hasNameHit, sections:
   * [{ ordinal, score }] }] }, best first. Soft AND: sections that cover more of the query's
   * weight come first, none is left out for lack of one word.
   */
  function search(index, query) {
    const words = wordsOf(query, index.lexicon, index.sectionCount);
    const total = words.reduce((sum, word) => sum + word.weight, 0);
    const found = gather(words, index);
    const sections = [];
    found.sections.forEach((hit, key) => {
      const page = Math.floor(key / ORDINALS), ordinal = key % ORDINALS - 1;
      sections.push({ page, ordinal, hit, score: score(hit, found.names.get(page), words, total) });
    });
    const pages = groupByPage(sections);
    rerank(pages.slice(0, RERANKED_PAGES), index, words, total);
    pages.sort(byScore);
    pages.forEach((page) => {
      page.hasNameHit = found.names.has(page.page);
    });
    return { words, sectionCount: sections.length, pages };
  }

  const byScore = (a, b) => b.score - a.score || a.page - b.page;

  /** Reads the postings of all words: hits by section (page * ORDINALS + ordinal + 1) and names. */
  function gather(words, index) {
    const sections = new Map(), names = new Map();
    words.forEach((word, number) => {
      const best = word.group ? gatherGroup(word.group, index) : gatherVariants(word.variants, index);
      best.forEach((found, key) => {
        const page = Math.floor(key / ORDINALS);
        if (key % ORDINALS === 0) {
          let name = names.get(page);
          if (!name) names.set(page, name = { words: 0, values: new Map(), length: 8 });
          name.words |= 1 << number;
          name.values.set(number, found.impact);
          name.length = Math.min(name.length, found.length);
          return;
        }
        let hit = sections.get(key);
        if (!hit) sections.set(key, hit = { words: 0, headings: 0, sum: 0 });
        hit.words |= 1 << number;
        if (found.inHeading) hit.headings |= 1 << number;
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

  /** For each section or name the strongest of the variants. */
  function gatherVariants(variants, index) {
    const best = new Map();
    variants.forEach(({ term, factor, onlyNames }) => {
      const list = index.postings(term);
      for (let at = 0; at < list.length; at += 3) {
        const isName = list[at + 1] < 0;
        if (onlyNames && !isName) continue;
        const key = list[at] * ORDINALS + list[at + 1] + 1;
        const found = readDigit(isName, list[at + 2], factor);
        const before = best.get(key);
        if (!before) best.set(key, found);
        else {
          if (found.impact > before.impact) { before.impact = found.impact; before.length = found.length; }
          before.inHeading = before.inHeading || found.inHeading;
        }
      }
    });
    return best;
  }

  /** For each section or name that has most of the group's terms, their mean. */
  function gatherGroup(group, index) {
    const sums = new Map();
    group.forEach((term) => {
      if (term < 0) return;
      gatherVariants([{ term, factor: 1 }], index).forEach((found, key) => {
        const sum = sums.get(key);
        if (!sum) sums.set(key, Object.assign({ count: 1 }, found));
        else {
          sum.count += 1;
          sum.impact += found.impact;
          sum.inHeading = sum.inHeading && found.inHeading;
        }
      });
    });
    const needed = Math.ceil(SHARE_OF_GROUP * group.length);
    sums.forEach((sum, key) => {
      if (sum.count < needed) sums.delete(key);
      else sum.impact /= group.length;
    });
    return sums;
  }

  /** Impact digit or name digit, see FORMAT.md, as numbers of about the same size. */
  function readDigit(isName, digit, factor) {
    return isName
      ? { impact: factor * (digit >> 3) / 7, length: (digit & 7) + 1, inHeading: false }
      : { impact: factor * (digit >> 1) * 2.2 / 31, length: 0, inHeading: (digit & 1) === 1 };
  }

  function weightOf(mask, words) {
    let sum = 0;
    for (let number = 0; number < words.length; number += 1) {
      if (mask & (1 << number)) sum += words[number].weight;
    }
    return sum;
  }

  function score(hit, name, words, total) {
    let sum = hit.sum, bonus = 0;
    if (name) {
      let matched = 0;
      name.values.forEach((value, number) => {
        sum += words[number].weight * NAME_WEIGHT * value;
        matched += value;
      });
      const covered = weightOf(name.words, words) / total;
      bonus += NAME_BONUS * total * covered * covered * Math.min(1, matched / name.length);
    }
    const covered = weightOf(hit.words | (name ? name.words : 0), words) / total;
    const inHeading = weightOf(hit.headings, words) / total;
    // Half of the heading's bonus; the re-ranking knows how much of the heading is filled.
    bonus += HEADING_BONUS / 2 * total * inHeading * inHeading;
    return sum * covered * covered + bonus;
  }

  /** Pages with their sections, best first. */
  function groupByPage(sections) {
    const pages = new Map();
    sections.forEach((section) => {
      const page = pages.get(section.page);
      if (page) page.sections.push(section); else pages.set(section.page, { page: section.page, sections: [section] });
    });
    const list = Array.from(pages.values());
    list.forEach(settle);
    return list.sort(byScore);
  }

  /** Orders a page's sections and gives the page its score. */
  function settle(page) {
    page.sections.forEach((section) => {
      if (section.ordinal === 0) section.score *= 1 + LEAD_BONUS;
    });
    order(page);
  }

  function order(page) {
    page.sections.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
    const [first, second] = page.sections;
    page.score = first.score + (second ? SECOND_SHARE * second.score : 0);
  }

  /** Looks into the text of the best pages: filled headings, neighbouring words. */
  function rerank(pages, index, words, total) {
    pages.forEach((found) => {
      const page = index.page(found.page);
      found.sections.slice(0, SECTIONS_PER_PAGE).forEach((section) => {
        if (section.ordinal >= page.sectionCount) return;
        const { heading, text } = page.section(section.ordinal);
        const inHeading = weightOf(section.hit.headings, words) / total;
        if (inHeading > 0) {
          const filled = filledShare(heading, words);
          section.score += HEADING_BONUS * total * inHeading * inHeading * (filled - 0.5);
        }
        if (words.length > 1 && hasPhrase(heading + ' \n ' + text, words)) section.score *= 1.1;
      });
      order(found);
    });
  }

  /** The share of a heading's words that the query has. */
  function filledShare(heading, words) {
    const list = tokens(heading).filter((token) => token.kind === WORD || token.kind === PAIR);
    const filled = list.filter((token) => wordOf(token, words) >= 0).length;
    return list.length ? filled / list.length : 0;
  }

  /** True if the text has all words of the query one after the other. */
  function hasPhrase(text, words) {
    let next = 0;
    for (const token of tokens(text)) {
      if (token.kind === PART || token.kind === OPTION) continue;
      const number = wordOf(token, words);
      if (number === next) { next += 1; if (next === words.length) return true; }
      else if (words[next - 1] && words[next - 1].isRun && number === next - 1) continue;
      else next = number === 0 ? 1 : 0;
    }
    return false;
  }

  // 5 Snippets --------------------------------------------------------------------------------

  const SNIPPET_LENGTH = 180;

  /** The number of the query's word that a token of a text shows, or -1. */
  function wordOf(token, words) {
    return words.findIndex((word) => word.shown.has(token.term));
  }

  /** `text` cut at the words of the query: [[piece, is a word of the query], ...]. */
  function marked(text, words, from, to) {
    const pieces = [];
    let at = from;
    hits(text, words).forEach(({ start, end }) => {
      if (start < at || end > to) {
        if (start >= to || end <= at || end > to) return;
        start = at;
      }
      if (start > at) pieces.push([text.slice(at, start), false]);
      pieces.push([text.slice(start, end), true]);
      at = end;
    });
    if (at < to) pieces.push([text.slice(at, to), false]);
    return pieces;
  }

  /** Where the words of the query stand in `text`, in order; the wider of two at one place. */
  function hits(text, words) {
    const list = [];
    tokens(text).forEach((token) => {
      const number = wordOf(token, words);
      if (number < 0) return;
      const before = list[list.length - 1];
      if (before && token.start >= before.start && token.end <= before.end) return;
      list.push({ start: token.start, end: token.end, number });
    });
    return list;
  }

  /** The stretch of `text` with the most of the query, cut at spaces, as `marked` pieces. */
  function snippet(text, words) {
    const list = hits(text, words);
    let best = 0, bestScore = -1;
    for (let first = 0, last = 0; first < list.length; first += 1) {
      const seen = new Set();
      let value = 0;
      for (last = first; last < list.length; last += 1) {
        if (list[last].end - list[first].start > SNIPPET_LENGTH * 0.8) break;
        const { number } = list[last];
        value += words[number].weight * (seen.has(number) ? 0.1 : 1);
        seen.add(number);
      }
      if (value > bestScore + 1e-9) { bestScore = value; best = list[first].start; }
    }
    let from = Math.max(0, best - 40);
    if (from > 0) from = afterSpace(text, from, best);
    let to = Math.min(text.length, from + SNIPPET_LENGTH);
    if (to < text.length) {
      const space = text.lastIndexOf(' ', to);
      if (space > from + SNIPPET_LENGTH / 2) to = space;
    }
    const pieces = marked(text, words, from, to);
    if (from > 0) pieces.unshift(['… ', false]);
    if (to < text.length) pieces.push([' …', false]);
    return pieces;
  }

  function afterSpace(text, from, limit) {
    const space = text.indexOf(' ', from);
    if (space >= 0 && space < limit) return space + 1;
    // No space near: at least do not cut a character in two.
    const code = text.charCodeAt(from);
    return code >= 0xDC00 && code < 0xE000 ? from + 1 : from;
  }

  if (typeof module !== 'undefined' && module.exports) {
    module.exports = { tokens, readIndex, search, snippet, marked, wordsOf };
    return;
  }

  // 6 Loading ---------------------------------------------------------------------------------

  const isFile = location.protocol === 'file:';
  const root = new URL('../', document.currentScript.src).href;
  const LONGEST_WAIT = 20000;
  let loading = null;

  /** The index: one promise for all who ask; a failed load may be tried again. */
  function load() {
    if (!loading) {
      loading = (isFile ? loadByScript('index') : loadByFetch('index')).then(readIndex);
      loading.catch(() => { loading = null; });
    }
    return loading;
  }

  async function loadByFetch(name) {
    const response = await fetch(root + 'search/' + name + '.js', { cache: 'no-cache' });
    if (!response.ok) throw new Error('search index: status ' + response.status);
    const text = await response.text();
    // The file is one call, S("name","payload"): the payload is a JSON string.
    return JSON.parse(text.slice(text.indexOf(',') + 1, text.lastIndexOf(')')));
  }

  /** Pages from a folder may not fetch; a script element may be loaded. */
  function loadByScript(name) {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      const waiting = setTimeout(() => reject(new Error('search index: no answer')), LONGEST_WAIT);
      window.S = (given, payload) => { if (given === name) resolve(payload); };
      element.src = root + 'search/' + name + '.js';
      element.onerror = () => reject(new Error('search index: not there'));
      // A damaged file loads without calling S; then this is the last word.
      element.onload = () => reject(new Error('search index: damaged'));
      document.head.append(element);
      const clean = () => { clearTimeout(waiting); element.remove(); };
      element.addEventListener('load', clean);
      element.addEventListener('error', clean);
    });
  }

  /** The address of a page or section; from a folder on disk no server finds index.html. */
  function address(url, anchor) {
    const file = isFile && (url === '' || url.endsWith('/')) ? url + 'index.html' : url;
    return root + file + (anchor ? '#' + encodeURIComponent(anchor) : '');
  }

  function searchAddress(query) {
    return address('search/') + '?q=' + encodeURIComponent(query.toWellFormed ? query.toWellFormed() : query);
  }

  // 7 Drawing results -------------------------------------------------------------------------

  const PAGES_IN_DIALOG = 8, PAGES_IN_PAGE = 20, WEAKEST_SHARE = 0.1;
  const kindLabels = { __proto__: null, page: '', faq: 'FAQ' };

  /** An element with a class, children (texts or nodes) and attributes. */
  function make(tag, className, children, attributes) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...(children || []));
    Object.entries(attributes || {}).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  function icon(className, path) {
    const space = 'http://www.w3.org/2000/svg';
    const drawing = document.createElementNS(space, 'svg');
    const line = document.createElementNS(space, 'path');
    Object.entries({ class: className, viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' })
      .forEach(([name, value]) => drawing.setAttribute(name, value));
    line.setAttribute('d', path);
    drawing.append(line);
    return drawing;
  }

  const icons = {
    search: 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.6 12.6 17 17',
    page: 'M5 2.5h6.5L15 6v11.5H5zM11 2.5V6.5h4M7.5 10h5M7.5 13h5',
    question: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM7.8 7.9c.2-1.3 1.1-2 2.3-2s2.3.8 2.3 2c0 1.7-2.3 1.8-2.3 3.5M10.1 13.8v.4',
    section: 'M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h14M2.5 12.5h14',
  };

  function markedNodes(pieces) {
    return pieces.map(([text, isHit]) => (isHit ? make('mark', '', [text]) : text));
  }

  function labelOf(kind) {
    if (kind in kindLabels) return kindLabels[kind];
    return kind.charAt(0).toUpperCase() + kind.slice(1);
  }

  /** The pages worth showing: the tail of a soft AND is left out. */
  function worthShowing(found) {
    const best = found.pages.length ? found.pages[0].score : 0;
    return found.pages.filter((page) => page.score >= best * WEAKEST_SHARE);
  }

  /** The links of one page: the page itself, then its best sections. */
  function linksOf(result, index, words) {
    const page = index.page(result.page);
    const best = result.sections[0].score;
    const sections = result.sections.slice(0, SECTIONS_PER_PAGE)
      .filter((each) => each.score >= best * SECTION_SHARE && each.ordinal < page.sectionCount)
      .map((each) => page.section(each.ordinal));
    const lead = sections.find((section) => section.anchor === '');
    const whole = (text) => markedNodes(marked(text, words, 0, text.length));
    const title = make('span', 'search-title', whole(page.title));
    const head = make('span', 'search-head', [title]);
    const label = labelOf(page.kind);
    if (label) head.append(make('span', 'search-kind', [label]));
    const content = [icon('search-icon', icons.page), head];
    if (page.breadcrumbs.length) content.push(make('span', 'search-crumbs', [page.breadcrumbs.join(' › ')]));
    const shown = lead || (sections.length || !page.sectionCount ? null : page.section(0));
    if (shown && shown.text) content.push(make('span', 'search-snippet', markedNodes(snippet(shown.text, words))));
    const links = [make('a', 'search-hit search-hit-page', content, { href: address(page.url) })];
    sections.filter((section) => section !== lead).forEach((section) => {
      const parts = [
        icon('search-icon', section.isQuestion ? icons.question : icons.section),
        make('span', 'search-head', [make('span', 'search-title', whole(section.heading))]),
      ];
      if (section.text) parts.push(make('span', 'search-snippet', markedNodes(snippet(section.text, words))));
      links.push(make('a', 'search-hit search-hit-section', parts,
        { href: address(page.url, section.anchor) }));
    });
    return { links, title, name: page.title };
  }

  function countOf(pages) {
    return pages === 1 ? '1 page' : pages.toLocaleString('en') + ' pages';
  }

  /** What to say when nothing is found: which words the site does not have. */
  function explainNothing(query, found) {
    const unknown = found.words.filter((word) => !word.isKnown).map((word) => '“' + word.text + '”');
    const text = unknown.length
      ? 'No page contains ' + unknown.join(' or ') + '.' : 'Nothing found for “' + query + '”.';
    return make('div', 'search-note', [
      make('p', 'search-note-title', [text]),
      make('p', '', ['Try fewer or more general words, or look through ',
        make('a', '', ['the list of all pages'], { href: address('search/') }), '.']),
    ]);
  }

  function explainFailure(retry) {
    const button = make('button', 'search-button', ['Try again'], { type: 'button' });
    button.addEventListener('click', retry);
    return make('div', 'search-note', [
      make('p', 'search-note-title', ['The search index could not be loaded.']),
      make('p', '', ['You may be offline, or the site is just being updated.']), button,
    ]);
  }

  /**
   * Follows a field: `draw` gets { query, found, index } for the newest query, `fail` a way to
   * retry, `wait` is told when the index is not there yet.
   */
  function follow(field, { draw, fail, wait }) {
    let newest = 0;
    function run() {
      const query = field.value.trim();
      const number = newest += 1;
      if (query === '') { draw({ query, found: null, index: null }); return; }
      wait();
      load().then((index) => new Promise((next) => { setTimeout(() => next(index), 0); }))
        .then((index) => {
          if (number !== newest) return;
          draw({ query, found: search(index, query), index });
        })
        .catch(() => { if (number === newest) fail(run); });
    }
    field.addEventListener('input', run);
    return run;
  }

  /** Says `text` to a screen reader once the typing has paused. */
  function announcer(region) {
    let timer = 0;
    return (text) => {
      clearTimeout(timer);
      timer = setTimeout(() => { region.textContent = text; }, 700);
    };
  }

  // 8 The dialog ------------------------------------------------------------------------------

  let dialog = null;

  function buildDialog() {
    const input = make('input', 'search-input', [], {
      type: 'search', role: 'combobox', 'aria-label': 'Search', 'aria-expanded': 'false',
      'aria-controls': 'search-results', 'aria-autocomplete': 'list', autocomplete: 'off',
      autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false', enterkeyhint: 'search',
      placeholder: 'Search', maxlength: String(LONGEST_QUERY),
    });
    const close = make('button', 'search-close', [make('kbd', '', ['Esc'])],
      { type: 'button', 'aria-label': 'Close search' });
    const list = make('div', 'search-list', [],
      { id: 'search-results', role: 'listbox', 'aria-label': 'Search results' });
    const note = make('div', 'search-notes');
    const live = make('div', 'search-live', [], { role: 'status', 'aria-live': 'polite' });
    const count = make('span', 'search-count');
    const all = make('a', 'search-all', ['All results'], { href: address('search/') });
    const keys = make('span', 'search-keys', [make('kbd', '', ['↑']), make('kbd', '', ['↓']), ' move ',
      make('kbd', '', ['↵']), ' open'], { 'aria-hidden': 'true' });
    const element = make('dialog', 'search', [
      make('div', 'search-bar', [icon('search-glass', icons.search), input, close]),
      make('div', 'search-body', [list, note]),
      make('div', 'search-foot', [keys, count, all]), live,
    ], { 'aria-label': 'Search' });
    document.body.append(element);
    dialog = { element, input, list, note, count, all, options: [], active: -1 };
    attachDialog(dialog, close, announcer(live));
    return dialog;
  }

  function attachDialog(parts, close, announce) {
    const { element, input, list, note, count, all } = parts;
    const say = (nodes) => { note.replaceChildren(...nodes); };
    const clear = () => {
      list.replaceChildren();
      parts.options = [];
      activate(parts, -1);
      input.setAttribute('aria-expanded', 'false');
    };
    const run = follow(input, {
      wait() { if (!list.firstChild && !note.firstChild) say([make('p', 'search-note', ['Loading…'])]); },
      fail(retry) {
        clear();
        count.textContent = '';
        say([explainFailure(() => { input.focus(); retry(); })]);
        announce('The search index could not be loaded.');
      },
      draw({ query, found, index }) {
        clear();
        say([]);
        all.href = query ? searchAddress(query) : address('search/');
        all.textContent = query ? 'All results' : 'All pages';
        count.textContent = '';
        if (!found) { announce(''); return; }
        const pages = worthShowing(found);
        if (pages.length === 0) {
          say([explainNothing(query, found)]);
          announce('No results.');
          return;
        }
        list.append(...pages.slice(0, PAGES_IN_DIALOG).map((page, number) =>
          drawGroup(linksOf(page, index, found.words), number, parts)));
        input.setAttribute('aria-expanded', 'true');
        element.querySelector('.search-body').scrollTop = 0;
        count.textContent = countOf(pages.length);
        announce(countOf(pages.length) + '. First: ' + index.page(pages[0].page).title);
      },
    });
    parts.run = run;
    input.addEventListener('keydown', (event) => pressInInput(event, parts));
    element.addEventListener('keydown', (event) => pressInDialog(event, parts, run));
    element.addEventListener('click', (event) => {
      // A click outside the box lands on the dialog itself; a followed link may stay on this page.
      if (event.target === element) element.close();
      else if (event.target.closest('a') && !isModified(event)) element.close();
    });
    list.addEventListener('pointermove', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) activate(parts, parts.options.indexOf(option), true);
    });
    close.addEventListener('click', () => element.close());
  }

  function drawGroup({ links, title }, number, parts) {
    title.id = 'search-group-' + number;
    links.forEach((link) => {
      link.id = 'search-option-' + parts.options.length;
      link.setAttribute('role', 'option');
      link.setAttribute('tabindex', '-1');
      link.setAttribute('aria-selected', 'false');
      parts.options.push(link);
    });
    return make('div', 'search-group', links, { role: 'group', 'aria-labelledby': title.id });
  }

  /** Makes option `number` the active one; -1 for none. */
  function activate(parts, number, isPointer) {
    const before = parts.options[parts.active];
    if (before) before.setAttribute('aria-selected', 'false');
    parts.active = number;
    const option = parts.options[number];
    if (!option) { parts.input.removeAttribute('aria-activedescendant'); return; }
    option.setAttribute('aria-selected', 'true');
    parts.input.setAttribute('aria-activedescendant', option.id);
    if (!isPointer) option.scrollIntoView({ block: 'nearest' });
  }

  const isModified = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

  function pressInInput(event, parts) {
    if (event.isComposing) return;
    const count = parts.options.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (count === 0) return;
      event.preventDefault();
      // One place more than there are options: no option, the text alone.
      const step = event.key === 'ArrowDown' ? 1 : -1;
      activate(parts, (parts.active + 1 + step + count + 1) % (count + 1) - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = parts.options[parts.active];
      const query = parts.input.value.trim();
      const href = option ? option.href : searchAddress(query);
      if (!option && query === '') return;
      if (event.ctrlKey || event.metaKey) window.open(href, '_blank', 'noopener');
      else if (option) option.click();
      else location.assign(href);
    }
  }

  function pressInDialog(event, parts, run) {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    if (parts.input.value === '') { parts.element.close(); return; }
    parts.input.value = '';
    parts.input.focus();
    run();
  }

  function openDialog() {
    const parts = dialog || buildDialog();
    if (!parts.element.open) parts.element.showModal();
    parts.input.focus();
    parts.input.select();
    load().catch(() => {});
    parts.run();
  }

  // 9 The search page -------------------------------------------------------------------------

  /** Turns the static search page into results for its `?q=`. Gives its field, if it has one. */
  function attachPage() {
    const place = document.querySelector('[data-search-page]');
    const field = place && document.querySelector('input[name=q]');
    if (!field) return null;
    const fallback = Array.from(place.childNodes);
    const live = make('div', 'search-live', [], { role: 'status', 'aria-live': 'polite' });
    const announce = announcer(live);
    place.before(live);
    const run = follow(field, {
      wait() {},
      fail(retry) {
        place.replaceChildren(explainFailure(retry), ...fallback);
        announce('The search index could not be loaded.');
      },
      draw({ query, found, index }) {
        remember(query);
        if (!found) { place.replaceChildren(...fallback); announce(''); return; }
        drawPageResults(place, query, found, index, PAGES_IN_PAGE);
        announce(found.pages.length ? countOf(worthShowing(found).length) : 'No results.');
      },
    });
    if (field.form) {
      field.form.addEventListener('submit', (event) => { event.preventDefault(); run(); });
    }
    field.value = new URLSearchParams(location.search).get('q') || field.value;
    field.addEventListener('focus', () => load().catch(() => {}));
    if (field.value) run();
    return field;
  }

  function drawPageResults(place, query, found, index, limit) {
    const pages = worthShowing(found);
    if (pages.length === 0) { place.replaceChildren(explainNothing(query, found)); return; }
    const list = make('ol', 'search-list');
    pages.slice(0, limit).forEach((page) => {
      list.append(make('li', 'search-group', linksOf(page, index, found.words).links));
    });
    const heading = make('h2', 'search-count', [countOf(pages.length)]);
    place.replaceChildren(make('div', 'search-page', [heading, list]));
    if (pages.length <= limit) return;
    const more = make('button', 'search-button', ['Show more'], { type: 'button' });
    more.addEventListener('click', () => {
      drawPageResults(place, query, found, index, limit + PAGES_IN_PAGE);
      const next = place.querySelectorAll('.search-group')[limit];
      if (next) next.querySelector('a').focus();
    });
    place.firstChild.append(more);
  }

  /** Keeps the address in step with the field, so that it can be shared and reloaded. */
  function remember(query) {
    try {
      const now = new URL(location.href);
      if (query) now.searchParams.set('q', query); else now.searchParams.delete('q');
      history.replaceState(history.state, '', now);
    } catch (refused) {
      // Browsers may refuse from file://; the results are there all the same.
    }
  }

  // What opens the search ---------------------------------------------------------------------

  const pageField = attachPage();

  function open() {
    if (!pageField) { openDialog(); return; }
    pageField.focus();
    pageField.select();
  }

  function isEditing(target) {
    return target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  }

  document.addEventListener('keydown', (event) => {
    const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isShortcut = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) &&
      !event.altKey && !event.shiftKey;
    if (event.defaultPrevented || event.isComposing) return;
    if (!isShortcut && (!isSlash || isEditing(event.target))) return;
    event.preventDefault();
    open();
  });
  document.addEventListener('click', (event) => {
    const trigger = event.target.closest && event.target.closest('[data-search-open]');
    if (!trigger || event.defaultPrevented || event.button !== 0 || isModified(event)) return;
    event.preventDefault();
    open();
  });
  // The wish to search shows before the click: the index is then on its way.
  document.querySelectorAll('[data-search-open]').forEach((trigger) => {
    ['pointerenter', 'focus'].forEach((name) =>
      trigger.addEventListener(name, () => load().catch(() => {}), { once: true }));
  });
})();
