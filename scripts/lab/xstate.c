/*
 * User-mode Linux 6.1 keeps 2696 bytes of a process's processor state, and ptrace(2) takes only all of it back (EFAULT):
 * on processors whose state is larger (Intel's AMX) its first process already dies. Loaded before linux.uml, this
 * completes what it writes with the rest as it is. Nothing in the practice hosts uses that rest.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

typedef long (*ptrace_call)(int, int, void *, void *);

long ptrace(enum __ptrace_request request, ...) {
  static ptrace_call real;
  static char whole[64 * 1024] __attribute__((aligned(64)));
  va_list arguments;
  va_start(arguments, request);
  int pid = va_arg(arguments, int);
  void *address = va_arg(arguments, void *), *data = va_arg(arguments, void *);
  va_end(arguments);
  if (!real) real = (ptrace_call)dlsym(RTLD_NEXT, "ptrace");

  if (request == PTRACE_SETREGSET && (long)address == NT_X86_XSTATE) {
    struct iovec part = *(struct iovec *)data, all = {whole, sizeof whole};
    if (real(PTRACE_GETREGSET, pid, address, &all) == 0 && all.iov_len > part.iov_len) {
      memcpy(whole, part.iov_base, part.iov_len);
      return real(PTRACE_SETREGSET, pid, address, &all);
    }
  }
  return real(request, pid, address, data);
}
