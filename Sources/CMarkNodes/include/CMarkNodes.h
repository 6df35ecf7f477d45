// Replacements where cmark-gfm is too slow: a node's text, which it copies to the heap on every
// access, and a document's memory. Also counts that look at many bytes at once.
#ifndef CMARK_NODES_H
#define CMARK_NODES_H

#include <stdbool.h>
#include <stddef.h>

// The literal of a text, code span or raw HTML node. Not terminated; valid as long as the node.
const char *cmark_nodes_literal(void *node, size_t *count);

// The allocator (a `cmark_mem *`) of the current document on this thread. Between `open` and
// `close` everything allocated from it stays in place; the last `close` frees all of it at once, so
// nothing need be freed before. Open and close on the same thread.
void *cmark_nodes_open_arena(void);
void *cmark_nodes_arena(void);
void cmark_nodes_close_arena(void);

// How often a text contains the characters Markdown is made of.
typedef struct {
  size_t lines, pipes;
  // ``* _ [ ] ` < > ! ~ ( ) ? ^ & \``, and how many of them repeat the byte before.
  size_t marks, repeats;
  // ``* _ ` ~``, `[`, `(`, and `<!` or `<?`.
  size_t delimiters, brackets, parentheses, declarations;
  // `>`, and bytes that may end the marker of a list item or of a footnote: at least as many as
  // there are containers.
  size_t containers;
} cmark_nodes_tally;

cmark_nodes_tally cmark_nodes_count_marks(const void *text, size_t count);

// Whether a text contains `[`, `@`, `:`, or a `.` after a `w`.
bool cmark_nodes_may_begin_link(const void *text, size_t count);

#endif
