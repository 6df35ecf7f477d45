// How the program takes memory: through mimalloc, which linking this target makes the allocator of
// everything. Imported by study only.
#ifndef ALLOCATOR_H
#define ALLOCATOR_H

// To be called once, first of all. Says that this process lives for a second and uses again what it
// gave back, and lets the first quarter of a gigabyte come in large pages. Changes no behaviour.
void allocator_tune(void);

#endif
