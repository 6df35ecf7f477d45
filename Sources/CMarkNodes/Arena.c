// The memory of one Markdown document. cmark-gfm allocates some hundred small pieces per page and
// frees each separately, which with the C library's allocator takes a third of a parse. Here an
// allocation bumps a pointer in a chunk, and everything is freed at once. One document at a time on
// each thread. It also keeps a document to its budget (Parse.c). See the header.
#include "CMarkNodes.h"

#include <cmark-gfm.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "Budget.h"

enum {
  ALIGNMENT = 16,
  SMALLEST_CHUNK = 512 << 10,
  // A chunk up to this size is kept for the next document instead of being freed.
  KEPT_CHUNK = 4 << 20,
  // Allocations between two looks at the clock: what the library does between them is linear in
  // the text, so this many take a moment and a look at the clock no part of it.
  CLOCK_INTERVAL = 256,
};

typedef struct Chunk {
  struct Chunk *previous;
  size_t size;
} Chunk;

// Precedes each piece; its size is the alignment, so that the piece is aligned as well.
typedef struct {
  size_t size;
  size_t unused;
} Header;

_Static_assert(sizeof(Header) == ALIGNMENT, "a piece begins where alignment allows");
_Static_assert(sizeof(Chunk) == ALIGNMENT, "so does the first piece of a chunk");

static _Thread_local Chunk *newest;
static _Thread_local char *next_free, *end;
static _Thread_local unsigned users;

// The memory of all chunks.
static _Thread_local size_t taken;

// Where to jump when the budget is exceeded; null while nothing has a budget.
static _Thread_local jmp_buf *budget_exit;
static _Thread_local size_t most_taken;
static _Thread_local int64_t last_moment;
static _Thread_local unsigned until_clock;

static int64_t processor_time(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0) return 0;
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void cmark_nodes_begin_budget(jmp_buf *exit, cmark_nodes_budget budget) {
  budget_exit = exit;
  most_taken = budget.memory;
  last_moment = processor_time() + budget.nanoseconds;
  until_clock = CLOCK_INTERVAL;
}

void cmark_nodes_end_budget(void) { budget_exit = NULL; }

void cmark_nodes_check_clock(void) {
  until_clock = CLOCK_INTERVAL;
  if (budget_exit && processor_time() > last_moment) longjmp(*budget_exit, CMARK_NODES_TIME);
}

static size_t rounded(size_t size) {
  // cmark-gfm itself aborts when memory runs out; this much can never be available.
  if (size > SIZE_MAX / 4) abort();
  return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static void add_chunk(size_t needed) {
  size_t size = newest ? 2 * newest->size : SMALLEST_CHUNK;
  if (size > KEPT_CHUNK) size = KEPT_CHUNK;
  if (size < needed + sizeof(Chunk)) size = needed + sizeof(Chunk);
  if (budget_exit && taken + size > most_taken) longjmp(*budget_exit, CMARK_NODES_MEMORY);
  Chunk *chunk = malloc(size);
  if (!chunk) abort();
  taken += size;
  chunk->previous = newest;
  chunk->size = size;
  newest = chunk;
  next_free = (char *)(chunk + 1);
  end = (char *)chunk + size;
}

static void *take(size_t size) {
  if (--until_clock == 0) cmark_nodes_check_clock();
  size_t needed = rounded(size) + sizeof(Header);
  if ((size_t)(end - next_free) < needed) add_chunk(needed);
  Header *header = (Header *)next_free;
  header->size = size;
  next_free += needed;
  return header + 1;
}

static void *arena_calloc(size_t count, size_t size) {
  if (size && count > SIZE_MAX / 4 / size) abort();
  void *piece = take(count * size);
  return memset(piece, 0, count * size);
}

static Header *header_of(void *piece) { return (Header *)piece - 1; }

static int is_newest(void *piece) {
  return (char *)piece + rounded(header_of(piece)->size) == next_free;
}

static void *arena_realloc(void *piece, size_t size) {
  if (!piece) return take(size);
  Header *header = header_of(piece);
  if (is_newest(piece) && rounded(size) <= (size_t)(end - (char *)piece)) {
    next_free = (char *)piece + rounded(size);
    header->size = size;
    return piece;
  }
  if (size <= header->size) return piece;
  void *larger = take(size);
  return memcpy(larger, piece, header->size);
}

static void arena_free(void *piece) {
  if (piece && is_newest(piece)) next_free = (char *)header_of(piece);
}

static cmark_mem arena = {arena_calloc, arena_realloc, arena_free};

void *cmark_nodes_open_arena(void) {
  users++;
  return &arena;
}

void *cmark_nodes_arena(void) { return &arena; }

void cmark_nodes_close_arena(void) {
  if (--users > 0) return;
  Chunk *kept = newest && newest->size <= KEPT_CHUNK ? newest : NULL;
  for (Chunk *chunk = newest, *previous; chunk; chunk = previous) {
    previous = chunk->previous;
    if (chunk != kept) free(chunk);
  }
  newest = kept;
  taken = kept ? kept->size : 0;
  next_free = end = NULL;
  if (!kept) return;
  kept->previous = NULL;
  next_free = (char *)(kept + 1);
  end = (char *)kept + kept->size;
}
