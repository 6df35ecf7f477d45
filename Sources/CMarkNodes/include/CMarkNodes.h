// Where cmark-gfm's own way costs too much: the text of a node, which it copies on the heap for
// every asking, and the memory of a document; and looks at many bytes at once. Called by CommonMark
// only.
#ifndef CMARK_NODES_H
#define CMARK_NODES_H

#include <stdbool.h>
#include <stddef.h>

// The literal of a text, code span or raw HTML node. Not terminated; valid while the node is.
const char *cmark_nodes_literal(void *node, size_t *count);

// The allocator (a `cmark_mem *`) of the document in hand on this thread. From `open` to `close`
// everything taken from it stays where it is; the last `close` gives all of it back at once, so
// nothing has to be freed before. To be opened and closed on one thread.
void *cmark_nodes_open_arena(void);
void *cmark_nodes_arena(void);
void cmark_nodes_close_arena(void);

// How often a text holds what Markdown is made of.
typedef struct {
  size_t lines, pipes;
  // ``* _ [ ] ` < > ! ~ ( ) ? ^ & \``, and how many of them repeat the byte before.
  size_t marks, repeats;
  // ``* _ ` ~``, `[`, `(`, and `<!` or `<?`.
  size_t delimiters, brackets, parentheses, declarations;
  // `>`, and bytes with which the marker of an item or of a footnote may end: at least as many as
  // there are containers.
  size_t containers;
} cmark_nodes_tally;

cmark_nodes_tally cmark_nodes_count_marks(const void *text, size_t count);

// Whether a text holds `[`, `@`, `:`, or a `.` behind a `w`.
bool cmark_nodes_may_begin_link(const void *text, size_t count);

#endif
