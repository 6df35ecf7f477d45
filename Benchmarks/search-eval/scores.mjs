// From ranked pages to figures. A row is one query with what an engine found:
// { set, half, q, rank, sectionRank, count, corrections, ... }. Used by run.mjs and Tests/Search.

/** At which place (from 1) one of `routes` stands among the found pages; 0: not among them. */
export function rankOf(pages, routes) {
  return 1 + pages.findIndex(({ url }) => routes.includes(decodeURI(url)));
}

/** At which place (from 1) the section `anchor` stands among those shown for a page; 0: nowhere. */
export function sectionRankOf(page, anchor) {
  return page && anchor
    ? 1 + page.sections.findIndex((section) => decodeURIComponent(section.anchor) === anchor) : 0;
}

/** Figures of the rows; shares from 0 to 1. */
export function summary(rows) {
  const share = (list, test) => (list.length ? list.filter(test).length / list.length : null);
  const sectioned = rows.filter((row) => row.anchor);
  return {
    count: rows.length,
    mrr: rows.length ? rows.reduce((sum, { rank }) => sum + (rank ? 1 / rank : 0), 0) / rows.length
      : null,
    first: share(rows, ({ rank }) => rank === 1),
    five: share(rows, ({ rank }) => rank >= 1 && rank <= 5),
    section: share(sectioned, ({ sectionRank }) => sectionRank > 0),
    zero: share(rows, ({ count }) => count === 0),
    wrongCorrections: rows.filter(isWronglyCorrected).length,
  };
}

/** True if the engine replaced a word of a query without a typo, or replaced one in a query with
 * a typo and did not find the page. */
export function isWronglyCorrected({ set, corrections, rank }) {
  return corrections > 0 && (!/typo/.test(set) || rank === 0);
}

/** The value below which `share` of the values lie; null of none. */
export function quantile(values, share) {
  const sorted = Array.from(values).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]
    : null;
}
