// See the header.
#include "TeXEngine.h"

#include <duktape.h>

// A method that KaTeX expects and older engines lack.
static const char additions[] =
    "if (!Array.prototype.fill) Array.prototype.fill = function (value) {"
    "  for (var i = 0; i < this.length; i++) this[i] = value;"
    "  return this;"
    "};";

void *tex_engine_new(const char *script, size_t count, const char *call, size_t call_count) {
  duk_context *context = duk_create_heap_default();
  if (!context) return NULL;
  if (duk_peval_string_noresult(context, additions) != 0 ||
      duk_peval_lstring_noresult(context, script, count) != 0 ||
      duk_peval_lstring(context, call, call_count) != 0 || !duk_is_function(context, -1)) {
    duk_destroy_heap(context);
    return NULL;
  }
  return context;
}

void tex_engine_free(void *engine) { duk_destroy_heap(engine); }

tex_answer tex_engine_render(void *engine, const char *formula, size_t count, int is_display) {
  duk_context *context = engine;
  // Stack: the render function at index 0; drop the previous result above it.
  duk_set_top(context, 1);
  duk_dup(context, 0);
  duk_push_lstring(context, formula, count);
  duk_push_boolean(context, is_display);
  int gave_up = duk_pcall(context, 2) != 0;
  size_t length = 0;
  const char *text = duk_safe_to_lstring(context, -1, &length);
  return (tex_answer){text, length, gave_up};
}
