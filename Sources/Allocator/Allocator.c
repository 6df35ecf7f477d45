// See the header. Versions of mimalloc spell the wish differently.
#include "Allocator.h"

#include <mimalloc.h>

void allocator_keep_memory(void) {
#if MI_MALLOC_VERSION < 210
  mi_option_disable(mi_option_allow_decommit);
#else
  mi_option_set(mi_option_purge_delay, -1);
#endif
}
