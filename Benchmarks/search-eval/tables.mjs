// The tables that run.mjs prints.
import { quantile, summary } from './scores.mjs';

const number = (value, digits = 3) =>
  (value === null || value === undefined || Number.isNaN(value) ? '-'
    : value.toFixed(digits).replace(/^0\./, '.'));
const percent = (value) => (value === null ? '-' : `${(value * 100).toFixed(1)} %`);
const kilobytes = (value) => (value === null ? '-' : (value / 1000).toFixed(1));

/** Rows of cells as a Markdown table with columns of one width. */
export function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => String(row[at]).length)));
  const line = (row) => `| ${row.map((cell, at) =>
    (at ? String(cell).padStart(widths[at]) : String(cell).padEnd(widths[at]))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) =>
    (at ? '-'.repeat(width + 1) + ':' : '-'.repeat(width + 2))).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

/** How well each engine ranks, by set and half. */
export function showScores(engines) {
  const sets = Array.from(new Set(engines[0].rows.map(({ set }) => set)));
  for (const { name, rows } of engines) {
    const lines = [[name, 'queries', 'MRR@10', 'tune', 'test', 'first', 'in five', 'section',
      'no result', 'wrongly corrected']];
    const add = (label, of) => {
      const all = summary(of);
      const [tune, test] = ['tune', 'test'].map((half) => summary(of.filter((row) => row.half === half)));
      lines.push([label, all.count, number(all.mrr), number(tune.mrr), number(test.mrr),
        percent(all.first), percent(all.five), percent(all.section), percent(all.zero),
        all.wrongCorrections]);
    };
    sets.forEach((set) => add(set, rows.filter((row) => row.set === set)));
    add('all', rows);
    console.log(table(lines) + '\n');
  }
}

/** What each engine costs. */
export function showTable(engines) {
  const of = (rows, key, share) => quantile(rows.map((row) => row[key]).filter((v) => v !== undefined), share);
  console.log(table([
    ['cost', ...engines.map(({ name }) => name)],
    ['first query, KB gzipped, median', ...engines.map(({ rows }) => kilobytes(of(rows, 'bytes', 0.5)))],
    ['first query, KB gzipped, p95', ...engines.map(({ rows }) => kilobytes(of(rows, 'bytes', 0.95)))],
    ['first query, requests, median', ...engines.map(({ rows }) => of(rows, 'requests', 0.5))],
    ['first query, requests, p95', ...engines.map(({ rows }) => of(rows, 'requests', 0.95))],
    ['sequential round trips after focus, p95', ...engines.map(({ rows }) => of(rows, 'depth', 0.95) ?? '-')],
    ['sequential round trips after focus, most', ...engines.map(({ rows }) => of(rows, 'depth', 1) ?? '-')],
    ['keystroke, ms, median', ...engines.map(({ keys }) => number(quantile(keys, 0.5), 1))],
    ['keystroke, ms, p95', ...engines.map(({ keys }) => number(quantile(keys, 0.95), 1))],
    ['keystroke, ms, longest', ...engines.map(({ keys }) => number(quantile(keys, 1), 1))],
    ['index, MB gzipped', ...engines.map(({ bytes }) => number(bytes / 1e6, 2))],
    ['index, files', ...engines.map(({ files }) => files)],
    ['search.js, KB gzipped', ...engines.map(({ script }) => kilobytes(script))],
    ['build, s (study: the whole site)', ...engines.map(({ build }) => number(build, 1))],
  ]) + '\n');
}
