// How the client ranks, on the index that Swift wrote: Fixtures/small-index.js is the golden file
// of IndexTests.swift, small-index-cut.js the same index in many files, one after the other
// (`UPDATE_GOLDENS=1 swift test --filter goldenIndexIsCurrent` rewrites both); their pages are in
// SmallSite.swift. Run: node --test Tests/IndexingTests/
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEngine, engineOf } from '../../Benchmarks/search-eval/study.mjs';

const engine = engineOf(new URL('../../templates/assets/search.js', import.meta.url));
const fixture = (name) => readFileSync(new URL('Fixtures/' + name, import.meta.url), 'utf8');
const { payloadOf } = engine;
const file = fixture('small-index.js');
const whole = createEngine(engine, { load: () => file });
// The files of the cut index by name.
const files = new Map(fixture('small-index-cut.js').trim().split('\n')
  .map((line) => [/^S\("([^"]+)/.exec(line)[1], line]));
const cut = createEngine(engine, { load: (name) => files.get(name) });

/** [page url, anchor of its best section] of the first results; the same from both indexes. */
async function find(query, count = 3) {
  const [pages, others] = await Promise.all([whole, cut].map(async (searched) =>
    (await searched.search(query, { limit: count })).pages
      .map(({ url, sections }) => [url, sections[0] ? sections[0].anchor : ''])));
  assert.deepEqual(others, pages, 'of many files: ' + query);
  return pages;
}

const first = async (query) => ((await find(query))[0] || [null])[0];
/** All terms of an index. */
async function allEntries(searched) {
  const index = await searched.open();
  if (searched === whole) return index.find('model').entries;
  const keys = Array.from(files.keys()).filter((name) => name[0] === 't');
  return Promise.all(keys.map((name) => readTerm(files.get(name)))).then((terms) =>
    terms.flatMap((term) => index.find(term).entries));
}

/** The first term of a shard's file. */
const readTerm = (text) => /^.([^ ]*) /.exec(payloadOf(text))[1];
const plain = (pieces) => pieces.map(([text]) => text).join('');
const hits = (pieces) => pieces.filter(([, isHit]) => isHit).map(([text]) => text);

test('the file is a script that calls S once with strings', async () => {
  const calls = [];
  new Function('S', file)((...given) => calls.push(given));
  assert.deepEqual(calls, [['index', payloadOf(file)]]);
});

test('a title is found first', async () => {
  assert.equal(await first('constitutional ai'), 'topics/constitutional-ai/');
  assert.equal(await first('Reward models'), 'topics/reward-models/');
  assert.equal(await first('frequently asked questions'), 'faq/');
});

test('an alias is found as a title is', async () => {
  assert.equal(await first('CAI'), 'topics/constitutional-ai/');
  assert.equal(await first('rlhf'), 'topics/reward-models/');
  assert.equal(await first('principle-based training'), 'topics/constitutional-ai/');
});

test('a heading leads to its section', async () => {
  assert.deepEqual((await find('critique and revision'))[0],
    ['topics/constitutional-ai/', 'critique-and-revision']);
  assert.deepEqual((await find('human feedback limits'))[0], ['topics/reward-models/', 'limits']);
});

test('a question leads to its answer', async () => {
  assert.deepEqual((await find('is the source code open?'))[0], ['faq/', 'is-the-source-code-open']);
  assert.deepEqual((await find('what is constitutional ai?'))[0], ['faq/', 'what-is-constitutional-ai']);
});

test('the last word is completed while it is typed', async () => {
  assert.equal(await first('constitu'), 'topics/constitutional-ai/');
  assert.equal(await first('rew'), 'topics/reward-models/');
  
});

test('one or two letters complete names only', async () => {
  const found = await find('co');
  assert.ok(found.length > 0 && found.every(([url]) => /constitutional|command/.test(url)));
  assert.equal(await first('r'), 'topics/reward-models/');
});

test('a word that no page has does not empty the results', async () => {
  const { pages, words } = await whole.search('reward frobnicate models');
  assert.equal(pages[0].url, 'topics/reward-models/');
  assert.deepEqual(words.filter((word) => !word.isKnown).map((word) => word.text), ['frobnicate']);
});

test('pages with more of the query come first', async () => {
  assert.equal(await first('people compare answers of a model'), 'topics/reward-models/');
  assert.equal(await first('the proprietary code'), 'faq/');
});

