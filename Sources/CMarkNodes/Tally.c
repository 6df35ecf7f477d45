// See the header. Branch-free loops, over pieces short enough for their counts to fit in a byte, so
// that the compiler vectorises them to sixteen bytes at a time.
#include "CMarkNodes.h"

#include <stdint.h>

enum { PIECE = 240 };

static inline uint8_t is_blank(uint8_t byte) {
  return (uint8_t)(byte == ' ') | (uint8_t)((uint8_t)(byte - '\t') <= '\r' - '\t');
}

// Whether this can be the byte after the marker of a list item, or the last byte of that of another
// container, given the two bytes before it.
static inline uint8_t is_container(uint8_t first, uint8_t before, uint8_t byte) {
  uint8_t is_digit = (uint8_t)((uint8_t)(first - '0') <= 9);
  uint8_t is_item = (uint8_t)(before == '-') | (uint8_t)(before == '+') | (uint8_t)(before == '*') |
                    (is_digit & ((uint8_t)(before == '.') | (uint8_t)(before == ')')));
  return (uint8_t)(byte == '>') | (is_item & is_blank(byte)) |
         ((uint8_t)(before == ']') & (uint8_t)(byte == ':'));
}

// Counts from `start` on; two bytes before it must be readable.
static void tally_piece(const uint8_t *start, size_t count, cmark_nodes_tally *sum) {
  uint8_t lines = 0, pipes = 0, tildes = 0, containers = 0;
  for (size_t index = 0; index < count; index++) {
    uint8_t first = start[(ptrdiff_t)index - 2], before = start[(ptrdiff_t)index - 1];
    uint8_t byte = start[index];
    lines += (uint8_t)(byte == '\n') | (uint8_t)(byte == '\r');
    pipes += byte == '|';
    tildes += byte == '~';
    containers += is_container(first, before, byte);
  }
  sum->lines += lines;
  sum->pipes += pipes;
  sum->tildes += tildes;
  sum->containers += containers;
}

bool cmark_nodes_may_begin_link(const void *text, size_t count) {
  const uint8_t *bytes = text;
  if (count == 0) return false;
  uint8_t first = bytes[0];
  uint8_t found = (uint8_t)(first == '[') | (uint8_t)(first == '@') | (uint8_t)(first == ':');
  for (size_t index = 1; index < count; index++) {
    uint8_t before = bytes[index - 1], byte = bytes[index];
    found |= (uint8_t)(byte == '[') | (uint8_t)(byte == '@') | (uint8_t)(byte == ':') |
             ((uint8_t)(byte == '.') & (uint8_t)((before | 0x20) == 'w'));
  }
  return found;
}

cmark_nodes_tally cmark_nodes_count_marks(const void *text, size_t count) {
  cmark_nodes_tally sum = {0};
  const uint8_t *bytes = text;
  // One more for a list item whose marker ends the text.
  sum.containers = 1;
  if (count == 0) return sum;
  const uint8_t opening[4] = {'\n', '\n', bytes[0], count > 1 ? bytes[1] : '\n'};
  tally_piece(opening + 2, count > 1 ? 2 : 1, &sum);
  for (size_t at = 2; at < count; at += PIECE) {
    tally_piece(bytes + at, count - at < PIECE ? count - at : PIECE, &sum);
  }
  return sum;
}
