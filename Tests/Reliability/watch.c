// Stands between a program and its files: writes down what is written under one folder, in
// order, or makes the n-th call of a kind fail. Loaded by LD_PRELOAD.
//   WATCH_ROOT    only files below it count
//   WATCH_LOG     where every change is written down, for power.py
//   WATCH_FAIL    KIND:N:ERRNO[:all] with KIND write, short, read, sync, open, rename or malloc;
//                 short writes half of the bytes and ERRNO is not looked at
//   WATCH_SLOW    microseconds that every write and sync takes longer
//   WATCH_CLOCK   seconds by which the clock on the wall is wrong, now ahead and now behind
//   WATCH_COUNT   where the number of calls of KIND is written at the end
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char root[4096], kind[16];
static size_t rootLength;
static int logFile = -1, failure, forEver, slowness;
static long failing, wrongness;
static _Atomic long looks;
static _Atomic long calls;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(real))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
  const char *value = getenv("WATCH_ROOT");
  if (!value || !realpath(value, root)) return;
  rootLength = strlen(root);
  if ((value = getenv("WATCH_FAIL")))
    if (sscanf(value, "%15[a-z]:%ld:%d", kind, &failing, &failure) == 3)
      forEver = strstr(value, ":all") != NULL;
  if ((value = getenv("WATCH_SLOW"))) slowness = atoi(value);
  if ((value = getenv("WATCH_CLOCK"))) wrongness = atol(value);
  if ((value = getenv("WATCH_LOG")))
    logFile = (int)syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("WATCH_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", (long)calls);
  fclose(file);
}

static int fails(const char *this) {
  if (!failing || strcmp(this, kind)) return 0;
  long number = atomic_fetch_add(&calls, 1) + 1;
  return number == failing || (forEver && number > failing);
}

static int inside(const char *path) {
  return rootLength && !strncmp(path, root, rootLength) && path[rootLength] == '/';
}

/// The absolute path of a name, whose folder must exist.
static int whole(int folder, const char *name, char *path) {
  if (!rootLength || !name) return 0;
  char base[4096], joined[8192], copy[8192];
  if (name[0] == '/') snprintf(joined, sizeof joined, "%s", name);
  else {
    if (folder == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
    else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
      ssize_t length = readlink(link, base, sizeof base - 1);
      if (length < 0) return 0;
      base[length] = 0;
    }
    snprintf(joined, sizeof joined, "%s/%s", base, name);
  }
  snprintf(copy, sizeof copy, "%s", joined);
  char *slash = strrchr(copy, '/'), real[4096];
  *slash = 0;
  if (!realpath(*copy ? copy : "/", real)) return 0;
  snprintf(path, 4096, "%s/%s", real, slash + 1);
  return inside(path);
}

static int named(int descriptor, char *path) {
  if (!rootLength) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, 4095);
  if (length < 0) return 0;
  path[length] = 0;
  return inside(path);
}

/// One record: operation, path, second path, offset, length, bytes.
static void note(char operation, const char *path, const char *other, int64_t offset, const void *bytes, size_t length) {
  if (logFile < 0) return;
  char head[9000];
  const char *from = path + rootLength + 1, *to = other ? other + rootLength + 1 : "";
  int size = snprintf(head, sizeof head, "%c\t%s\t%s\t%lld\t%zu\n", operation, from, to, (long long)offset, length);
  pthread_mutex_lock(&lock);
  syscall(SYS_write, logFile, head, size);
  if (length) syscall(SYS_write, logFile, bytes, length);
  pthread_mutex_unlock(&lock);
}

static size_t shortened(size_t length) {
  if (slowness) usleep(slowness);
  return length > 1 && fails("short") ? length / 2 : length;
}

#define FAIL(this, value) if (fails(this)) { errno = failure; return value; }

