// What YAML sees of libyaml. Nothing is defined here: every function it needs is callable from
// Swift as declared.
#include <yaml.h>
