// Parses and renders within a budget. cmark-gfm cannot be cancelled, but it asks for memory all the
// time, and that memory is ours: when a document has had its share of memory or of processor time,
// the arena jumps out of the library to where the call began. Nothing is lost by that, because
// everything that the library made is in the arena, which is freed as a whole.
//
// A loop of the library that allocates nothing is not interrupted; which texts could keep it in one
// is decided before parsing (Sources/CommonMark/Inspection.swift).
#include "CMarkNodes.h"

#include <cmark-gfm.h>
#include <cmark-gfm-extension_api.h>
#include <setjmp.h>
#include <string.h>

#include "Budget.h"

enum {
  // The clock is read after each piece of the text. A blank line is compared with every open
  // container, so a piece of them takes a moment at the most.
  PIECE = 4 << 10,
};

static void feed(cmark_parser *parser, const char *text, size_t count) {
  size_t start = 0;
  while (start < count) {
    size_t piece = count - start;
    if (piece > PIECE) {
      const char *end = memchr(text + start + PIECE, '\n', piece - PIECE);
      if (end) piece = (size_t)(end - (text + start)) + 1;
    }
    cmark_parser_feed(parser, text + start, piece);
    start += piece;
    cmark_nodes_check_clock();
  }
}

static void attach(cmark_parser *parser, const char *extension) {
  cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extension));
}

static void *parse(const char *text, size_t count, int options, bool strikethrough) {
  cmark_parser *parser = cmark_parser_new_with_mem(options, cmark_nodes_arena());
  attach(parser, "table");
  attach(parser, "tasklist");
  if (strikethrough) attach(parser, "strikethrough");
  feed(parser, text, count);
  void *root = cmark_parser_finish(parser);
  cmark_parser_free(parser);
  return root;
}

// Nothing here is read after the jump, so nothing need be volatile.
cmark_nodes_excess cmark_nodes_parse(
    const char *text, size_t count, int options, bool strikethrough, cmark_nodes_budget budget,
    void **root) {
  jmp_buf exit;
  cmark_nodes_excess excess = (cmark_nodes_excess)setjmp(exit);
  if (excess == CMARK_NODES_WITHIN) {
    cmark_nodes_begin_budget(&exit, budget);
    *root = parse(text, count, options, strikethrough);
  }
  cmark_nodes_end_budget();
  return excess;
}

cmark_nodes_excess cmark_nodes_render(
    void *root, int options, cmark_nodes_budget budget, char **html) {
  jmp_buf exit;
  cmark_nodes_excess excess = (cmark_nodes_excess)setjmp(exit);
  if (excess == CMARK_NODES_WITHIN) {
    cmark_nodes_begin_budget(&exit, budget);
    *html = cmark_render_html_with_mem(root, options, NULL, cmark_nodes_arena());
  }
  cmark_nodes_end_budget();
  return excess;
}
