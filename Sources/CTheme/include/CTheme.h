// The default theme's files as bytes in the program.
#ifndef CTHEME_H
#define CTHEME_H

#include <stddef.h>

typedef struct theme_file {
  /// The path within the templates folder.
  const char *path;
  const unsigned char *bytes;
  size_t count;
} theme_file;

int theme_file_count(void);
/// `index` is below `theme_file_count()`.
theme_file theme_file_at(int index);

#endif