static ssize_t written(int descriptor, const void *bytes, ssize_t count, int64_t offset) {
  char path[4096];
  if (count > 0 && named(descriptor, path)) note('w', path, NULL, offset, bytes, count);
  return count;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  REAL(pwrite64);
  char path[4096];
  if (named(descriptor, path)) {
    FAIL("write", -1);
    length = shortened(length);
  }
  return written(descriptor, bytes, real(descriptor, bytes, length, offset), offset);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return pwrite64(descriptor, bytes, length, offset);
}
ssize_t write(int descriptor, const void *bytes, size_t length) {
  REAL(write);
  char path[4096];
  if (!named(descriptor, path)) return real(descriptor, bytes, length);
  FAIL("write", -1);
  ssize_t count = real(descriptor, bytes, shortened(length));
  return written(descriptor, bytes, count, count > 0 ? lseek64(descriptor, 0, SEEK_CUR) - count : 0);
}
ssize_t pread64(int descriptor, void *bytes, size_t length, off64_t offset) {
  REAL(pread64);
  char path[4096];
  if (named(descriptor, path)) FAIL("read", -1);
  return real(descriptor, bytes, length, offset);
}
ssize_t pread(int descriptor, void *bytes, size_t length, off_t offset) {
  return pread64(descriptor, bytes, length, offset);
}
int ftruncate64(int descriptor, off64_t length) {
  REAL(ftruncate64);
  char path[4096];
  int is = named(descriptor, path);
  if (is) FAIL("write", -1);
  int result = real(descriptor, length);
  if (is && !result) note('t', path, NULL, length, NULL, 0);
  return result;
}
int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

static int synced(int descriptor, int result) {
  char path[4096];
  if (!result && rootLength && named(descriptor, path)) note('s', path, NULL, 0, NULL, 0);
  return result;
}
int fsync(int descriptor) {
  REAL(fsync);
  char path[4096];
  if (named(descriptor, path)) {
    FAIL("sync", -1);
    if (slowness) usleep(slowness);
  }
  return synced(descriptor, real(descriptor));
}
int fdatasync(int descriptor) {
  REAL(fdatasync);
  char path[4096];
  if (named(descriptor, path)) {
    FAIL("sync", -1);
    if (slowness) usleep(slowness);
  }
  return synced(descriptor, real(descriptor));
}

static int opened(int folder, const char *name, int flags, mode_t mode) {
  char path[4096];
  int is = whole(folder, name, path);
  if (is && (flags & (O_WRONLY | O_RDWR))) FAIL("open", -1);
  int existed = is && !access(path, F_OK);
  int descriptor = (int)syscall(SYS_openat, folder, name, flags, mode);
  if (descriptor >= 0 && is) {
    if (!existed && (flags & O_CREAT)) note('c', path, NULL, 0, NULL, 0);
    else if (flags & O_TRUNC) note('t', path, NULL, 0, NULL, 0);
  }
  return descriptor;
}
#define MODE va_list list; va_start(list, flags); mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(list, mode_t) : 0; va_end(list)
int open(const char *name, int flags, ...) { MODE; return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE; return opened(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE; return opened(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE; return opened(folder, name, flags | O_LARGEFILE, mode); }

static int moved(int fromFolder, const char *from, int toFolder, const char *to, unsigned flags) {
  char old[4096], new[4096];
  int is = whole(fromFolder, from, old) && whole(toFolder, to, new);
  if (is) FAIL("rename", -1);
  int result = (int)syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags);
  if (is && !result) note('r', old, new, 0, NULL, 0);
  return result;
}
int rename(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return moved(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return moved(a, from, b, to, flags); }

static int removed(int folder, const char *name, int flags) {
  char path[4096];
  int is = whole(folder, name, path);
  int result = (int)syscall(SYS_unlinkat, folder, name, flags);
  if (is && !result) note('u', path, NULL, 0, NULL, 0);
  return result;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }

// Only a chosen call fails; before the constructor nothing is counted.
extern void *__libc_malloc(size_t);
void *malloc(size_t size) {
  if (failing && kind[0] == 'm') FAIL("malloc", NULL);
  return __libc_malloc(size);
}

static long wrong(void) { return atomic_fetch_add(&looks, 1) % 2 ? wrongness : -wrongness; }

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (!result && wrongness && clock == CLOCK_REALTIME) time->tv_sec += wrong();
  return result;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec time;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &time)) return -1;
  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
