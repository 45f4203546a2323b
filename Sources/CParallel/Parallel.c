// The OpenMP runtime (libgomp) comes in with libdnnl. Its entry points are looked up at run time,
// because the toolchain's clang would generate calls to another runtime, with threads of its own.
#define _GNU_SOURCE
#include "CParallel.h"
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

static struct {
  void (*parallel)(void (*)(void *), void *, unsigned, unsigned);
  int (*thread_number)(void);
  int (*team_size)(void);
  int (*max_threads)(void);
  void (*set_threads)(int);
} openmp;

static void find_openmp(void) {
  openmp.thread_number = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_thread_num");
  openmp.team_size = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_num_threads");
  openmp.max_threads = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_max_threads");
  openmp.set_threads = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (openmp.thread_number && openmp.team_size && openmp.max_threads)
    openmp.parallel = (void (*)(void (*)(void *), void *, unsigned, unsigned))dlsym(
        RTLD_DEFAULT, "GOMP_parallel");
}

static void ready(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, find_openmp);
}

void CParallel_set_thread_count(int count) {
  ready();
  if (openmp.set_threads) openmp.set_threads(count);
}

int CParallel_thread_count(void) {
  ready();
  return openmp.parallel ? openmp.max_threads() : 1;
}

int CParallel_thread_number(void) { return openmp.parallel ? openmp.thread_number() : 0; }

static void flush_on_thread(void *flushes) {
#if defined(__x86_64__)
  // Results to zero, and operands to zero.
  unsigned bits = 0x8040;
  _mm_setcsr(*(int *)flushes ? _mm_getcsr() | bits : _mm_getcsr() & ~bits);
#elif defined(__aarch64__)
  unsigned long control, bits = 1ul << 24;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  control = *(int *)flushes ? control | bits : control & ~bits;
  __asm__ volatile("msr fpcr, %0" : : "r"(control));
#else
  (void)flushes;
#endif
}

void CParallel_flush_tiny(int flushes) {
  ready();
  flush_on_thread(&flushes);
  if (openmp.parallel) openmp.parallel(flush_on_thread, &flushes, 0, 0);
}

typedef struct {
  size_t count;
  void (*work)(const void *, size_t, size_t);
  const void *context;
} Job;

static void run_share(void *pointer) {
  const Job *job = pointer;
  size_t me = (size_t)openmp.thread_number(), team = (size_t)openmp.team_size();
  size_t begin = job->count * me / team, end = job->count * (me + 1) / team;
  if (begin < end) job->work(job->context, begin, end);
}

void CParallel_run(
    size_t count, size_t cost, void (*work)(const void *, size_t, size_t), const void *context) {
  enum { worthwhile = 16384 };
  if (count == 0) return;
  ready();
  if (!openmp.parallel || count == 1 || count * cost < worthwhile) {
    work(context, 0, count);
    return;
  }
  Job job = {count, work, context};
  openmp.parallel(run_share, &job, 0, 0);
}

void CParallel_wait_briefly(char **arguments) {
  if (getenv("GOMP_SPINCOUNT") || getenv("OMP_WAIT_POLICY")) return;
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;
  // Half a millisecond: longer than the pause between two layers of a network.
  if (setenv("GOMP_SPINCOUNT", "10000", 1) == 0) execv(path, arguments);
}