test('nothing is found for nonsense, and nothing breaks', async () => {
  for (const query of ['', '   ', 'qqqqxyz', '(.*)+[', '%', '%ff', '\\', '"', '""', '-', '--',
    '<img src=x>', '\ud800', 'a\udfff', '🙂', 'x'.repeat(10000), 'ab '.repeat(5000), ',;.!?',
    '中'.repeat(5000), '\u0301', '_'.repeat(999), '-"', 'kind:', 'tag:""', '-a -b', '"-"']) {
    const { pages, count } = await cut.search(query);
    if (/^\s*$|qqqq|^[,(]|🙂/.test(query)) assert.equal(count, 0, query);
    pages.forEach(({ score }) => assert.ok(Number.isFinite(score), query));
  }
});

test('names of built-in properties are ordinary words', async () => {
  for (const query of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    assert.deepEqual((await find(query))[0], ['tools/command-line/', 'names']);
  }
});

test('a misspelt word is repaired and said', async () => {
  for (const [query, to] of [['constitutoinal', 'constitutional'], ['cnostitutional', 'constitutional'],
    ['proprietari code', 'proprietary'], ['preferrence', 'preference'], ['xonstitutional', 'constitutional']]) {
    const { corrected } = await cut.search(query + ' ');
    assert.deepEqual(corrected.map((pair) => pair.to), [to], query);
    assert.deepEqual((await whole.search(query + ' ')).corrected, corrected, query);
  }
  assert.equal(await first('constitutoinal'), 'topics/constitutional-ai/');
});

test('a repair can be undone, and is not made of a known word', async () => {
  const literal = await cut.search('constitutoinal', { literal: true });
  assert.deepEqual([literal.corrected, literal.count], [[], 0]);
  assert.deepEqual((await cut.search('written models')).corrected, []);
});

test('words are joined and split', async () => {
  assert.deepEqual((await find('get childitem'))[0], ['tools/command-line/', 'get-child-item']);
  assert.deepEqual((await find('http server2'))[0], ['tools/command-line/', 'get-child-item']);
  const { corrected } = await cut.search('rewardmodel ');
  assert.deepEqual(corrected, [{ from: 'rewardmodel', to: 'reward model' }]);
  assert.equal(await first('rewardmodel '), 'topics/reward-models/');
});

test('other forms of a word are found', async () => {
  assert.equal(await first('criticise '), 'topics/constitutional-ai/');
  assert.equal(await first('revising '), 'topics/constitutional-ai/');
});

test('a phrase in quotes stands as it is written', async () => {
  assert.deepEqual(await find('"reward model"'), [['topics/reward-models/', '']]);
  assert.equal((await find('"model reward"')).length, 0);
  assert.deepEqual((await find('"Written principles" ai'))[0], ['topics/constitutional-ai/', '']);
});

test('a minus leaves pages out, unless it is the name of an option', async () => {
  const without = await find('constitutional -reinforcement', 9);
  assert.ok(without.length > 0 && without.every(([url]) => url !== 'topics/constitutional-ai/'));
  assert.deepEqual((await find('run -v'))[0], ['tools/command-line/', '']);
  assert.ok((await find('constitutional -"human feedback"', 9)).every(([url]) =>
    url !== 'topics/reward-models/'));
});

test('kinds and tags filter', async () => {
  assert.deepEqual((await find('constitutional kind:faq', 9)).map(([url]) => url), ['faq/']);
  assert.deepEqual((await find('model tag:"written principles"', 9)).map(([url]) => url),
    ['topics/constitutional-ai/']);
  assert.deepEqual((await find('kind:topic', 9)).map(([url]) => url),
    ['topics/constitutional-ai/', 'topics/reward-models/']);
  assert.equal((await find('kind:nothing model')).length, 0);
});

test('options, dotted names and C++ are found literally', async () => {
  for (const query of ['--dry-run', '-v', '.gitignore']) {
    assert.deepEqual((await find(query))[0], ['tools/command-line/', '']);
  }
  assert.deepEqual((await find('C++'))[0], ['tools/command-line/', 'get-child-item']);
  assert.deepEqual((await find('c#'))[0], ['tools/command-line/', 'get-child-item']);
  assert.deepEqual((await find('--gitignore'))[0], ['tools/command-line/', ''],
    'an unknown option falls back to its word');
});

test('compound names are found whole and in parts', async () => {
  for (const query of ['getChildItem', 'getchilditem', 'child item', 'HTTPServer', 'http server']) {
    assert.deepEqual((await find(query))[0], ['tools/command-line/', 'get-child-item'], query);
  }
});

test('accents, case and width do not matter', async () => {
  for (const query of ['zurich', 'ZÜRICH', 'Zu\u0308rich', 'naive', 'lodz', 'strasse', 'елка', 'ΟΔΟΣ',
    'Ｚurich']) {
    assert.equal(await first(query), 'languages/', query);
  }
});

test('scripts without spaces are found by any stretch of them', async () => {
  for (const query of ['全文検索', '検索', '全文', '日本語', '単語', '猫', '𠮷野家', '全文検索エンジン', '言語']) {
    assert.equal(await first(query), 'languages/', query);
  }
  for (const query of ['검색', '검색을', '한국어', '낱말']) assert.equal(await first(query), 'languages/', query);
  assert.equal((await find('全体')).length, 0, 'half of a run is not enough');
});

test('every term is found where the index says it is, and nowhere else', async () => {
  for (const searched of [whole, cut]) {
    const index = await searched.open();
    for (const name of searched === cut ? Array.from(files.keys()) : []) {
      if (name.startsWith('t/')) await index.need([readTerm(files.get(name))]);
    }
    for (const entry of await allEntries(searched)) {
      const places = new Set();
      const list = engine.postingsOf(entry);
      for (let at = 0; at < list.length; at += 4) places.add(list[at]);
      assert.ok(places.size <= entry.frequency, entry.term);
      if (/^[:*]/.test(entry.term)) continue;
      const { pages } = await engine.search(index, entry.term + ' ', true);
      places.forEach((page) =>
        assert.ok(pages.some((found) => found.page === page), entry.term + ' on ' + page));
    }
  }
});

test('the same query gives the same answer', async () => {
  const answer = async () => JSON.stringify((await whole.search('model answers prefer')).pages);
  assert.equal(await answer(), await answer());
});

test('snippets show the words, and the text is the page’s own', async () => {
  const { words, pages } = await whole.search('onerror alert');
  const { text } = pages[0].sections[0];
  const pieces = engine.snippet(text, words);
  assert.deepEqual(hits(pieces), ['onerror', 'alert']);
  assert.ok(plain(pieces).includes('<img src=x onerror=alert(1)>'));
  assert.ok(text.includes(plain(pieces).replace(/^… | …$/g, '')));
});

test('snippets mark completions, folded words, parts and pairs', async () => {
  const mark = async (query, text) => hits(engine.snippet(text, (await whole.search(query)).words));
  assert.deepEqual(await mark('constitu', 'the Constitutional way'), ['Constitutional']);
  assert.deepEqual(await mark('zurich', 'in ZÜRICH and Zürich'), ['ZÜRICH', 'Zürich']);
  assert.deepEqual(await mark('server', 'an HTTPServer2'), ['Server']);
  assert.equal((await mark('全文検索', 'この全文検索は')).join(''), '全文検索');
});

test('a snippet is the densest stretch, short, and cuts no character', async () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(40);
  const { words } = await whole.search('reward model');
  const text = filler + 'reward ' + filler + 'a reward model here ' + filler;
  const pieces = engine.snippet(text, words);
  assert.deepEqual(hits(pieces), ['reward', 'model']);
  assert.ok(plain(pieces).length < 200);
  assert.ok(plain(pieces).startsWith('… ') && plain(pieces).endsWith(' …'));
  const wide = '𠮷'.repeat(500);
  const astral = plain(engine.snippet(wide + '。猫。' + wide, (await whole.search('猫')).words));
  assert.ok(astral.includes('猫') && astral.isWellFormed());
  assert.equal(plain(engine.snippet('', words)), '');
});

