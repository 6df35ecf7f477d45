// `study search` and the browser give the same answers in the same order: 600 queries made of the
// words of a site, whole, misspelt, cut, joined and quoted. Needs a built study: STUDY, or
// .build/debug/study. Run: node --test Tests/IndexingTests/
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEngine, engineOf } from '../../Benchmarks/search-eval/study.mjs';

const project = new URL('../../', import.meta.url).pathname;
const study = process.env.STUDY || join(project, '.build/debug/study');
const client = engineOf(new URL('../../templates/assets/search.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'study-answers-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let state = 20;
const random = (limit) => { state = (state * 48271) % 0x7fffffff; return state % limit; };
const anyOf = (list) => list[random(list.length)];

/** A site of the words of another one, large enough for an index in many files. */
function generate(words) {
  const content = join(folder, 'content');
  mkdirSync(content);
  const text = (count) => Array.from({ length: count }, () => anyOf(words)).join(' ');
  for (let page = 0; page < 220; page += 1) {
    const sections = Array.from({ length: 1 + random(6) }, () => `## ${text(3)}\n\n${text(120)}\n`);
    writeFileSync(join(content, `page-${page}.md`),
      `---\ntitle: ${text(2)} ${page}\nkind: ${anyOf(['page', 'topic'])}\n---\n\n${text(60)}\n\n${sections.join('\n')}`);
  }
  return content;
}

/** Queries of all sorts. */
function queriesOf(words, count) {
  const misspell = (word) => {
    const at = 1 + random(Math.max(1, word.length - 2));
    return [word.slice(0, at) + word.slice(at + 1), word.slice(0, at) + 'x' + word.slice(at),
      word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)][random(3)];
  };
  const makers = [
    () => anyOf(words), () => anyOf(words) + ' ' + anyOf(words),
    () => [1, 2, 3, 4].map(() => anyOf(words)).join(' '), () => misspell(anyOf(words)) + ' ',
    () => anyOf(words) + ' ' + misspell(anyOf(words)), () => anyOf(words).slice(0, 1 + random(5)),
    () => anyOf(words) + ' ' + anyOf(words).slice(0, 3), () => anyOf(words) + anyOf(words),
    () => '"' + anyOf(words) + ' ' + anyOf(words) + '"', () => anyOf(words) + ' -' + anyOf(words),
    () => anyOf(words) + ' kind:topic', () => 'kind:faq ' + anyOf(words), () => anyOf(words).slice(0, 2),
  ];
  const odd = ['"', '-', '🙂', '<script>', '検索 全文', 'C++', 'c#', '--help', 'naïve Zürich', '   x',
    'x'.repeat(500), 'a b c d e f g h i j k l m n o p q r s t u v w x y z', '_', 'kind:', '-a -b'];
  return odd.concat(Array.from({ length: count }, () => anyOf(makers)()));
}

async function compare(content, project, count) {
  const site = join(folder, 'site' + count);
  const options = ['--project', project, '--content', content, '--quiet'];
  execFileSync(study, ['build', ...options, '--output', site], { stdio: 'pipe' });
  const load = (name) => readFileSync(join(site, 'search', name + '.js'), 'utf8');
  const engine = createEngine(client, { load });
  const text = load('index') + (await engine.search('kind:topic', { limit: 999 })).pages
    .flatMap(({ sections }) => sections.map((section) => section.text)).join(' ');
  const words = Array.from(new Set(text.match(/[a-z]{3,}/gi)));
  const queries = queriesOf(words, count);
  const answers = execFileSync(study, ['search', '--json', ...options],
    { input: queries.join('\n'), maxBuffer: 1 << 30, encoding: 'utf8' }).trim().split('\n');
  assert.equal(answers.length, queries.length);
  for (const [at, query] of queries.entries()) {
    const { pages, count: found, corrected, suggestion = null } = await engine.search(query, { limit: 10 });
    const answer = JSON.parse(answers[at]);
    const order = (list) => list.map(({ url, sections }) => [url, sections.map(({ anchor }) => anchor)]);
    assert.deepEqual(
      [answer.count, order(answer.pages), answer.corrected, answer.suggestion],
      [found, order(pages), corrected, suggestion], query);
  }
  return words;
}

test('the terminal answers as the browser does', { timeout: 600000 }, async () => {
  const words = await compare(join(project, 'content'), project, 300);
  await compare(generate(words.slice(0, 4000)), folder, 301);
});
