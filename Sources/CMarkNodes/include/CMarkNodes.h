// Where cmark-gfm's own way costs too much: the text of a node, which it copies on the heap for
// every asking, and the memory of a document. Called by CommonMark only.
#ifndef CMARK_NODES_H
#define CMARK_NODES_H

#include <stddef.h>

// The literal of a text, code span or raw HTML node. Not terminated; valid while the node is.
const char *cmark_nodes_literal(void *node, size_t *count);

// The allocator (a `cmark_mem *`) of the document in hand on this thread. From `open` to `close`
// everything taken from it stays where it is; the last `close` gives all of it back at once, so
// nothing has to be freed before. To be opened and closed on one thread.
void *cmark_nodes_open_arena(void);
void *cmark_nodes_arena(void);
void cmark_nodes_close_arena(void);

#endif
