// See the header. Where the distribution ships cmark-gfm's node layout, it is read directly;
// elsewhere the library is called.
#include "CMarkNodes.h"

#include <cmark-gfm.h>
#include <string.h>

#if __has_include(<cmark-gfm/node.h>)
#include <cmark-gfm/node.h>

const char *cmark_nodes_literal(void *node, size_t *count) {
  cmark_node *typed = node;
  *count = (size_t)typed->as.literal.len;
  return (const char *)typed->as.literal.data;
}
#else
const char *cmark_nodes_literal(void *node, size_t *count) {
  const char *literal = cmark_node_get_literal(node);
  *count = literal ? strlen(literal) : 0;
  return literal;
}
#endif
