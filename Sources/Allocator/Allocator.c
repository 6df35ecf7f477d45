// See the header.
#define _GNU_SOURCE
#include "Allocator.h"

#include <mimalloc.h>
#include <stdint.h>
#include <sys/mman.h>

enum {
  // The first touch of a page of memory costs about a microsecond, and a build of a thousand pages
  // touches forty thousand. Where the system gives huge pages to those who ask, it is a hundred
  // times fewer. Not for all memory: from a gigabyte on, finding huge pages costs more than it saves.
  LARGE_PAGES = 256 << 20,
  // What mimalloc works with is aligned to this.
  SEGMENT = 32 << 20,
};

// Keeps memory that was given back for what is taken next, instead of returning it to the system.
static void keep_memory(void) {
#if MI_MALLOC_VERSION < 210
  mi_option_disable(mi_option_allow_decommit);
#else
  mi_option_set(mi_option_purge_delay, -1);
#endif
}

void allocator_tune(void) {
  keep_memory();
  // Addresses only: pages come when they are touched. Without them all goes on as it was.
  char *start = mmap(NULL, LARGE_PAGES + SEGMENT, PROT_READ | PROT_WRITE,
    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) return;
  start = (char *)(((uintptr_t)start + SEGMENT - 1) & ~(uintptr_t)(SEGMENT - 1));
  if (madvise(start, LARGE_PAGES, MADV_HUGEPAGE) != 0) return;
  mi_manage_os_memory(start, LARGE_PAGES, true, false, true, -1);
}
