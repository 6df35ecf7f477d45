// Pagefind beside study: on the same pages and the same queries, through its own JavaScript. The
// pages are copies of those that study's search knows, with Pagefind's mark for what to index on
// the article alone, so that neither navigation nor lists of other pages get into it. Used by
// run.mjs.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync }
  from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

// Pages that study makes of others and does not search either.
const UNSEARCHED = /<body class="kind-(?:search|not-found|folder|tag|tags|register)"/;

/** Indexes the site's pages into `folder`; gives figures of the index. */
export function buildPagefind(site, folder, python) {
  rmSync(folder, { recursive: true, force: true });
  let pages = 0;
  for (const name of readdirSync(site, { recursive: true })) {
    if (!name.endsWith('.html')) continue;
    const html = readFileSync(path.join(site, name), 'utf8');
    if (UNSEARCHED.test(html)) continue;
    const marked = html.replace('<article class="article"', '$& data-pagefind-body');
    if (marked === html) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), marked);
    pages += 1;
  }
  const before = performance.now();
  execFileSync(python, ['-m', 'pagefind', '--site', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  const seconds = (performance.now() - before) / 1000;
  const files = readdirSync(path.join(folder, 'pagefind'), { recursive: true })
    .map((name) => path.join(folder, 'pagefind', name)).filter((name) => statSync(name).isFile());
  return {
    pages, seconds, files: files.length,
    bytes: files.reduce((sum, name) => sum + statSync(name).size, 0),
  };
}

/** A door to the index in `folder`. `ask(query, limit)` gives { pages, count, corrected } of one
 * instance that stays; `first(query, limit)` starts from nothing, as a reader's first query does,
 * and gives what that transfers: { requests, bytes }. */
export async function openPagefind(folder, language) {
  const sizes = new Map();
  let account = { requests: 0, bytes: 0 };
  const real = globalThis.fetch;
  // Pagefind asks the page for its language, and the network for its files.
  globalThis.document = {
    currentScript: null, querySelector: () => ({ getAttribute: () => language }),
  };
  globalThis.fetch = async (input) => {
    const address = new URL(String(input.url ?? input));
    if (address.protocol !== 'file:') return real(input);
    const file = fileURLToPath(new URL(address.pathname, 'file://'));
    if (!existsSync(file)) return new Response('', { status: 404 });
    const bytes = readFileSync(file);
    // The program is not counted on either side.
    if (!/wasm\.[^/]*$/.test(file)) {
      if (!sizes.has(file)) sizes.set(file, Math.min(bytes.length, gzipSync(bytes).length));
      account.requests += 1;
      account.bytes += sizes.get(file);
    }
    return new Response(bytes);
  };
  const script = path.join(folder, 'pagefind/pagefind.js');
  const copy = script.replace(/\.js$/, '.js.mjs');
  cpSync(script, copy);
  const api = await import(pathToFileURL(copy).href);
  const basePath = pathToFileURL(path.join(folder, 'pagefind')).href + '/';

  async function results(instance, query, limit) {
    const { results: found } = await instance.search(query);
    const data = await Promise.all(found.slice(0, limit).map((result) => result.data()));
    return {
      count: found.length, corrected: [],
      pages: data.map(({ url, sub_results: parts = [] }) => ({
        url: url.replace(/^\//, '').replace(/index\.html$/, ''),
        // The three with the most hits, as Pagefind's own interface shows them.
        sections: parts.toSorted((a, b) => b.locations.length - a.locations.length).slice(0, 3)
          .map((part) => ({ anchor: part.url.split('#')[1] ?? '' })),
      })),
    };
  }

  const open = async () => {
    const instance = api.createInstance({ basePath, baseUrl: '/' });
    await instance.init();
    return instance;
  };
  const lasting = await open();
  return {
    ask: (query, limit) => results(lasting, query, limit),
    async first(query, limit) {
      account = { requests: 0, bytes: 0 };
      const instance = await open();
      await results(instance, query, limit);
      await instance.destroy();
      return account;
    },
  };
}
