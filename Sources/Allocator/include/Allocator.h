// How the program takes memory: through mimalloc, which linking this target makes the allocator of
// everything. Imported by study only.
#ifndef ALLOCATOR_H
#define ALLOCATOR_H

// To be called once, first of all: a build lives for a second, so memory that was given back is kept
// for what is taken next, instead of going to the system. Changes no behaviour.
void allocator_keep_memory(void);

#endif