test('a file that fails is asked for once more, and then said', async () => {
  let asked = 0;
  const failing = (times, name) => createEngine(engine, {
    load: (given) => {
      if (given === name || (name === 't' && given.startsWith('t/'))) {
        asked += 1;
        if (asked <= times) throw new Error('offline');
      }
      return files.get(given);
    },
  });
  assert.equal((await failing(1, 't').search('reward')).pages[0].url, 'topics/reward-models/');
  asked = 0;
  await assert.rejects(failing(99, 't').search('reward '));
  const engineThatRecovers = failing(4, 't');
  asked = 0;
  await assert.rejects(engineThatRecovers.search('reward '));
});

test('a damaged or foreign file is refused', async () => {
  const searchIn = (change, query = 'reward model') => createEngine(engine, {
    load: (name) => change(files.get(name), name),
  }).search(query);
  const cutShort = (text) => text.slice(0, text.length - 12) + '")\n';
  await assert.rejects(searchIn((text, name) =>
    (name === 'index' ? text.replace('"4 ', '"999 ') : text)), /another version/);
  await assert.rejects(searchIn(() => ''));
  await assert.rejects(searchIn((text, name) => (name === 'index' ? text : 'not ours')));
  await assert.rejects(searchIn((text, name) => (name[0] === 't' ? cutShort(text) : text)));
  await assert.rejects(searchIn((text, name) =>
    (name[0] === 'd' ? text.replace(/(\\n[^\\]*){3}"\)$/, '")') : text)));
  // Each file in the place of the next.
  const names = Array.from(files.keys()).filter((name) => name[0] === 't');
  await assert.rejects(searchIn((text, name) =>
    (name[0] === 't' ? files.get(names[(names.indexOf(name) + 1) % names.length]) : text)));
  assert.throws(() => payloadOf(''));
});
