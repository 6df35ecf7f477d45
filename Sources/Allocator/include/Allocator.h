// How the program takes memory: through mimalloc, which linking this target makes the allocator of
// everything. Imported by study only.
#ifndef ALLOCATOR_H
#define ALLOCATOR_H

#include <stddef.h>

// To be called once, first of all: a build lives for a second, so memory that was given back is kept
// for what is taken next, instead of going to the system. Changes no behaviour.
void allocator_keep_memory(void);

// Has the next `size` bytes that are needed come from the system in pages of 2 MB, where it has
// such: each page that is used for the first time costs it the same, however large, and those of
// 4 KB are a tenth of a build. Costs a small program two milliseconds. Without such pages, or
// without so much memory, it is taken page by page. Only the first call counts.
void allocator_take_large_pages(size_t size);

#endif
