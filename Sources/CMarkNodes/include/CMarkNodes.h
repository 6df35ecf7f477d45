// Two questions about cmark-gfm nodes that are asked of every node of every page. The library's own
// answers cost a copy on the heap that is thrown away at once. Called by CommonMark only.
#ifndef CMARK_NODES_H
#define CMARK_NODES_H

#include <stddef.h>

// The literal of a text, code span or raw HTML node. Not terminated; valid while the node is.
const char *cmark_nodes_literal(void *node, size_t *count);

// Tells the C allocator to take memory from the system in large steps and to keep it.
void cmark_nodes_tune_allocation(void);

#endif
