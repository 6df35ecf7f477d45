#!/usr/bin/env node
// Measures the search of a corpus and holds it to its gates. Called by `make search-eval`; what is
// measured, and how, is in README.md.
//
//   run.mjs --study PROGRAM --corpus FOLDER_OR_ARCHIVE --queries FILE
//           [--pagefind PYTHON] [--language en] [--work FOLDER] [--engine SEARCH.JS]
//           [--misses] [--gate]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync }
  from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { gatesOf, showGates } from './gates.mjs';
import { buildPagefind, openPagefind } from './pagefind.mjs';
import { readQueries, resolvePages } from './queries.mjs';
import { quantile, rankOf, sectionRankOf, summary } from './scores.mjs';
import { asker, countingLoader, engineOf, fileStore } from './study.mjs';
import { showScores, showTable } from './tables.mjs';

// Ranks are looked for among ten pages; a first query asks for what a reader sees at once.
const RANKED = 10, FIRST_SHOWN = 5, TYPED_SHOWN = 8;
const TYPED_QUERIES = 120;
const TYPED_QUERIES_OF_PAGEFIND = 30, FIRST_QUERIES_OF_PAGEFIND = 60;

const { values: options } = parseArgs({
  options: {
    study: { type: 'string' }, corpus: { type: 'string' }, queries: { type: 'string' },
    pagefind: { type: 'string' }, language: { type: 'string', default: 'en' },
    work: { type: 'string', default: '.build/search-eval' }, misses: { type: 'boolean' },
    engine: { type: 'string' }, gate: { type: 'boolean' },
  },
});
for (const name of ['study', 'corpus', 'queries']) {
  if (!options[name]) {
    console.error(`search-eval: say --${name} (make search-eval CORPUS=DIR QUERIES=FILE)`);
    process.exit(2);
  }
}

const work = path.join(path.resolve(options.work),
  path.basename(path.resolve(options.corpus)).replace(/\.tar\.gz$/, ''));
mkdirSync(work, { recursive: true });

/** The folder of a corpus; an archive is unpacked first. */
function corpusFolder() {
  if (statSync(options.corpus).isDirectory()) return path.resolve(options.corpus);
  const folder = path.join(work, 'corpus');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  execFileSync('tar', ['xzf', options.corpus, '-C', folder]);
  // An archive holds one folder, which would be a useless first part of every address.
  const inner = readdirSync(folder);
  return path.join(folder, inner.length === 1 ? inner[0] : '');
}

/** Builds the site; a folder with a study.yml is a project, any other one is content. */
function buildSite(corpus) {
  const site = path.join(work, 'site');
  rmSync(site, { recursive: true, force: true });
  let place = ['--project', corpus];
  if (!existsSync(path.join(corpus, 'study.yml'))) {
    const project = path.join(work, 'project');
    mkdirSync(project, { recursive: true });
    writeFileSync(path.join(project, 'study.yml'),
      `title: Corpus\nlanguage: ${options.language}\n`);
    place = ['--project', project, '--content', corpus];
  }
  const before = performance.now();
  execFileSync(options.study, ['build', ...place, '--output', site, '--quiet'],
    { stdio: ['ignore', 'ignore', 'inherit'] });
  return { site, seconds: (performance.now() - before) / 1000 };
}

/** What is in the published index. */
function figuresOf(site) {
  const folder = path.join(site, 'search');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(path.join(folder, name)));
  return {
    files: files.length, bytes: files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0),
    script: gzipSync(readFileSync(path.join(site, 'assets/search.js')), { level: 9 }).length,
  };
}

const rowOf = ({ set, half, q, anchor, routes }, found) => {
  const rank = rankOf(found.pages, routes);
  // Copied: a piece of a text keeps the whole text, here an index, in memory.
  return structuredClone({
    set, half, q, anchor, expected: routes[0], rank, count: found.count,
    sectionRank: rank ? sectionRankOf(found.pages[rank - 1], anchor) : 0,
    corrections: found.corrected ? found.corrected.length : 0,
    found: found.pages.slice(0, 3).map(({ url }) => url),
  });
};

/** Every query as the first one of a reader: once for its rank, once for what it transfers. */
async function measureStudy(engine, store, queries) {
  const rows = [];
  for (const query of queries) {
    const found = await asker(engine, countingLoader(store).load)(query.q, RANKED);
    const account = countingLoader(store);
    await asker(engine, account.load)(query.q, FIRST_SHOWN);
    const { requests, bytes, depth } = account;
    rows.push({ ...rowOf(query, found), requests, bytes, depth });
  }
  return rows;
}

