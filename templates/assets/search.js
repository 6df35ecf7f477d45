// The search of a site: engine and interface in one classic script without dependencies, for
// http(s) and file://, under `script-src 'self'`. Its one global name, S, exists only where the
// index must be loaded by script elements. Sources/Indexing/FORMAT.md specifies the file format and
// the tokens. Parts 1 to 5 do not need a browser and are tested in Node. It is one long file
// because modules cannot be loaded from file://. No string spans lines, so that comment lines and
// indentation can be dropped for publishing.
(function () {
  'use strict';

  // 1 Characters and tokens -------------------------------------------------------------------

  // The start of each range of a class, as the distance from the previous start, followed by the
  // letter of the class: Separator, Lower, Upper, Digit, uNderscore, Hangul, Paired, Ignored, X for
  // other letters.
  const classTable =
    '0S1cDaS7UqS4N1S1LqS1eI1S7X1SaXnS1XvS1XegI34XeS1X8S1X6zI7X5sS6X15S8I19S1IhXzStIbS5XwI1XaI' +
    'lXaS4X2I1X2rS1X1IfXhrS2XwqP1rS1PqS12P3kSoX6gP22S6P28X2oH74X9tS8XlgS2X7lP2cS8P10SgX1ilS1X' +
    '1rSeI5SqI5S1dIgS2oI1cS268Xe8S3kP9sS11P3S1lP56S1P1gH2oSgP2oSe8P534S1sPh3kS1sX1f4H8owS6ioP' +
    'e8XfySiX4wIgS2oX3yI2S2uP1mH1pSzX1534SsgXsgS1kwX35sS35sPgutcI1ekgS';
  const classStarts = [], classLetters = [];
  let classStart = 0;
  classTable.replace(/([^A-Z]+)(.)/g, (_, distance, letter) => {
    classStarts.push(classStart += parseInt(distance, 36));
    classLetters.push(letter);
  });
  // Letters that Unicode does not decompose into a letter and a mark.
  const folds = {};
  'ßss æae œoe øo đd łl þth ðd ıi ħh ŀl ŧt ĸk ŋn ſs ĳij ŉn ςσ'.split(' ')
    .forEach((entry) => folds[entry[0]] = entry.slice(1));

  // The classes of a text, one letter for each of its UTF-16 units.
  const shapeOf = (text) => text.replace(/[^]/gu, (unit) =>
    classLetters[lastOf(classStarts, unit.codePointAt(0))].repeat(unit.length));

  // A character without case and (Latin, Greek, Cyrillic) accent: one or two characters.
  function fold(character) {
    if (/[^\0-\u024f\u0370-\u0556\u1e00-\u1fff]/u.test(character)) return character;
    const [base] = character.toLowerCase().normalize('NFD');
    return folds[base] || base;
  }

  const WORD = 0, PART = 1, OPTION = 2, PAIR = 3;
  const TOKEN_LENGTH = 64, BLOB_LENGTH = 24;

  // Where a compound word is cut: at digits, Hangul, underscores and capitals; S is a lower-case s,
  // which may be the plural of an acronym.
  const seams = /(?<=([DHN]))(?!\1)|(?<=(.))(?=[DHN])(?!\2)|(?<=[LS])(?=U)|(?<=U)(?=U[LS])(?!US(?![LS]))|(?<=UU)(?=S(?![LS]))/g;

  // Characters that show the same as others (ligatures, numbers in circles, squared units, half-width
  // kana, kana and Hangul in parts, full-width signs), or any.
  const forms = /([Ⅰ-ⅿ①-ⓩ㈀-㏿ﬀ-ﬆ！-～]|[ｦ-ﾝう-ヽ][ﾞﾟ\u3099\u309a]?|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?)|[^]/g;

  // The tokens of a text in order: { term, kind, start, end }, offsets in UTF-16 units.
  function tokens(written) {
    const out = [], places = [];
    const text = written.replace(forms, (all, form, at) =>
      (form ? form.normalize('NFKC') : all).replace(/[^]/g, (unit) => (places.push(at), unit)));
    places.push(written.length);
    const shape = shapeOf(text), push = (term, kind, from, to) =>
      out.push({ term, kind, start: places[from], end: Math.max(places[to], places[from] + 1) });
    for (const { 0: run, index: start } of shape.matchAll(/[LUDNHX][LUDNHXI]*|P[PI]*/g)) {
      const end = start + run.length;
      if (run[0] === 'P') takePairs(text.slice(start, end), start, push);
      else takeWord(text, run, start, end, push);
    }
    return out;
  }

  // A word with its option, suffix and parts.
  function takeWord(text, run, start, end, push) {
    const given = text.slice(start, end), offsets = [];
    takeOption(text, start, push);
    // Most words need no closer look.
    if (/^[A-Z]?[a-z]{0,22}$/.test(given) && !/[+#]/.test(text[end])) {
      push(given.toLowerCase(), WORD, start, end);
      return;
    }
    let term = '', shape = '', at = start;
    for (const character of given) {
      const kind = run[at - start];
      const folded = kind === 'I' ? '' : fold(character);
      for (const unit of folded.split('')) {
        term += unit;
        shape += unit === 's' && kind === 'L' ? 'S' : kind;
        offsets.push(at);
      }
      at += character.length;
    }
    offsets.push(end);
    const count = [...term].length;
    if (/^\w+$/.test(given)) {
      const [suffix] = /^(?:\+\+(?![+\w])|#(?![#\w]))/.exec(text.slice(end, end + 3)) || [];
      if (suffix && /^[LU]/.test(run) && count <= TOKEN_LENGTH) {
        push(term + suffix, WORD, start, end + suffix.length);
        push(term, PART, start, end);
        return;
      }
      // Noise rather than words: a hash, base64.
      if (count >= BLOB_LENGTH && !/N/.test(run) && (run.match(/D+|[^D]+/g).length > 4 ||
        /D/.test(run) && /^[0-9a-f]+$/.test(term))) return;
    }
    if (/^N*$/.test(shape) || count > TOKEN_LENGTH) return;
    push(term, WORD, start, end);
    const [article] = /^(?:[وفبك]?ال|لل)(?=...)/u.exec(term) || '';
    if (article) push(term.slice(article.length), PART, offsets[article.length], end);
    // Then its parts. Korean attaches endings to words: pairs of syllables find the word inside.
    const cuts = [0, ...Array.from(shape.matchAll(seams), ({ index }) => index), shape.length];
    cuts.slice(1).forEach((to, number) => {
      const from = cuts[number], piece = shape.slice(from, to);
      const isPlural = piece === 'S' && /UU$/.test(shape.slice(0, from));
      if (piece && piece !== shape && piece[0] !== 'N' && !isPlural) {
        push(term.slice(from, to), PART, offsets[from], offsets[to]);
      }
      if (piece[0] === 'H') {
        for (let pair = from; to - from > 2 && pair + 2 <= to; pair += 1) {
          push(term.slice(pair, pair + 2), PART, offsets[pair], offsets[pair + 2]);
        }
      }
    });
  }

  function takeOption(text, start, push) {
    const [, sign] = /(?:^|[\0-\x20(\[{"'`,=|;\xa0\u2000-\uffff])(--|[-.@$/])$/
      .exec(text.slice(Math.max(0, start - 3), start)) || [];
    if (!sign) return;
    const mark = start - sign.length;
    const pattern = sign[1] ? /^--[a-z_]\w*(?:-\w+)*/i : /^.[a-z_]\w*/i;
    const [option] = pattern.exec(text.slice(mark, mark + 99)) || '';
    if (option && option.length <= TOKEN_LENGTH) {
      push(option.toLowerCase(), OPTION, mark, mark + option.length);
    }
  }

  // Every two neighbours of a run, and its last character.
  function takePairs(run, start, push) {
    let at = start, last = null, count = 0;
    for (const term of run) {
      const here = { term, at };
      at += term.length;
      if (shapeOf(term)[0] === 'I') continue;
      if (last) push(last.term + term, PAIR, last.at, at);
      last = here;
      count += 1;
    }
    push(last.term, count > 1 ? PART : WORD, last.at, last.at + last.term.length);
  }

  // 2 The index files -------------------------------------------------------------------------

  const FORMAT = 4, ORDINALS = 1 << 20;

  // The value of each digit, by character code: a value below 64 ends a number.
  const digitValues = [];
  for (let code = 0x21, value = 0; code < 0x7F; code += 1) {
    if (!'"&\'<\\`'.includes(String.fromCharCode(code))) digitValues[code] = value++;
  }

  // A cursor over a line of digits.
  function reader(line, at = 0) {
    const read = {
      at,
      number() {
        let rest = 0, digit;
        while ((digit = digitValues[line.charCodeAt(read.at++)]) >= 64) {
          rest = rest * 24 + digit - 63;
        }
        return rest * 64 + digit;
      },
      // The next key in a list where each shares a prefix with the one before.
      key(before) {
        const start = before.slice(0, read.number()), end = line.indexOf(' ', read.at);
        return start + line.slice(read.at, (read.at = end + 1) - 1);
      },
    };
    return read;
  }

  const broken = () => new Error('search index: broken, or another version');

  // The index of the last of the ascending `keys` that is not after `key`, or -1.
  function lastOf(keys, key) {
    let low = 0, high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle] <= key) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  // Terms in ascending order (of UTF-16 units), with the data of each.
  function readTerms([line, lists]) {
    const entries = [], read = reader(line);
    let term = '', place = 0;
    while (read.at < line.length) {
      term = read.key(term);
      const code = read.number();
      entries.push({
        term, hasName: code & 1, group: code >> 1, frequency: read.number(),
        start: place, end: place += read.number(), lists, entries,
      });
    }
    if (place !== lists.length) throw broken();
    return { entries, terms: entries.map((entry) => entry.term) };
  }

  // A term's postings, flat: page, ordinal (-1: a name of the page), digit, heading digit.
  function postingsOf(entry) {
    if (entry.list) return entry.list;
    const list = entry.list = [], read = reader(entry.lists, entry.start);
    let page = -1;
    while (read.at < entry.end) {
      page += read.number() + 1;
      const head = read.number();
      if (head & 1) list.push(page, -1, read.number(), 0);
      for (let left = head >> 1, ordinal = -1; left > 0; left -= 1) {
        ordinal += read.number() + 1;
        const digit = read.number();
        list.push(page, ordinal, digit, digit & 1 ? read.number() : 0);
      }
    }
    return list;
  }

  // Adds the pages of a block; a block of a long page has only some of its sections.
  function readDocuments(lines, page, pages) {
    for (let at = 0; lines[at]; page += 1) {
      const [head, url, title, crumbs, kind] = lines.slice(at, at += 5);
      const [first, count] = head.split(' ').map(Number);
      if (at + 3 * count >= lines.length) throw broken();
      if (!pages.has(page)) {
        pages.set(page, { url, title, kind, crumbs, sections: [] });
      }
      for (let ordinal = first; ordinal < first + count; ordinal += 1) {
        const [anchor, heading, text] = lines.slice(at, at += 3);
        pages.get(page).sections[ordinal] =
          { anchor, text, heading: heading.slice(1), isQuestion: heading[0] >= 'a' };
      }
    }
  }

  // The index behind `load(name)`, which promises the payload of a file. Only this function knows
  // which file holds what. `find` sees only what other calls have loaded.
  async function openIndex(load) {
    const lines = (await load('index')).split('\n');
    const [version, pageCount, sectionCount] = lines[0].split(' ').map(Number);
    if (version !== FORMAT || lines.length < 8) throw broken();
    const pages = new Map();
    // Lists of files in ascending order: `keys`, `names`, and what has been read.
    const [terms, reversed, blocks] = 'trd'.split('').map((folder, place) => {
      const [line, hashes] = lines.slice(2 + 2 * place), read = reader(line);
      const list = { keys: [], names: [], read: [], loading: [] };
      const size = read.number();
      for (let key = '', page = 0, at = 0; read.at < line.length; at += 1) {
        list.keys.push(folder === 'd'
          ? (page += read.number()) * ORDINALS + read.number() : key = read.key(key));
        list.names.push(folder + '/' + hashes.substr(6 * Math.floor(at / size), 6) + at % size);
      }
      return list;
    });
    if (!terms.keys.length) {
      [terms, reversed].forEach((list, at) => {
        list.keys = [''];
        list.read = [readTerms(lines.slice(8 + 2 * at))];
      });
      if (!blocks.keys.length) readDocuments(lines.slice(12), 0, pages);
    }
    // Loads and parses a file, once for all callers; a failed attempt is repeated once.
    function take(list, at) {
      if (!list.names[at] || list.read[at]) return null;
      const attempt = async () => {
        const parts = (await load(list.names[at])).split('\n');
        const value = list === blocks
          ? readDocuments(parts, Math.floor(list.keys[at] / ORDINALS), pages) : readTerms(parts);
        if (value && value.terms[0] !== list.keys[at]) throw broken();
        list.read[at] = value || true;
      };
      return list.loading[at] ||= attempt().catch(attempt).finally(() => { list.loading[at] = 0; });
    }
    const takeKeys = (list, keys) =>
      Promise.all(keys.map((key) => take(list, lastOf(list.keys, key))));
    return {
      pageCount, sectionCount, pages,
      kinds: lines[1].split('\t'),
      need: (keys) => takeKeys(terms, keys),
      // The terms, forward or reversed, that begin with `stem`, from up to three files around
      // `key`.
      async near(isReversed, key, stem) {
        const list = isReversed ? reversed : terms, { keys } = list;
        const middle = lastOf(keys, key), range = [];
        for (let at = Math.max(0, lastOf(keys, stem), middle - 1); at <= middle + 1; at += 1) {
          if (at <= middle || (keys[at] || '').startsWith(stem)) range.push(at);
        }
        await Promise.all(range.map((at) => take(list, at)));
        return range.flatMap((at) => list.read[at].entries
          .slice(Math.max(0, lastOf(list.read[at].terms, stem)))
          .filter((entry) => entry.term.startsWith(stem)));
      },
      // A term of the index, if it exists.
      find(term) {
        const { entries, terms: all } = terms.read[lastOf(terms.keys, term)] || { terms: [], entries: [] };
        const at = lastOf(all, term);
        return all[at] === term ? entries[at] : null;
      },
      // Loads the texts of sections, given as page * ORDINALS + ordinal.
      read: (places) => takeKeys(blocks, places),
    };
  }

  // 3 Words of a query ------------------------------------------------------------------------

  const QUERY_LENGTH = 400, MOST_WORDS = 24, MOST_COMPLETIONS = 30;
  const UNKNOWN = 4, GROUP_SHARE = 0.6;
  const FORM_FACTOR = 0.85, REPAIR_FACTOR = 0.7, OTHER_FACTOR = 0.55, JOIN_FACTOR = 0.9;

  const wholeTerms = (text) =>
    tokens(text).filter(({ kind }) => kind === WORD || kind === PAIR).map((entry) => entry.term);
  const bareOf = (option) => option.replace(/^\W+/, '');

  // The marks of a query: { filters, phrases, excluded }, and its `text` without them. `-word` is
  // an option rather than an exclusion if the site contains an option of that name.
  async function parse(query, index) {
    const filters = [], phrases = [], excluded = [];
    const chunks = query.slice(0, QUERY_LENGTH)
      .match(/\s+|-?(?:(?:kind|tag):)?(?:"[^"]*"|\S[^\s"]*)/gi) || [];
    const optionOf = (chunk) => (/^-\w+/.exec(chunk.toLowerCase()) || '')[0];
    await index.need(chunks.map(optionOf).filter(Boolean));
    const text = chunks.map((chunk) => {
      const terms = wholeTerms(chunk.replace(/^-?(kind|tag):/i, ''));
      const [facet] = /^(kind|tag):/i.exec(chunk) || [];
      if (facet) filters.push(':' + facet.toLowerCase() + terms.join('-'));
      else if (/^-[^-]/.test(chunk) && terms[0] && chunks[2] && !index.find(optionOf(chunk))) {
        excluded.push(terms);
      } else {
        if (/^".*"$/.test(chunk) && terms.length) phrases.push(terms);
        return chunk;
      }
      return '';
    }).join('');
    // A filter after the words does not end the last one.
    return { filters, phrases, excluded, text: filters.length ? text.trimEnd() : text };
  }

  // The words of a query, not yet looked up. Later each gets `variants`, any one of which is a
  // match ({ entry, factor }), or a `group` of terms most of which must occur (a run of a script
  // without spaces, the parts of an unknown compound).
  function splitWords(text) {
    const words = [];
    let newest = { end: -1 };
    tokens(text).forEach(({ term, kind, start, end }) => {
      if (kind === PART) {
        if (end <= newest.end) newest.parts.push(term);
      } else if (kind === PAIR && newest.kind === PAIR && start < newest.end) {
        newest.pieces.push(term);
        newest.end = end;
      } else {
        newest = {
          term, kind, start, end, pieces: [term], parts: [], variants: [], group: [],
          isPaired: shapeOf(term)[0] === 'P',
        };
        words.push(newest);
      }
    });
    const list = [...new Map(words.map((word) => [word.pieces.join(' '), word])).values()]
      .slice(0, MOST_WORDS);
    list.forEach((word) => {
      word.text = text.slice(word.start, word.end);
      word.isLast = word.end === newest.end && newest.end === text.length;
      word.isOpen = !word.pieces[1] && (word.isLast || word.isPaired);
      word.isShort = word.isOpen && !word.isPaired && word.term.length < 3;
    });
    return list;
  }

  // The words of a query with their matches. Sets `corrected` and `suggestion`, another query to
  // offer, in `parsed`; with `isLiteral` nothing is corrected.
  async function lookUp(parsed, index, isLiteral) {
    let words = splitWords(parsed.text);
    const joins = words.slice(1).map((word, at) => [words[at], word])
      .filter((pair) => pair.every(({ kind }) => kind === WORD));
    // Looks up the words as written, in one round trip, together with what correcting them would
    // need: a few kilobytes cost less than another round trip.
    await Promise.all([
      ...words.slice(0, 6).map((word) =>
        isRepairable(word, isLiteral) && around(word, index).catch(() => {})),
      index.need([...parsed.filters, ...parsed.excluded.flat(), ...words.flatMap((word) => [
        ...word.pieces, bareOf(word.term), ...(word.isShort ? ['*' + word.term] : [])])]),
      ...words.map(async (word) => {
        const { term } = word;
        if (word.isOpen && !word.isShort) word.completions = await index.near(false, term, term);
      }),
    ]);
    words = words.flatMap((word) => cutRun(word, index)).slice(0, MOST_WORDS);
    words.forEach((word) => resolve(word, index));
    const unknown = words.filter(({ variants, group }) => !variants[0] && !group[0]);
    if (!isLiteral) words.forEach((word) => suggest(word, parsed.text));
    // Then what needs more files: joined words, parts, corrections.
    const wanted = joins.filter((pair) => pair.some((word) => unknown.includes(word)));
    await index.need([...wanted.map(([a, b]) => a.term + b.term),
      ...unknown.flatMap(({ parts }) => parts)]);
    wanted.forEach((pair) => {
      const entry = index.find(pair[0].term + pair[1].term);
      if (entry) pair.forEach((word) => word.variants.push({ entry, factor: JOIN_FACTOR }));
    });
    await Promise.all(unknown.map((word) => repair(word, parsed.text, index, isLiteral)));
    parsed.corrected = words.flatMap(({ repaired }) => repaired || []);
    parsed.suggestion = words.map(({ suggestion }) => suggestion).find(Boolean);
    words.forEach((word) => {
      const count = frequencyOf(word);
      word.isKnown = count > 0;
      // Rarer words weigh more: inverse section frequency, to six digits, which are the same in
      // every implementation of the logarithm.
      word.weight = count
        ? Math.round(1e6 * Math.log(1 + Math.max(0, index.sectionCount - count + 0.5) / (count + 0.5))) / 1e6
        : UNKNOWN;
      word.shown = new Set([...word.pieces, ...word.group.map((entry) => entry.term),
        ...word.variants.map(({ entry }) => entry.term)]);
    });
    return words;
  }

  // The words of a run: two neighbours that are nowhere adjacent on the site belong to different
  // words, if each of them does occur with its other neighbour.
  function cutRun(word, index) {
    const known = word.pieces.map(index.find);
    let from = 0;
    return known.flatMap((_, at) => {
      if (at + 1 < known.length && !(known[at] && !known[at + 1] && known[at + 2])) return [];
      const pieces = word.pieces.slice(from, at + 1);
      from = at + 2;
      return { ...word, pieces, term: pieces[0] };
    });
  }

  // Finds the matches of `word` among the terms as written.
  function resolve(word, index) {
    const { term, pieces, completions } = word;
    word.groupSize = pieces.length;
    if (pieces[1]) { word.group = pieces.map(index.find).filter(Boolean); return; }
    const exact = index.find(term), bare = word.kind === OPTION && index.find(bareOf(term));
    const beginning = word.isShort && index.find('*' + term);
    if (exact) addForms(word, exact, 1);
    else if (bare) word.variants.push({ entry: bare, factor: 0.8 });
    if (beginning) word.variants.push({ entry: beginning, factor: 0.8 });
    (completions || []).filter((entry) => entry !== exact).sort((a, b) => rankOf(b) - rankOf(a))
      .slice(0, MOST_COMPLETIONS).forEach((entry) => {
        const factor = Math.max(0.35, 0.8 * term.length / entry.term.length);
        word.variants.push({ entry, factor });
      });
  }

  // Being in a name counts more than frequency.
  const rankOf = ({ frequency, hasName }) => frequency * (hasName ? 4 : 1);

  // Adds a term and the other forms of its word.
  function addForms(word, entry, factor) {
    word.variants.push({ entry, factor });
    entry.entries.forEach((other) => {
      if (entry.group && other.group === entry.group && other !== entry) {
        word.variants.push({ entry: other, factor: factor * FORM_FACTOR });
      }
    });
  }

  // The edit distance between two words: insertions, deletions, substitutions and transpositions
  // (optimal string alignment: Boytsov, 2011). With `isOpen` the end of `other` may be missing, at
  // the cost of half an edit.
  function distance(word, other, isOpen) {
    let before, row = Array.from(other + ' ', (_, at) => at);
    for (let at = 1; at <= word.length; at += 1) {
      const next = [at];
      for (let to = 1; to <= other.length; to += 1) {
        const isSame = word[at - 1] === other[to - 1];
        next[to] = Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (isSame ? 0 : 1));
        if (at > 1 && to > 1 && word[at - 1] === other[to - 2] && word[at - 2] === other[to - 1]) {
          next[to] = Math.min(next[to], before[to - 2] + 1);
        }
      }
      before = row;
      row = next;
    }
    return Math.min(row[other.length], isOpen ? Math.min(...row) + 0.5 : 99);
  }

  // Words among `entries` that `term` may be a misspelling of, best first: [{ term, rank, edits }].
  function candidatesOf(term, entries, limit, isOpen) {
    const seen = new Map();
    entries.forEach((entry) => {
      const other = entry.term;
      if (other === term || other.length < term.length - limit || !/^[^\W\d]|^[^\0-\x7f]/.test(other) ||
        (!isOpen && other.length > term.length + limit)) return;
      const edits = distance(term, other, isOpen);
      if (edits <= limit) seen.set(other, { term: other, rank: rankOf(entry), edits });
    });
    return [...seen.values()].sort((a, b) => a.edits - b.edits ||
      (b.term[0] === term[0]) - (a.term[0] === term[0]) || b.rank - a.rank ||
      (a.term < b.term ? -1 : 1));
  }

  const backwards = (text) => [...text].reverse().join('');

  const isRepairable = ({ term, kind }, isLiteral) =>
    !isLiteral && kind === WORD && /^.{4,30}$/.test(term);

  // The terms that share the first half of a word, and the reversed terms that share its last half.
  function around({ term }, index) {
    const { length } = term, reversed = backwards(term);
    return Promise.all([
      index.near(false, term, term.slice(0, length >> 1)),
      index.near(true, reversed, reversed.slice(0, Math.max(2, length - 1 >> 1))),
    ]);
  }

  // Corrections for a word the site does not contain: its parts, if all are known; else a word at
  // most one edit away, else two words, else other similar words.
  async function repair(word, query, index, isLiteral) {
    const { term, parts, text } = word, { length } = term;
    if (word.variants[0]) return;
    const known = parts.map(index.find);
    if (known.every(Boolean)) word.group = known;
    word.groupSize = parts.length;
    if (word.group[0] || !isRepairable(word, isLiteral)) return;
    const [forwards, reverse] = await around(word, index);
    const tails = reverse.map((entry) => ({ ...entry, term: backwards(entry.term) }));
    const found = candidatesOf(term, [...forwards, ...tails], length < 8 ? 1 : 2, word.isLast);
    const [best] = found;
    if (!best || best.edits > 1) {
      const split = await splitOf(term, index);
      if (split) {
        word.group = split;
        word.groupSize = 2;
        word.repaired = { from: text, to: split.map((entry) => entry.term).join(' ') };
        return;
      }
    }
    if (!best) return;
    if (length < 5) { word.suggestion = replaceWord(query, word, best.term); return; }
    const same = found.filter(({ edits }) => edits === best.edits).slice(0, 3);
    await index.need(same.map((entry) => entry.term));
    same.forEach((entry, at) =>
      addForms(word, index.find(entry.term), at ? OTHER_FACTOR : REPAIR_FACTOR));
    if (!best.term.startsWith(term) && !term.startsWith(best.term)) {
      word.repaired = { from: text, to: best.term };
    }
  }

  // Splits `databasefile` into two words that the site contains, or returns null.
  async function splitOf(term, index) {
    let cuts = Array.from(term, (_, at) => at).slice(3, -2);
    await index.need(cuts.map((at) => term.slice(0, at)));
    cuts = cuts.filter((at) => index.find(term.slice(0, at)));
    await index.need(cuts.map((at) => term.slice(at)));
    let best = null, bestRank = 1;
    cuts.forEach((at) => {
      const pair = [index.find(term.slice(0, at)), index.find(term.slice(at))];
      const rank = pair[1] ? Math.min(...pair.map(rankOf)) : 0;
      if (rank > bestRank) { bestRank = rank; best = pair; }
    });
    return best;
  }

  const replaceWord = (text, { start, end }, term) =>
    (text.slice(0, start) + term + text.slice(end)).trim();

  // Suggests another query for a rare word that is similar to a frequent one.
  function suggest(word, query) {
    const { term, variants: [exact] } = word;
    if (term.length < 5 || word.isLast || word.kind !== WORD || !exact || exact.factor < 1 ||
      rankOf(exact.entry) > 2) return;
    const [best] = candidatesOf(term, exact.entry.entries, 1);
    if (best && best.rank >= 20 * exact.entry.frequency) {
      word.suggestion = replaceWord(query, word, best.term);
    }
  }

  // How many sections contain the word: for a group its rarest term; for variants the exact term or
  // its forms, or else the most frequent one.
  function frequencyOf({ variants, group, groupSize }) {
    const isExact = variants[0] && variants[0].factor === 1;
    return group[0] ? (group.length >= GROUP_SHARE * groupSize &&
      Math.min(...group.map(({ frequency }) => frequency)))
      : Math.max(0, ...variants.filter(({ factor }) => !isExact || factor >= FORM_FACTOR)
        .map(({ entry }) => entry.frequency));
  }

  // 4 Ranking ---------------------------------------------------------------------------------

  const NAME_WEIGHT = 1.2, NAME_BONUS = 2.5, HEADING_BONUS = 1.5, LEAD_BONUS = 1.05;
  const ENOUGH_SECTIONS = 1000, MOST_PAGES = 12, MOST_SECTIONS = 3;
  const SECTION_SHARE = 0.6, SECOND_SHARE = 0.15;

  // The result of a query: { words, total, pages: [{ page, score, sections: [{ key, score }] }],
  // corrected, suggestion }, best first; a section's key is page * ORDINALS + ordinal. Soft AND: a
  // section ranks higher the more of the query's weight it covers. Loads no texts except for quoted
  // phrases.
  async function search(index, query, isLiteral) {
    const parsed = await parse(query, index);
    const words = await lookUp(parsed, index, isLiteral);
    const total = words.reduce((sum, word) => sum + word.weight, 0);
    const isAllowed = filterOf(parsed, index);
    const { sections, names } = gather(words);
    if (!words.length && parsed.filters.length) {
      for (let page = 0; page < index.pageCount; page += 1) sections.set(page * ORDINALS, emptyHit());
    }
    const inPhrases = new Set(parsed.phrases.flat());
    const required = words.reduce((bits, { pieces }, at) =>
      bits | (pieces.some((piece) => inPhrases.has(piece)) ? 1 << at : 0), 0);
    const pages = new Map();
    sections.forEach((hit, key) => {
      const page = Math.floor(key / ORDINALS), name = names.get(page) || emptyHit();
      if (!isAllowed(page) || required & ~(hit.words | name.words)) return;
      const score = total
        ? scoreOf(hit, name, words, total) * (key % ORDINALS ? 1 : LEAD_BONUS) : 1;
      if (!pages.has(page)) pages.set(page, { page, sections: [] });
      pages.get(page).sections.push({ key, score, hit });
    });
    let list = [...pages.values()];
    list.forEach((page) => {
      page.sections.sort((a, b) => b.score - a.score || a.key - b.key);
      const [first, second] = page.sections;
      page.score = first.score + (second ? SECOND_SHARE * second.score : 0);
    });
    list.sort((a, b) => b.score - a.score || a.page - b.page);
    if (parsed.phrases.length) list = await withPhrases(list, parsed.phrases, index);
    return { ...parsed, words, total, pages: list };
  }

  const emptyHit = () => ({ words: 0, headings: 0, filled: 0, length: 8, sum: 0 });

  // Whether filters and excluded words leave a page.
  function filterOf({ filters, excluded }, index) {
    const pagesOf = (term) => {
      const entry = index.find(term);
      return new Set(entry ? postingsOf(entry).filter((_, at) => at % 4 === 0) : []);
    };
    const only = filters.map(pagesOf), without = excluded.map((terms) => terms.map(pagesOf));
    return (page) => only.every((set) => set.has(page)) &&
      !without.some((sets) => sets.every((set) => set.has(page)));
  }

  // The best pages that contain all phrases verbatim.
  async function withPhrases(list, phrases, index) {
    const best = list.slice(0, MOST_PAGES);
    best.forEach((found) => { found.sections = found.sections.slice(0, MOST_SECTIONS); });
    await index.read(best.flatMap(({ sections }) => sections.map(({ key }) => key)));
    const line = (terms) => ' ' + terms.join(' ') + ' ';
    return best.filter((found) => {
      const { title, sections } = index.pages.get(found.page);
      found.sections = found.sections.filter(({ key }) => {
        const { heading, text } = sections[key % ORDINALS] || { heading: '', text: '' };
        const all = line(wholeTerms(title + '\n' + heading + '\n' + text));
        return phrases.every((phrase) => all.includes(line(phrase)));
      });
      return found.sections[0];
    });
  }

  // Reads the postings of all words. `sections`, by key: the matching words, as bits, and the sum
  // of their impacts; `names`, by page: the same for titles and aliases.
  function gather(words) {
    const sections = new Map(), names = new Map();
    words.map((word, number) => ({ word, number }))
      .sort((a, b) => b.word.weight - a.word.weight || a.number - b.number)
      .forEach(({ word, number }) => {
        // Frequent words add to the hits of rare ones; by themselves they would match everything.
        const isFull = sections.size >= ENOUGH_SECTIONS;
        (word.group[0] ? bestOfGroup : bestOfVariants)(word).forEach((found, key) => {
          const isName = key % 1 !== 0, hits = isName ? names : sections;
          const place = isName ? key - 0.5 : key;
          let hit = hits.get(place);
          if (!hit) {
            if (isFull && !isName) return;
            hits.set(place, hit = emptyHit());
          }
          hit.words |= 1 << number;
          hit.sum += word.weight * found.impact;
          if (isName || found.inHeading) {
            hit.headings |= 1 << number;
            hit.filled += isName ? found.impact : 1;
            hit.length = Math.min(hit.length, found.length);
          }
        });
      });
    // A page found only by its name is shown by its first section, which then has no words.
    names.forEach((name, page) => {
      if (!sections.has(page * ORDINALS)) sections.set(page * ORDINALS, emptyHit());
    });
    return { sections, names };
  }

  // For each section (by its key) or name (by its page and a half) the strongest of the variants;
  // impacts are numbers up to about 2.
  function bestOfVariants({ variants }) {
    const best = new Map();
    variants.forEach(({ entry, factor }) => {
      const list = postingsOf(entry);
      for (let at = 0; at < list.length; at += 4) {
        const isName = list[at + 1] < 0, digit = list[at + 2];
        const impact = factor * (isName ? (digit >> 3) / 7 : (digit >> 1) * 2.2 / 31);
        const key = isName ? list[at] + 0.5 : list[at] * ORDINALS + list[at + 1];
        const before = best.get(key);
        if (before && before.impact >= impact) continue;
        best.set(key, {
          impact, inHeading: !isName && digit % 2, count: 1,
          length: (isName ? digit & 7 : list[at + 3]) + 1,
        });
      }
    });
    return best;
  }

  // For each section or name that contains most of the group's terms, their mean.
  function bestOfGroup({ group, groupSize }) {
    const sums = new Map();
    group.forEach((entry) => {
      bestOfVariants({ variants: [{ entry, factor: 1 / groupSize }] }).forEach((found, key) => {
        const sum = sums.get(key);
        if (!sum) { sums.set(key, found); return; }
        sum.count += 1;
        sum.impact += found.impact;
        sum.inHeading &&= found.inHeading;
      });
    });
    sums.forEach((sum, key) => {
      if (sum.count < GROUP_SHARE * groupSize) sums.delete(key);
    });
    return sums;
  }

  // The share of the query's weight carried by the words whose bits are set.
  const shareOf = (bits, words, total) =>
    words.reduce((sum, word, at) => sum + (bits >> at & 1 ? word.weight : 0), 0) / total;

  function scoreOf(hit, name, words, total) {
    const covered = shareOf(hit.words | name.words, words, total);
    // A title or heading counts by how much of the query it contains, and how much of it the query
    // fills.
    const bonus = ({ headings, filled, length }) => {
      const share = shareOf(headings, words, total);
      return total * share * share * Math.min(1, filled / length);
    };
    // A name that the query matches completely counts twice.
    const named = bonus(name);
    return (hit.sum + NAME_WEIGHT * name.sum) * covered * covered +
      NAME_BONUS * named * (named > 0.99 * total ? 2 : 1) + HEADING_BONUS * bonus(hit);
  }

  // Loads the texts of some found pages: { url, title, kind, crumbs, score, sections }, with only
  // those sections that are nearly as good as the best.
  async function readResults(index, pages) {
    const chosen = pages.map(({ page, score, sections }) => ({
      page, score,
      best: sections.slice(0, MOST_SECTIONS)
        .filter((section) => section.score >= sections[0].score * SECTION_SHARE),
    }));
    await index.read(chosen.flatMap(({ best }) => best.map(({ key }) => key)));
    return chosen.map(({ page, score, best }) => {
      const known = index.pages.get(page);
      const sections = best.filter(({ key }) => known.sections[key % ORDINALS])
        .map(({ key, score: own }) => ({ ...known.sections[key % ORDINALS], score: own }));
      return { ...known, score, sections };
    });
  }

  // 5 Snippets --------------------------------------------------------------------------------

  const SNIPPET_LENGTH = 180;

  // The index of the query's word that a token of a text matches, or -1.
  function wordOf(token, words) {
    return words.findIndex((word) => word.shown.has(token.term));
  }

  // Where the words of the query occur in `text`; of two hits at one position, the longer.
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
    [...hits, { start: to, end: to }].forEach(({ start, end }) => {
      if (start < at || end > to) return;
      pieces.push([text.slice(at, start), false], [text.slice(start, at = end), true]);
    });
    return pieces.filter(([piece]) => piece);
  }

  // The part of `text` that contains the most of the query, in pieces as above.
  function snippet(text, words) {
    const hits = hitsIn(text, words);
    let best = 0, bestValue = 0;
    hits.forEach(({ start }, at) => {
      const seen = new Set();
      let value = 0;
      hits.slice(at, at + 40).forEach(({ number, end }) => {
        if (end - start >= SNIPPET_LENGTH) return;
        value += words[number].weight * (seen.has(number) ? 0.1 : 1);
        seen.add(number);
      });
      if (value > bestValue * 1.001) { bestValue = value; best = start; }
    });
    // From a space before the first hit to the last space that fits; in scripts without spaces the
    // cut may be anywhere, but not inside a character.
    const [before] = /(?:^|(?<=\s)\S).{0,40}$|\S{0,40}$/su.exec(text.slice(Math.max(0, best - 99), best));
    const from = best - before.length, rest = text.slice(from, from + SNIPPET_LENGTH);
    const isCut = from + SNIPPET_LENGTH < text.length;
    const to = from + (isCut ? rest.replace(/\s\S{0,40}$|[\ud800-\udbff]$/, '') : rest).length;
    return [...(from ? [['… ', false]] : []), ...marked(text, hits, from, to),
      ...(isCut ? [[' …', false]] : [])];
  }

  // The payload in a file's text: one call, S("name","payload"), whose payload is a JSON string.
  const payloadOf = (text) =>
    JSON.parse(text.slice(text.indexOf(',') + 1, text.lastIndexOf(')')));

  // The door for Node, where there is no page, for tests and measurements:
  // Benchmarks/search-eval/study.mjs provides engineOf and createEngine.
  if (!globalThis.document) {
    return { openIndex, payloadOf, postingsOf, readResults, search, snippet, tokens };
  }

  // 6 Loading ---------------------------------------------------------------------------------

  const isFile = location.protocol === 'file:';
  const { src, dataset } = document.currentScript;
  const root = new URL('../', src).href;
  // Elsewhere only where a page of the site is at search/.
  const folder = dataset.folder || 'search/';
  // The dialog and all texts of the search, in the page's language: templates/search-box.mustache.
  const box = document.getElementById('study.search');
  if (!box) return;
  const texts = {};
  box.content.querySelectorAll('data').forEach((one) => { texts[one.value] = one.textContent; });
  const waiting = {};
  let opening;

  // The index: one promise for all callers; a failed load may be retried.
  function open() {
    opening ||= openIndex(isFile ? loadByScript : loadByFetch);
    opening.catch(() => { opening = null; });
    return opening;
  }

  async function loadByFetch(name) {
    // Only the first file keeps its name when its contents change.
    const response = await fetch(root + folder + name + '.js',
      { cache: name === 'index' ? 'no-cache' : 'default' });
    if (!response.ok) throw broken();
    return payloadOf(await response.text());
  }

  // Pages opened from disk may not fetch, but they may add a script element.
  function loadByScript(name) {
    window.S = (given, payload) => waiting[given](payload);
    return new Promise((resolve, reject) => {
      const element = make('script', '', [], { src: root + folder + name + '.js' });
      waiting[name] = resolve;
      // A damaged file loads without calling S; then this rejection is the first to settle the
      // promise.
      element.onload = element.onerror = () => {
        element.remove();
        reject(broken());
      };
      document.head.append(element);
    });
  }

  // The address of a page; for pages on disk no server adds index.html.
  const address = (url) => root + url + (isFile && /(^|\/)$/.test(url) ? 'index.html' : '');

  // 7 Drawing results -------------------------------------------------------------------------

  const FIRST_PAGES = 5, MORE_PAGES = 10, PAGE_SHARE = 0.2;
  const ANSWER_SHARE = 0.6, ANSWER_LEAD = 1.3, ANSWER_FILL = 0.8;

  // An element with a class, children (texts or nodes) and attributes.
  function make(tag, className, children, attributes) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  }

  function button(className, text, action) {
    const element = make('button', className, [text], { type: 'button' });
    element.onclick = action;
    return element;
  }

  // A text of the interface, with its {} replaced.
  const say = (key, value) => texts[key].replace('{}', () => value);
  const quote = (text) => '“' + text + '”';
  const countOf = (count) => say(count === 1 ? 'page' : 'pages', count);
  const kindOf = (kind) => texts['kind.' + kind];

  const span = (name, pieces) => make('span', 'search-' + name,
    pieces.map(([text, isHit]) => (isHit ? make('mark', '', [text]) : text)));
  const titleOf = (text, words) =>
    span('title', marked(text, hitsIn(text, words), 0, text.length));
  const note = (title, ...rest) =>
    make('div', 'search-note', [make('p', 'search-note-title', [title]), ...rest]);

  // The fragment that makes the browser mark a passage, which begins with the first hit.
  function passageOf(pieces) {
    const start = pieces.findIndex(([, isHit]) => isHit);
    const text = pieces.slice(start).map(([piece]) => piece).join('');
    const [passage] = /^\S+(?:\s[^\s…]+){0,4}(?=\s)/.exec(text) || [];
    return start < 0 || !passage ? '' : ':~:text=' + encodeURIComponent(passage).replace(/-/g, '%2D');
  }

  // The links of a page: the page itself, then its best sections. A question that matches the query
  // is shown with its answer.
  function linksOf(page, words, mayAnswer) {
    const link = (kind, content, section) => {
      const { anchor, text } = section || {};
      const pieces = text ? snippet(text, words) : [];
      const shown = kind === 'answer' ? [[text]] : pieces;
      const fragment = (anchor ? encodeURIComponent(anchor) : '') + passageOf(pieces);
      return make('a', 'search-hit search-hit-' + kind, [...content,
        ...(shown[0] ? [span('snippet', shown)] : [])],
      { href: address(page.url) + (fragment && '#' + fragment) });
    };
    const label = kindOf(page.kind), { title, crumbs, sections } = page;
    return [
      link('page', [
        make('span', 'search-head', [titleOf(title, words), ...(label && label !== title ? [span('kind', [[label]])] : [])]),
        ...(crumbs ? [span('crumbs', [[crumbs]])] : []),
      ], sections.find(({ anchor }) => !anchor)),
      ...sections.filter(({ anchor }) => anchor).map((section, at) => link(
        !section.isQuestion ? 'section' : mayAnswer && !at ? 'answer' : 'question',
        [titleOf(section.heading, words)], section)),
    ];
  }

  // True if the best result, should it be a question, answers the query: it is well ahead of the
  // next one.
  function isAnswer({ words, total, pages: [best, next] }) {
    const [{ hit }] = best.sections;
    return total && shareOf(hit.words, words, total) >= ANSWER_SHARE &&
      (!next || hit.filled >= ANSWER_FILL * hit.length || best.score >= ANSWER_LEAD * next.score);
  }

  // Explains why nothing is found: which words the site does not contain.
  function explainNothing(query, words) {
    const unknown = words.filter((word) => !word.isKnown).map(({ text }) => quote(text));
    return note(unknown[0] ? say('missing', unknown.join(', ')) : say('nothing', quote(query)),
      make('p', '', [texts.hint]));
  }

  // Explains how the query was changed, with a way back: corrections and suggestions.
  function explainQuery(query, { corrected, suggestion, text }, ask) {
    const repaired = corrected.reduce((all, { from, to }) => all.replace(from, to), text).trim();
    return [...(corrected[0] ? [say('corrected', quote(repaired)) + ' ',
      button('search-link', say('literal', quote(query)), () => ask(query, true))] : []),
    ...(suggestion
      ? [button('search-link', say('suggest', quote(suggestion)), () => ask(suggestion))] : [])];
  }

  // 8 The dialog ------------------------------------------------------------------------------

  const isModified = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  let openDialog = (query) => { openDialog = buildDialog(); openDialog(query); };

  // Adds the dialog to the page and returns the function that opens it. Long, because its parts
  // share what is shown: the options and the active one.
  function buildDialog() {
    const dialog = box.content.firstElementChild;
    document.body.append(dialog);
    const [input, kinds, banner, list, notes, count, more, all, live] =
      'input kinds banner list notes count more all live'.split(' ')
        .map((name) => dialog.querySelector('.search-' + name));
    const hint = [...notes.childNodes];
    let options = [], active, newest = 0, timer;

    // Makes option `number` the active one; -1 for none.
    function activate(number) {
      active = number;
      options.forEach((option, at) => option.setAttribute('aria-selected', at === number));
      input.setAttribute('aria-activedescendant', number < 0 ? '' : options[number].id);
    }

    function drawGroup(page, words, mayAnswer) {
      const links = linksOf(page, words, mayAnswer);
      const title = links[0].querySelector('.search-title');
      title.id = 'study.group' + list.childElementCount;
      // A page with hits only in its sections is their heading, and not a result of its own.
      const isHeading = links[1] && !links[0].querySelector('mark, .search-snippet');
      const heading = isHeading ? [make('div', 'search-hit', links.shift().childNodes)] : [];
      links.forEach((link) => {
        Object.assign(link, { id: 'study.option' + options.length, tabIndex: -1, role: 'option' });
        options.push(link);
      });
      list.append(make('div', 'search-group', heading.concat(links),
        { role: 'group', 'aria-labelledby': title.id }));
    }

    // Announces what is shown, once the reader stops typing.
    function tell(text) {
      clearTimeout(timer);
      timer = setTimeout(() => { live.textContent = text; }, 700);
    }

    function ask(query, isLiteral) {
      input.value = query;
      input.focus();
      run(isLiteral);
    }

    // The kinds of pages as switches; each is also a word of the query, which can be typed.
    function drawKinds(index) {
      const rest = input.value.replace(/(^|\s)kind:\S*/g, '').trim();
      const known = index.kinds.filter(kindOf);
      kinds.replaceChildren(...(known[1] ? ['', ...known] : []).map((kind) => {
        const word = kind && ' kind:' + kind;
        const element = button('search-switch', kind ? kindOf(kind) : texts.everything, () => ask((rest + word).trim()));
        element.ariaPressed = (' ' + input.value).includes(word || ' kind:') === Boolean(kind);
        return element;
      }));
    }

    // Shows only the given notes, or pages if there are any.
    function show(query, given, found, results = []) {
      options = [];
      list.replaceChildren();
      const mayAnswer = results[0] && isAnswer(found);
      results.forEach((page, at) => drawGroup(page, found.words, mayAnswer && !at));
      list.scrollTop = 0;
      activate(-1);
      input.ariaExpanded = options.length > 0;
      banner.replaceChildren(...(found ? explainQuery(query, found, ask) : []));
      notes.replaceChildren(...given);
      count.textContent = found ? countOf(found.pages.length) : '';
      more.hidden = !found || found.pages.length <= FIRST_PAGES;
    }

    // Searches for the field's text, verbatim if `isLiteral`; of several searches in progress, the
    // newest counts.
    async function run(isLiteral) {
      const query = input.value.trim(), number = newest += 1;
      const isNewest = () => number === newest;
      if (!query) { show(query, hint); return; }
      const pause = setTimeout(() => {
        if (isNewest() && !list.firstChild) show(query, [note(texts.loading)]);
      }, 300);
      try {
        const index = await open();
        const found = isNewest() && await search(index, input.value, isLiteral === true);
        if (!isNewest()) return;
        // The tail of a soft AND is left out.
        const pages = found.pages =
          found.pages.filter(({ score }, _, [best]) => score >= best.score * PAGE_SHARE);
        const results = await readResults(index, pages.slice(0, FIRST_PAGES));
        if (!isNewest()) return;
        show(query, results[0] ? [] : [explainNothing(query, found.words)], found, results);
        drawKinds(index);
        tell(results[0] ? countOf(pages.length) + '. ' + say('first', results[0].title) : texts.none);
        let shown = FIRST_PAGES;
        more.onclick = async () => {
          const others = await readResults(index, pages.slice(shown, shown += MORE_PAGES));
          others.forEach((page) => drawGroup(page, found.words));
          more.hidden = shown >= pages.length;
          input.focus();
        };
      } catch {
        // The site may have been published again: the next attempt starts with the first file.
        opening = null;
        if (!isNewest()) return;
        show(query, [note(texts.failure, make('p', '', [texts.failureHint]),
          button('search-button', texts.retry, () => ask(input.value)))]);
        tell(texts.failure);
      } finally {
        clearTimeout(pause);
      }
    }

    input.addEventListener('input', run);
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options[0]) {
        event.preventDefault();
        // One more position than there are options: no option, only the text.
        const places = options.length + 1;
        activate((active + 1 + step + places) % places - 1);
        if (active >= 0) options[active].scrollIntoView({ block: 'nearest' });
      } else if (event.key === 'Enter' && options[0]) {
        event.preventDefault();
        const option = options[Math.max(0, active)];
        if (event.ctrlKey || event.metaKey) window.open(option.href, '_blank', 'noopener');
        else option.click();
      }
    });
    dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      if (input.value) ask(''); else dialog.close();
    });
    dialog.addEventListener('click', (event) => {
      const { target } = event;
      // A click outside the box targets the dialog itself; and a link may lead into the current
      // page.
      if (target === dialog || target.closest('.search-close, a') && !isModified(event)) dialog.close();
    });
    all.href = address(folder);
    return (query) => {
      if (!dialog.open) dialog.showModal();
      open().then(drawKinds, () => {});
      ask(query ?? input.value);
      input.select();
    };
  }

  // 9 What opens the search -------------------------------------------------------------------

  function openSearch(event, query) {
    event.preventDefault();
    openDialog(query);
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const { target, key } = event;
    const isEditing = target.closest('input, textarea, select, [contenteditable]');
    if (event.ctrlKey || event.metaKey ? key === 'k' : key === '/' && !isEditing) openSearch(event);
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-search-open]') && !event.defaultPrevented && !event.button &&
      !isModified(event)) openSearch(event);
  });
  // The search page, which works without scripts: its form, and addresses with a query.
  const form = document.querySelector('.search-form');
  if (form) {
    form.onsubmit = (event) => openSearch(event, form.q.value);
    form.q.value = new URLSearchParams(location.search).get('q');
    if (form.q.value) openDialog(form.q.value);
  }
  // Pointing at a search control precedes the click: the index starts loading then.
  document.addEventListener('pointerover', ({ target }) => {
    if (target.closest('[data-search-open]')) open().catch(() => {});
  });
})();
