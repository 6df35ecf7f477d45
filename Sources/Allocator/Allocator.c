// See the header. The options' names differ between versions of mimalloc.
#include "Allocator.h"

#include <mimalloc.h>
#include <stdbool.h>

void allocator_keep_memory(void) {
#if MI_MALLOC_VERSION < 210
  mi_option_disable(mi_option_allow_decommit);
#else
  mi_option_set(mi_option_purge_delay, -1);
#endif
}

void allocator_take_large_pages(size_t size) {
  static bool is_taken = false;
  if (is_taken) return;
  is_taken = true;
#if MI_MALLOC_VERSION < 300
  // Otherwise the first memory of each thread is still committed page by page.
  mi_option_set(mi_option_eager_commit_delay, 0);
#endif
  // Later memory is committed page by page, as before.
  mi_option_enable(mi_option_large_os_pages);
  (void)mi_reserve_os_memory(size, true, true);
  mi_option_disable(mi_option_large_os_pages);
}
