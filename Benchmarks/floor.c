/*
 * The floor: the least work that turns a folder of Markdown into a folder of HTML.
 * No templates, no links, no navigation, no checks: read, parse, render, write, on two threads.
 * `study` is measured as a multiple of it, so that the number means the same on every machine.
 *
 *   floor IN_DIR OUT_DIR      every IN_DIR/a/b.md becomes OUT_DIR/a/b/index.html
 *
 * Compiled and called by Benchmarks/prepare.py and Benchmarks/bench.py, by nobody else.
 *
 * Known and accepted: cmark-gfm keeps the special characters of attached extensions in one global
 * table, and every parse adds and removes `~` there. With two threads a `~~word~~` is therefore now
 * and then left as text. The output is thrown away and the time is the same, so nothing is done
 * about it here; a real site generator has to.
 */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

enum { THREADS = 2 };

/* The extensions `study` parses with. Its autolinks are its own, so cmark's are not attached. */
static const char *const EXTENSION_NAMES[] = {"table", "strikethrough", "tasklist"};
enum { EXTENSIONS = sizeof EXTENSION_NAMES / sizeof *EXTENSION_NAMES };
static cmark_syntax_extension *extensions[EXTENSIONS];

static const char *in_root, *out_root;

/* Paths below in_root, without the `.md`. Filled before the threads start, only read by them. */
static char **pages;
static size_t page_count, page_capacity;
static atomic_size_t next_page;

/* A benchmark that goes on after an error measures something else. */
static void fail(const char *what, const char *path) {
  fprintf(stderr, "floor: %s %s: %s\n", what, path, strerror(errno));
  exit(1);
}

/* root/path + suffix; a path too long to hold is an error, never a shorter path. */
static void join(char out[PATH_MAX], const char *root, const char *path, const char *suffix) {
  if (snprintf(out, PATH_MAX, "%s/%s%s", root, path, suffix) >= PATH_MAX) {
    errno = ENAMETOOLONG;
    fail("cannot use", path);
  }
}

static void make_folder(const char *path) {
  if (mkdir(path, 0777) != 0 && errno != EEXIST) fail("cannot create", path);
}

static void add_page(const char *path, size_t length) {
  if (page_count == page_capacity) {
    page_capacity = page_capacity ? page_capacity * 2 : 1024;
    pages = realloc(pages, page_capacity * sizeof *pages);
    if (!pages) fail("cannot list", path);
  }
  pages[page_count] = strndup(path, length);
  if (!pages[page_count++]) fail("cannot list", path);
}

/* Lists the pages and creates the folders they need on the way, so that a thread only ever has to
 * create the last folder of its own page. */
static void find_pages(const char *folder) {
  char absolute[PATH_MAX];
  join(absolute, in_root, folder, "");
  DIR *stream = opendir(absolute);
  if (!stream) fail("cannot list", absolute);
  for (struct dirent *entry; (entry = readdir(stream));) {
    if (entry->d_name[0] == '.') continue;
    char path[PATH_MAX];
    if (*folder) join(path, folder, entry->d_name, "");
    else snprintf(path, sizeof path, "%s", entry->d_name);

    join(absolute, in_root, path, "");
    struct stat status;
    if (stat(absolute, &status) != 0) fail("cannot read", absolute);
    size_t length = strlen(path);
    if (S_ISDIR(status.st_mode)) {
      join(absolute, out_root, path, "");
      make_folder(absolute);
      find_pages(path);
    } else if (S_ISREG(status.st_mode) && length > 3 && strcmp(path + length - 3, ".md") == 0) {
      add_page(path, length - 3);
    }
  }
  closedir(stream);
}

/* One buffer a thread, grown and kept: a malloc a page would be work the job does not need. */
typedef struct {
  char *bytes;
  size_t length, capacity;
} Buffer;

static void read_file(const char *path, Buffer *buffer) {
  int file = open(path, O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) fail("cannot read", path);
  buffer->length = 0;
  if ((size_t)status.st_size > buffer->capacity) {
    buffer->capacity = (size_t)status.st_size * 2;
    free(buffer->bytes);
    buffer->bytes = malloc(buffer->capacity);
    if (!buffer->bytes) fail("cannot hold", path);
  }
  while (buffer->length < (size_t)status.st_size) {
    ssize_t n = read(file, buffer->bytes + buffer->length, (size_t)status.st_size - buffer->length);
    if (n < 0) fail("cannot read", path);
    if (n == 0) break;
    buffer->length += (size_t)n;
  }
  close(file);
}

static void write_file(const char *path, const char *bytes, size_t length) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file < 0) fail("cannot write", path);
  while (length > 0) {
    ssize_t n = write(file, bytes, length);
    if (n < 0) fail("cannot write", path);
    bytes += n;
    length -= (size_t)n;
  }
  if (close(file) != 0) fail("cannot write", path);
}

/* Bytes up to and including the line that closes the front matter; 0 without front matter. */
static size_t front_matter_length(const char *bytes, size_t length) {
  if (length < 4 || memcmp(bytes, "---\n", 4) != 0) return 0;
  const char *end = bytes + length, *line = bytes + 4;
  while (line < end) {
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    const char *line_end = newline ? newline : end;
    if (line_end - line == 3 && memcmp(line, "---", 3) == 0)
      return (size_t)((newline ? newline + 1 : end) - bytes);
    line = line_end + 1;
  }
  return 0;
}

static void render_page(const char *page, Buffer *source) {
  char path[PATH_MAX];
  join(path, in_root, page, ".md");
  read_file(path, source);
  size_t skip = front_matter_length(source->bytes, source->length);

  cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
  for (int i = 0; i < EXTENSIONS; i++)
    cmark_parser_attach_syntax_extension(parser, extensions[i]);
  cmark_parser_feed(parser, source->bytes + skip, source->length - skip);
  cmark_node *document = cmark_parser_finish(parser);
  char *html = cmark_render_html(
      document, CMARK_OPT_FOOTNOTES, cmark_parser_get_syntax_extensions(parser));
  cmark_node_free(document);
  cmark_parser_free(parser);

  join(path, out_root, page, "");
  make_folder(path);
  join(path, out_root, page, "/index.html");
  write_file(path, html, strlen(html));
  free(html);
}

static void *work(void *unused) {
  (void)unused;
  Buffer source = {0};
  for (size_t i; (i = atomic_fetch_add(&next_page, 1)) < page_count;)
    render_page(pages[i], &source);
  free(source.bytes);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: floor IN_DIR OUT_DIR\n");
    return 2;
  }
  in_root = argv[1];
  out_root = argv[2];
  make_folder(out_root);
  find_pages("");

  /* The registry is global and unlocked: filled once, before there is a second thread. */
  cmark_gfm_core_extensions_ensure_registered();
  for (int i = 0; i < EXTENSIONS; i++) {
    extensions[i] = cmark_find_syntax_extension(EXTENSION_NAMES[i]);
    if (!extensions[i]) fail("no cmark-gfm extension", EXTENSION_NAMES[i]);
  }

  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    /* pthread_create returns its error instead of setting errno. */
    errno = pthread_create(&threads[i], NULL, work, NULL);
    if (errno) fail("cannot start", "a thread");
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  return 0; /* The page list is left to the system: freeing it is no part of the job. */
}
