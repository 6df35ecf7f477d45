// The search of a built site, as a browser loads it: the published search.js, and a loader that
// keeps account. Used by run.mjs and Tests/Search.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** The engine in a search.js. */
export function engineOf(script) {
  // Copied to a name ending in .cjs, because a package.json above it may make .js a module.
  const copy = path.join(tmpdir(), `study-search-${process.pid}-${Date.now()}.cjs`);
  writeFileSync(copy, readFileSync(script));
  try { return createRequire(import.meta.url)(copy); } finally { rmSync(copy); }
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
  const opened = engine.createEngine({ load });
  return async (query, limit) => {
    const found = await opened.search(query, { limit });
    if (engine.snippet) {
      found.pages.forEach(({ sections }) =>
        sections.forEach(({ text }) => engine.snippet(text || '', found.words || [])));
    }
    return found;
  };
}
