// How the client ranks, on the index that Swift wrote: Fixtures/small-index.js is the golden file
// of IndexTests.swift (`UPDATE_GOLDENS=1 swift test --filter goldenIndexIsCurrent` rewrites it);
// its pages are in SmallSite.swift. Run: node --test Tests/IndexingTests/
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const engine = createRequire(import.meta.url)('../../templates/assets/search.js');
const file = readFileSync(new URL('Fixtures/small-index.js', import.meta.url), 'utf8');
const payloadOf = (text) => JSON.parse(text.slice(text.indexOf(',') + 1, text.lastIndexOf(')')));
const index = engine.readIndex(payloadOf(file));

/** [page url, anchor of its best section] of the first results. */
function find(query, count = 3) {
  return engine.search(index, query).pages.slice(0, count).map(({ page, sections }) => {
    const found = index.page(page);
    return [found.url, found.section(sections[0].ordinal).anchor];
  });
}

const first = (query) => (find(query)[0] || [null])[0];
const plain = (pieces) => pieces.map(([text]) => text).join('');
const hits = (pieces) => pieces.filter(([, isHit]) => isHit).map(([text]) => text);

test('the file is a script that calls S once with strings', () => {
  const calls = [];
  new Function('S', file)((...given) => calls.push(given));
  assert.deepEqual(calls, [['index', payloadOf(file)]]);
});

test('a title is found first', () => {
  assert.equal(first('constitutional ai'), 'topics/constitutional-ai/');
  assert.equal(first('Reward models'), 'topics/reward-models/');
  assert.equal(first('frequently asked questions'), 'faq/');
});

test('an alias is found as a title is', () => {
  assert.equal(first('CAI'), 'topics/constitutional-ai/');
  assert.equal(first('rlhf'), 'topics/reward-models/');
  assert.equal(first('principle-based training'), 'topics/constitutional-ai/');
});

test('a heading leads to its section', () => {
  assert.deepEqual(find('critique and revision')[0],
    ['topics/constitutional-ai/', 'critique-and-revision']);
  assert.deepEqual(find('human feedback limits')[0], ['topics/reward-models/', 'limits']);
});

test('a question leads to its answer', () => {
  assert.deepEqual(find('is the source code open?')[0], ['faq/', 'is-the-source-code-open']);
  assert.deepEqual(find('what is constitutional ai?')[0], ['faq/', 'what-is-constitutional-ai']);
});

test('the last word is completed while it is typed', () => {
  assert.equal(first('constitu'), 'topics/constitutional-ai/');
  assert.equal(first('rew'), 'topics/reward-models/');
  assert.deepEqual(find('constitu '), find('constitu'), 'an unknown word is completed, too');
});

test('one or two letters complete names only', () => {
  assert.ok(find('co').every(([url]) => /constitutional|command/.test(url)));
});

test('a word that no page has does not empty the results', () => {
  const { pages, words } = engine.search(index, 'reward frobnicate models');
  assert.equal(index.page(pages[0].page).url, 'topics/reward-models/');
  assert.deepEqual(words.filter((word) => !word.isKnown).map((word) => word.text), ['frobnicate']);
});

test('pages with more of the query come first', () => {
  assert.equal(first('people compare answers of a model'), 'topics/reward-models/');
  assert.equal(first('the proprietary code'), 'faq/');
});

test('nothing is found for nonsense, and nothing breaks', () => {
  for (const query of ['', '   ', 'qqqqxyz', '(.*)+[', '%', '%ff', '\\', '"', '""', '-', '--',
    '<img src=x>', '\ud800', 'a\udfff', '🙂', 'x'.repeat(10000), 'ab '.repeat(5000),
    '中'.repeat(5000), '\u0301', '_'.repeat(999)]) {
    const { pages } = engine.search(index, query);
    if (query === 'qqqqxyz') assert.equal(pages.length, 0);
    pages.forEach(({ score }) => assert.ok(Number.isFinite(score), query));
  }
});

test('names of built-in properties are ordinary words', () => {
  for (const query of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    assert.deepEqual(find(query)[0], ['tools/command-line/', 'names']);
  }
});

