// Query files and what they expect. One JSON object a line: `set`, `q` (the query), `page` (the
// page that a reader looks for: a path of the corpus, or a route of the site), `anchor` (its
// section, or null) and perhaps `also` (other pages that answer as well). Used by run.mjs and by
// Tests/Search.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The queries of a file, each with its half. */
export function readQueries(file) {
  return readFileSync(file, 'utf8').split('\n').filter((line) => line.trim()).map((line, at) => {
    let query;
    try { query = JSON.parse(line); } catch (error) {
      throw new Error(`${file}:${at + 1}: ${error.message}`);
    }
    if (typeof query.q !== 'string' || typeof query.page !== 'string') {
      throw new Error(`${file}:${at + 1}: a query has at least \`q\` and \`page\``);
    }
    const { set = 'queries', q, page, anchor = null, also = [] } = query;
    return { set, q, page, anchor, also, half: halfOf(q), line: at + 1 };
  });
}

/** Half of the queries may be looked at while parameters are chosen, the other half only counted.
 * Which is which depends on the query alone. */
export function halfOf(query) {
  return createHash('sha256').update(query).digest()[0] % 2 ? 'test' : 'tune';
}

/** The route of what a query calls its page, or null when `site` has no such page. */
export function routeOf(page, site) {
  const route = page.endsWith('.md')
    ? page.slice(0, -3).replace(/(^|\/)(index|readme)$/i, '$1').replace(/([^/])$/, '$1/') : page;
  return existsSync(path.join(site, route, 'index.html')) ? route : null;
}

/** Adds `routes`, the addresses that count as found, to each query, the expected one first. Throws
 * with all names that are no page. */
export function resolvePages(queries, site) {
  const missing = [];
  queries.forEach((query) => {
    query.routes = [query.page, ...query.also].map((page) => {
      const route = routeOf(page, site);
      if (route === null) missing.push(`line ${query.line}: ${page}`);
      return route;
    });
  });
  if (missing.length) {
    throw new Error(`the site has no page for\n  ${missing.slice(0, 20).join('\n  ')}` +
      (missing.length > 20 ? `\n  and ${missing.length - 20} more` : ''));
  }
  return queries;
}
