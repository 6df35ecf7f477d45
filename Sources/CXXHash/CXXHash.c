// The header-only form of libxxhash: nothing to link, and nothing to install with the program.
#define XXH_INLINE_ALL
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "CXXHash.h"

_Static_assert(sizeof(content_hash_state) == sizeof(XXH64_state_t), "the state has another size");
_Static_assert(_Alignof(content_hash_state) == _Alignof(XXH64_state_t), "or another alignment");

void content_hash_begin(content_hash_state *state) { XXH64_reset((XXH64_state_t *)state, 0); }

void content_hash_add(content_hash_state *state, const void *bytes, size_t count) {
  if (count > 0) XXH64_update((XXH64_state_t *)state, bytes, count);
}

uint64_t content_hash_value(const content_hash_state *state) {
  return XXH64_digest((const XXH64_state_t *)state);
}