test('options, dotted names and C++ are found literally', () => {
  for (const query of ['--dry-run', '-v', '.gitignore']) {
    assert.deepEqual(find(query)[0], ['tools/command-line/', '']);
  }
  assert.deepEqual(find('C++')[0], ['tools/command-line/', 'get-child-item']);
  assert.deepEqual(find('c#')[0], ['tools/command-line/', 'get-child-item']);
  assert.deepEqual(find('--gitignore')[0], ['tools/command-line/', ''],
    'an unknown option falls back to its word');
});

test('compound names are found whole and in parts', () => {
  for (const query of ['getChildItem', 'getchilditem', 'child item', 'HTTPServer', 'http server']) {
    assert.deepEqual(find(query)[0], ['tools/command-line/', 'get-child-item'], query);
  }
});

test('accents, case and width do not matter', () => {
  for (const query of ['zurich', 'ZÜRICH', 'Zu\u0308rich', 'naive', 'lodz', 'strasse', 'елка', 'ΟΔΟΣ',
    'Ｚurich']) {
    assert.equal(first(query), 'languages/', query);
  }
});

test('scripts without spaces are found by any stretch of them', () => {
  for (const query of ['全文検索', '検索', '全文', '日本語', '単語', '猫', '𠮷野家', '全文検索エンジン', '言語']) {
    assert.equal(first(query), 'languages/', query);
  }
  for (const query of ['검색', '검색을', '한국어', '낱말']) assert.equal(first(query), 'languages/', query);
  assert.equal(find('全体').length, 0, 'half of a run is not enough');
});

test('every term is found where the index says it is, and nowhere else', () => {
  const { terms, frequencies } = index.lexicon;
  terms.forEach((term, number) => {
    const places = new Set();
    const list = index.postings(number);
    for (let at = 0; at < list.length; at += 3) {
      places.add(list[at] + ' ' + Math.max(0, list[at + 1]));
    }
    assert.equal(places.size >= frequencies[number], true, term);
    const found = new Set();
    engine.search(index, term + ' ').pages.forEach(({ page, sections }) =>
      sections.forEach(({ ordinal }) => found.add(page + ' ' + ordinal)));
    places.forEach((place) => assert.ok(found.has(place), term + ' at ' + place));
  });
});

test('the same query gives the same answer', () => {
  const answer = () => JSON.stringify(engine.search(index, 'model answers prefer').pages);
  assert.equal(answer(), answer());
});

test('snippets show the words, and the text is the page’s own', () => {
  const { words, pages } = engine.search(index, 'onerror alert');
  const text = index.page(pages[0].page).section(pages[0].sections[0].ordinal).text;
  const pieces = engine.snippet(text, words);
  assert.deepEqual(hits(pieces), ['onerror', 'alert']);
  assert.ok(plain(pieces).includes('<img src=x onerror=alert(1)>'));
  assert.ok(text.includes(plain(pieces).replace(/^… | …$/g, '')));
});

test('snippets mark completions, folded words, parts and pairs', () => {
  const mark = (query, text) => hits(engine.snippet(text, engine.search(index, query).words));
  assert.deepEqual(mark('constitu', 'the Constitutional way'), ['Constitutional']);
  assert.deepEqual(mark('zurich', 'in ZÜRICH and Zürich'), ['ZÜRICH', 'Zürich']);
  assert.deepEqual(mark('server', 'an HTTPServer2'), ['Server']);
  assert.equal(mark('全文検索', 'この全文検索は').join(''), '全文検索');
});

test('a snippet is the densest stretch, short, and cuts no character', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(40);
  const { words } = engine.search(index, 'reward model');
  const text = filler + 'reward ' + filler + 'a reward model here ' + filler;
  const pieces = engine.snippet(text, words);
  assert.deepEqual(hits(pieces), ['reward', 'model']);
  assert.ok(plain(pieces).length < 200);
  assert.ok(plain(pieces).startsWith('… ') && plain(pieces).endsWith(' …'));
  const wide = '𠮷'.repeat(500);
  const astral = plain(engine.snippet(wide + '。猫。' + wide, engine.search(index, '猫').words));
  assert.ok(astral.includes('猫') && astral.isWellFormed());
  assert.equal(plain(engine.snippet('', words)), '');
});

test('a damaged or foreign file is refused', () => {
  const payload = payloadOf(file);
  assert.throws(() => engine.readIndex(payload.replace(/^\d+/, '999')));
  assert.throws(() => engine.readIndex(''));
  assert.throws(() => engine.readIndex(payload.split('\n').slice(0, 20).join('\n')));
});
