// What Indexing sees of libstemmer. Nothing is defined here: every function it needs is callable
// from Swift as it is.
#include <libstemmer.h>
