// What the search has to reach. Ranking is judged by the half of the queries that nobody tunes by.
import { quantile, summary } from './scores.mjs';
import { table } from './tables.mjs';

/** MRR@10 by set, for the sets that have a gate of their own; the rest have that of `all`. */
const RANKING = { all: 0.95, typo1: 0.95, desc: 0.88, 'heading-drop': 0.9 };
const ABOVE_PAGEFIND = 0.15;

/** The gates with what was measured: { name, wanted, value, isMet }; isMet is null where the corpus
 * cannot tell. */
export function gatesOf([study, pagefind], pageCount) {
  const test = study.rows.filter(({ half }) => half === 'test');
  const gates = [];
  const add = (name, value, sign, limit, digits = 3) => gates.push({
    name, wanted: `${sign} ${limit}`, value: value === null ? '-' : value.toFixed(digits),
    isMet: value === null ? null : sign === '>=' ? value >= limit : value <= limit,
  });
  for (const [set, limit] of Object.entries(RANKING)) {
    const { count, mrr } = summary(set === 'all' ? test : test.filter((row) => row.set === set));
    if (count) add(`MRR@10, ${set}, test half`, mrr, '>=', limit);
  }
  if (pagefind) {
    const other = summary(pagefind.rows.filter(({ half }) => half === 'test'));
    add('MRR@10 above Pagefind, test half', summary(test).mrr - other.mrr, '>=', ABOVE_PAGEFIND);
  }
  add('queries without a result, share', summary(study.rows).zero, '<=', 0.01);
  if (pageCount >= 1000) {
    const bytes = study.rows.map((row) => row.bytes / 1000);
    add('first query, KB gzipped, median', quantile(bytes, 0.5), '<=', 100, 1);
    add('first query, KB gzipped, p95', quantile(bytes, 0.95), '<=', 200, 1);
  }
  // A repaired word costs one more; a few in a hundred queries, with a word the site does not have
  // or two typos, may cost more than that.
  for (const [name, isTypo, limit] of [['', false, 2], [', with a typo', true, 3]]) {
    const depths = study.rows.filter(({ set }) => /typo/.test(set) === isTypo).map(({ depth }) => depth);
    if (depths.length) add(`sequential round trips after focus, p95${name}`, quantile(depths, 0.95), '<=', limit, 0);
  }
  add('keystroke, ms, p95', quantile(study.keys, 0.95), '<=', 16, 1);
  add('keystroke, ms, longest', quantile(study.keys, 1), '<=', 50, 1);
  add('search.js, bytes gzipped', study.script, '<=', 12 * 1024, 0);
  return gates;
}

/** Prints the gates; gives how many are missed. */
export function showGates(gates) {
  console.log(table([['gate', 'wanted', 'measured', ''],
    ...gates.map(({ name, wanted, value, isMet }) =>
      [name, wanted, value, isMet === null ? 'unknown' : isMet ? 'met' : 'missed'])]));
  return gates.filter(({ isMet }) => isMet === false).length;
}
