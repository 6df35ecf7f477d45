// Replacements where cmark-gfm is too slow: a node's text, which it copies to the heap on every
// access, and a document's memory; calls of the library that keep to a budget; and counts that look
// at many bytes at once.
#ifndef CMARK_NODES_H
#define CMARK_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The literal of a text, code span or raw HTML node. Not terminated; valid as long as the node.
const char *cmark_nodes_literal(void *node, size_t *count);

// The allocator (a `cmark_mem *`) of the current document on this thread. Between `open` and
// `close` everything allocated from it stays in place; the last `close` frees all of it at once, so
// nothing need be freed before. Open and close on the same thread.
void *cmark_nodes_open_arena(void);
void *cmark_nodes_arena(void);
void cmark_nodes_close_arena(void);

// What one call of the library may cost: bytes of the arena in all, and processor time of this
// thread.
typedef struct {
  size_t memory;
  int64_t nanoseconds;
} cmark_nodes_budget;

typedef enum { CMARK_NODES_WITHIN, CMARK_NODES_MEMORY, CMARK_NODES_TIME } cmark_nodes_excess;

// Parses Markdown in the open arena, with tables, task lists and, if asked for, strikethrough, which
// must be registered. What exceeds the budget has no root, and its arena is good for nothing but to
// be closed.
cmark_nodes_excess cmark_nodes_parse(
    const char *text, size_t count, int options, bool strikethrough, cmark_nodes_budget budget,
    void **root);

// The HTML of a document, in its arena.
cmark_nodes_excess cmark_nodes_render(
    void *root, int options, cmark_nodes_budget budget, char **html);

// How often a text contains what has a limit.
typedef struct {
  size_t lines, pipes, tildes;
  // At least as many as there are quotes, list items and footnotes.
  size_t containers;
} cmark_nodes_tally;

cmark_nodes_tally cmark_nodes_count_marks(const void *text, size_t count);

// Whether a text contains `[`, `@`, `:`, or a `.` after a `w`.
bool cmark_nodes_may_begin_link(const void *text, size_t count);

#endif
