// KaTeX in a JavaScript engine of its own. Duktape reports errors by longjmp, which must never
// unwind through Swift code; here every call is a protected one.
#ifndef TEX_ENGINE_H
#define TEX_ENGINE_H

#include <stddef.h>

typedef struct {
  // Not terminated; valid until the next call on the engine.
  const char *text;
  size_t count;
  // Whether the engine failed; `text` then gives the reason.
  int gave_up;
} tex_answer;

// An engine that has loaded KaTeX; NULL when the script cannot be run, or when `call` does not
// evaluate to a function. Use it from one thread at a time and free it with `tex_engine_free`.
void *tex_engine_new(const char *script, size_t count, const char *call, size_t call_count);
void tex_engine_free(void *engine);

// The function's answer for a formula, displayed as a block or inline. `formula` is TeX in CESU-8,
// the engine's encoding; so is the answer.
tex_answer tex_engine_render(void *engine, const char *formula, size_t count, int is_display);

#endif
