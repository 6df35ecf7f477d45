// Calls of Linux that Swift's Glibc does not show: they are extensions of GNU, declared only where
// _GNU_SOURCE is defined. Thin functions, no state; errors are in errno as usual.

#ifndef CLINUX_H
#define CLINUX_H

#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

/// renameat2(2). ENOSYS where the kernel or the C library has no such call.
int clinux_rename(
  int folder, const char *path, int newFolder, const char *newPath, unsigned int flags);

/// getdents64(2): the next records of an open folder, as many as fit into the buffer; 0 at its end.
ssize_t clinux_folder_entries(int folder, void *buffer, size_t size);

/// memfd_create(2): an empty file in memory, closed when another program is started.
int clinux_memory_file(void);

/// signalfd(2): a file that can be read when one of the signals came; closed when another program is
/// started.
int clinux_signal_file(const sigset_t *signals);

#endif
