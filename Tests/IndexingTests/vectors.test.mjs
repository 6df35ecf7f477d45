// Holds the tokeniser of search.js to the vectors that TokenTests.swift holds Swift's to.
// Run: node --test Tests/IndexingTests/*.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { engineOf } from '../../Benchmarks/search-eval/study.mjs';

const engine = engineOf(new URL('../../templates/assets/search.js', import.meta.url));
const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'));
const PART = 1;

test('the client tokenises as the vectors say', () => {
  assert.ok(vectors.length >= 300);
  for (const { text, tokens } of vectors) {
    const found = engine.tokens(text).map(({ term, kind }) => (kind === PART ? '+' : '') + term);
    assert.equal(found.join(' '), tokens, 'tokens of ' + JSON.stringify(text));
  }
});

test('offsets lie in the text, in ascending order of words', () => {
  for (const { text } of vectors) {
    let start = 0;
    for (const token of engine.tokens(text)) {
      assert.ok(token.start < token.end && token.end <= text.length, JSON.stringify(text));
      if (token.kind !== PART) { assert.ok(token.start >= start); start = token.start - 2; }
    }
  }
});

test('any units are tokenised', () => {
  let state = 7;
  const next = (limit) => { state = (state * 48271) % 0x7fffffff; return state % limit; };
  for (let round = 0; round < 20000; round += 1) {
    const units = Array.from({ length: next(12) }, () =>
      [next(0x80), next(0x300), next(0x10000), 0xD800 + next(0x800)][next(4)]);
    engine.tokens(String.fromCharCode(...units));
  }
});