/** Queries typed character by character; gives the milliseconds of each keystroke. `begin` gives
 * what is asked, new for each query. The less of wall-clock time and processor time counts: the
 * one includes waiting for other programs, the other the helper threads of Node. */
async function typed(queries, most, begin) {
  const step = Math.max(1, Math.floor(queries.length / most));
  const chosen = queries.filter((_, at) => at % step === 0).slice(0, most);
  const times = [];
  for (const [number, { q }] of [...chosen.slice(0, 10), ...chosen].entries()) {
    const ask = await begin();
    const characters = Array.from(q);
    for (let length = 1; length <= characters.length; length += 1) {
      const text = characters.slice(0, length).join('');
      const used = process.cpuUsage(), before = performance.now();
      await ask(text, TYPED_SHOWN);
      const wall = performance.now() - before, { user, system } = process.cpuUsage(used);
      // The first ten are for the compiler of the engine to warm up.
      if (number >= Math.min(10, chosen.length)) {
        times.push({ q: text, ms: Math.min(wall, (user + system) / 1000) });
      }
    }
  }
  return times;
}

/** As measureStudy, for Pagefind; what a first query transfers, for some of them, because a new
 * instance costs half a second and is never given back. */
async function measurePagefind(door, queries) {
  const step = Math.max(1, Math.floor(queries.length / FIRST_QUERIES_OF_PAGEFIND));
  const rows = [];
  for (const [at, query] of queries.entries()) {
    const row = rowOf(query, await door.ask(query.q, RANKED));
    rows.push(at % step ? row : { ...row, ...await door.first(query.q, FIRST_SHOWN) });
  }
  return rows;
}

function write(name, rows) {
  writeFileSync(path.join(work, name), rows.map((row) => JSON.stringify(row) + '\n').join(''));
}

const { site, seconds } = buildSite(corpusFolder());
const queries = resolvePages(readQueries(options.queries), site);
const engine = engineOf(options.engine ?? path.join(site, 'assets/search.js'));
const store = fileStore(site);
const rows = await measureStudy(engine, store, queries);
const keys = await typed(queries, TYPED_QUERIES, () =>
  asker(engine, (name) => Promise.resolve(store(name).text)));
write('study.jsonl', rows);
write('study-keystrokes.jsonl', keys);
const engines = [{
  name: 'study', rows, keys: keys.map(({ ms }) => ms), build: seconds, ...figuresOf(site),
}];

if (options.pagefind) {
  const folder = path.join(work, 'pagefind-site');
  const figures = buildPagefind(site, folder, options.pagefind);
  const door = await openPagefind(folder, options.language);
  const pagefindRows = await measurePagefind(door, queries);
  const pagefindKeys = await typed(queries, TYPED_QUERIES_OF_PAGEFIND, () => door.ask);
  write('pagefind.jsonl', pagefindRows);
  engines.push({
    name: 'Pagefind 1.5.2', rows: pagefindRows, keys: pagefindKeys.map(({ ms }) => ms),
    build: figures.seconds, files: figures.files, bytes: figures.bytes, script: null,
  });
}

console.log(`${path.basename(work)}: ${queries.length} queries of ${options.queries}\n`);
showScores(engines);
showTable(engines);
const pageCount = readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html')).length;
const missed = showGates(gatesOf(engines, pageCount));
if (options.misses) {
  console.log('\nNot first, of the half for tuning (the other half is not to be looked at):');
  rows.filter(({ half, rank }) => half === 'tune' && rank !== 1).forEach((row) =>
    console.log(`  ${row.rank || '-'}  [${row.set}] ${row.q}  (${row.expected}; first: ${row.found[0]})`));
}
writeFileSync(path.join(work, 'summary.json'), JSON.stringify(engines.map((one) => ({
  name: one.name, all: summary(one.rows), test: summary(one.rows.filter(({ half }) => half === 'test')),
  firstQueryBytes: [0.5, 0.95].map((share) => quantile(one.rows.map(({ bytes }) => bytes).filter((bytes) => bytes !== undefined), share)),
  keystroke: [0.5, 0.95, 1].map((share) => quantile(one.keys, share)),
})), null, 1) + '\n');
console.log(`\nRows: ${path.relative('.', work)}/*.jsonl`);
if (options.gate && missed) process.exit(1);
process.exit(0);
