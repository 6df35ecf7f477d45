// The search of a built site, as a browser loads it: the published search.js, and a loader that
// keeps account. Used by run.mjs and Tests/Search.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

/** The engine in a search.js, which gives its parts to whoever runs it where there is no page. */
export const engineOf = (script) =>
  runInThisContext(readFileSync(script, 'utf8'), { filename: String(script) });

/** The search of an engine, as the interface uses it. `load(name)` gives (or promises) the text of
 * the file search/<name>.js; the first name asked for is 'index'. `search(query, { limit, literal
 * })` promises { pages, count, words, corrected, suggestion }: the best `limit` pages (5), each
 * { url, title, kind, crumbs, score, sections: [{ anchor, heading, isQuestion, text, score }] }
 * with its best sections first; `count` pages were found; `corrected` is [{ from, to }], the words
 * that were repaired (with `literal` none are), and `suggestion` another query to offer, if any. */
export function createEngine({ openIndex, payloadOf, search, readResults }, { load }) {
  let opening = null;
  const open = () =>
    (opening ||= openIndex(async (name) => payloadOf(String(await load(name)))));
  return {
    open,
    async search(query, { limit = 5, literal } = {}) {
      const index = await open();
      const found = await search(index, query, literal);
      const pages = await readResults(index, found.pages.slice(0, limit));
      return { ...found, pages, count: found.pages.length };
    },
  };
}

/** Files of the site's index by name, read once, with their size as servers send it. */
export function fileStore(site) {
  const files = new Map();
  return (name) => {
    const clean = name.replace(/\?.*$/, '');
    if (!files.has(clean)) {
      const text = readFileSync(path.join(site, 'search', `${clean}.js`), 'utf8');
      files.set(clean, { text, size: null });
    }
    const file = files.get(clean);
    return { text: file.text, size: () => (file.size ??= gzipSync(file.text, { level: 6 }).length) };
  };
}

/** A loader for createEngine that counts: `requests`, `bytes` (gzipped) and `depth`, the longest
 * chain of requests each of which could begin only when the one before had arrived. The first file,
 * `index`, is asked for when the reader enters the search field, and begins no chain. */
export function countingLoader(store) {
  const account = { requests: 0, bytes: 0, depth: 0, load };
  let arrived = 0;
  async function load(name) {
    const depth = name === 'index' ? 0 : arrived + 1;
    const file = store(name);
    account.requests += 1;
    account.bytes += file.size();
    account.depth = Math.max(account.depth, depth);
    await new Promise(setImmediate);
    arrived = Math.max(arrived, depth);
    return file.text;
  }
  return account;
}

/** What the engine is asked and what a reader then sees, with the work of drawing the texts. */
export function asker(engine, load) {
  const opened = createEngine(engine, { load });
  return async (query, limit) => {
    const found = await opened.search(query, { limit });
    if (engine.snippet) {
      found.pages.forEach(({ sections }) =>
        sections.forEach(({ text }) => engine.snippet(text || '', found.words || [])));
    }
    return found;
  };
}
