// KaTeX in a JavaScript engine of its own. Duktape reports errors by longjmp, which must never pass
// over Swift code; here every call is a protected one. Called by Mathematics only.
#ifndef TEX_ENGINE_H
#define TEX_ENGINE_H

#include <stddef.h>

typedef struct {
  // Not terminated; valid until the engine is used again.
  const char *text;
  size_t count;
  // Whether the engine gave up: `text` then says why.
  int gave_up;
} tex_answer;

// An engine that has read KaTeX; NULL when the script cannot be run, or when `call` is then no
// function. To be used by one thread at a time and given back with `tex_engine_free`.
void *tex_engine_new(const char *script, size_t count, const char *call, size_t call_count);
void tex_engine_free(void *engine);

// What the call gives for a formula and whether it stands by itself. `formula` is TeX in CESU-8,
// the encoding of the engine; so is the answer.
tex_answer tex_engine_render(void *engine, const char *formula, size_t count, int is_display);

#endif
