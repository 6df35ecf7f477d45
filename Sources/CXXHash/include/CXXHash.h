// XXH64 of libxxhash, compiled into the program: three functions over a state that Swift can copy.
#ifndef CXXHASH_H
#define CXXHASH_H

#include <stddef.h>
#include <stdint.h>

// As large as XXH64_state_t, which CXXHash.c asserts.
typedef struct content_hash_state {
  uint64_t words[11];
} content_hash_state;

void content_hash_begin(content_hash_state *state);
void content_hash_add(content_hash_state *state, const void *bytes, size_t count);
uint64_t content_hash_value(const content_hash_state *state);

#endif
