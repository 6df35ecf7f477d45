// The system calls themselves, by number: the C library's own wrapper of getdents64 is younger than
// some systems this is built on, and a program that names renameat2 would not start where it is
// missing.

#define _GNU_SOURCE
#include "CLinux.h"

#include <linux/memfd.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_rename(
  int folder, const char *path, int newFolder, const char *newPath, unsigned int flags) {
  return (int)syscall(SYS_renameat2, folder, path, newFolder, newPath, flags);
}

int clinux_memory_file(void) {
  return (int)syscall(SYS_memfd_create, "study", MFD_CLOEXEC);
}

ssize_t clinux_folder_entries(int folder, void *buffer, size_t size) {
  return syscall(SYS_getdents64, folder, buffer, size);
}

int clinux_signal_file(const sigset_t *signals) { return signalfd(-1, signals, SFD_CLOEXEC); }
