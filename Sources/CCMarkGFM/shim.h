// What CommonMark sees of cmark-gfm. Nothing is defined here: every function it needs is callable
// from Swift as it is.
#include <cmark-gfm.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm-core-extensions.h>
