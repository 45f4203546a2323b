#define _GNU_SOURCE
#include "CTerminalGuard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const int asking[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT};
static const int crashing[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV};
enum {
  askingCount = sizeof asking / sizeof *asking,
  crashingCount = sizeof crashing / sizeof *crashing
};

static struct sigaction formerAsking[askingCount];
static struct sigaction formerCrashing[crashingCount];
static struct termios savedSettings;
static int terminal = -1;
static int wakePipe[2] = {-1, -1};
static char restoreText[256];
static size_t restoreLength;
static atomic_int armed;
static atomic_int pending;
static atomic_int endingSignal;
static _Atomic long endingTime;
static atomic_int isLetGo;
static int nowhere = -1;
static pthread_t owner;
static struct sigaction formerAlarm;

// A terminal that takes nothing must not keep the process from ending.
static void sendRestoringText(void) {
  struct pollfd room = {.fd = terminal, .events = POLLOUT};
  if (poll(&room, 1, 100) == 1 && (room.revents & POLLOUT)) {
    ssize_t written = write(terminal, restoreText, restoreLength);
    (void)written;
  }
}

// Writes the restoring text and puts the settings back; safe in a handler, and done once.
static void restoreTerminal(void) {
  if (!atomic_exchange(&armed, 0)) return;
  // From the background both would stop the process instead.
  sigset_t output, former;
  sigemptyset(&output);
  sigaddset(&output, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &output, &former);
  sendRestoringText();
  tcsetattr(terminal, TCSANOW, &savedSettings);
  pthread_sigmask(SIG_SETMASK, &former, NULL);
}

static void wake(int bits) {
  atomic_fetch_or(&pending, bits);
  ssize_t written = write(wakePipe[1], "", 1);
  (void)written;
}

static long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void handleAsking(int signal) {
  int saved = errno;
  long first = 0, now = milliseconds();
  switch (signal) {
    case SIGWINCH: wake(CTerminalGuard_resized); break;
    case SIGTSTP: wake(CTerminalGuard_stopAsked); break;
    case SIGCONT: wake(CTerminalGuard_continued); break;
    default:
      // The first asks for an orderly end; a second, to a program that hangs, ends it.
      // timeout and schedulers send each signal twice: to the process and to its group.
      if (!atomic_compare_exchange_strong(&endingTime, &first, now)) {
        if (now - first <= 300) break;
        restoreTerminal();
        _exit(128 + signal);
      }
      atomic_store(&endingSignal, signal);
      // A terminal that takes nothing would keep the program in the middle of a frame for ever.
      alarm(1);
      wake(CTerminalGuard_ended);
  }
  errno = saved;
}

// The terminal has had its time: what is still to be written goes nowhere, and a write that waits
// is interrupted and begins again there.
static void handleAlarm(int signal) {
  int saved = errno;
  if (atomic_load(&armed) && nowhere >= 0) {
    atomic_store(&isLetGo, 1);
    dup2(nowhere, STDOUT_FILENO);
    if (!pthread_equal(pthread_self(), owner)) pthread_kill(owner, signal);
  }
  errno = saved;
}

static void handleCrash(int signal, siginfo_t *info, void *context) {
  restoreTerminal();
  for (int index = 0; index < crashingCount; index++) {
    if (crashing[index] != signal) continue;
    struct sigaction former = formerCrashing[index];
    if (former.sa_flags & SA_SIGINFO) {
      // Swift's backtracer.
      former.sa_sigaction(signal, info, context);
    } else if (former.sa_handler != SIG_DFL && former.sa_handler != SIG_IGN) {
      former.sa_handler(signal);
    }
  }
  // A fault would happen again by itself; a signal that somebody sent would not, and the program
  // would go on drawing on a terminal that is no longer its own.
  struct sigaction byDefault = {.sa_handler = SIG_DFL};
  sigaction(signal, &byDefault, NULL);
  raise(signal);
}

static void tellCrash(int signal) {
  static const char text[] =
    "ganscope: ended by a defect of its own. What was stored is kept. Please report the command and "
    "what came before;\nwith SWIFT_BACKTRACE=enable=yes before the command it tells where.\n";
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  (void)written;
  struct sigaction byDefault = {.sa_handler = SIG_DFL};
  sigaction(signal, &byDefault, NULL);
  raise(signal);
}

void CTerminalGuard_tellCrashes(void) {
  // Whoever started us may have blocked them, and the mask is inherited.
  sigset_t ours;
  sigemptyset(&ours);
  for (int index = 0; index < crashingCount; index++) sigaddset(&ours, crashing[index]);
  pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
  if (getenv("SWIFT_BACKTRACE")) return;
  struct sigaction action = {.sa_handler = tellCrash, .sa_flags = SA_ONSTACK};
  for (int index = 0; index < crashingCount; index++) {
    if (crashing[index] != SIGQUIT) sigaction(crashing[index], &action, NULL);
  }
}

int CTerminalGuard_isIgnored(int signal) {
  struct sigaction now;
  return sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

static int makePipe(void) {
  if (wakePipe[0] >= 0) return 0;
  return pipe2(wakePipe, O_NONBLOCK | O_CLOEXEC) == 0 ? 0 : errno;
}

int CTerminalGuard_install(int descriptor) {
  if (tcgetattr(descriptor, &savedSettings) != 0) return errno;
  int status = makePipe();
  if (status != 0) return status;
  terminal = descriptor;
  owner = pthread_self();
  if (nowhere < 0) nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  atomic_store(&isLetGo, 0);
  struct sigaction lateness = {.sa_handler = handleAlarm};
  sigfillset(&lateness.sa_mask);
  sigaction(SIGALRM, &lateness, &formerAlarm);
  atomic_store(&pending, 0);
  atomic_store(&endingSignal, 0);
  atomic_store(&endingTime, 0);
  struct sigaction action = {.sa_handler = handleAsking};
  sigfillset(&action.sa_mask);
  sigset_t ours;
  sigemptyset(&ours);
  for (int index = 0; index < askingCount; index++) sigaddset(&ours, asking[index]);
  // Whoever started us may have blocked them, and the mask is inherited.
  pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
  // Without SA_RESTART poll returns at once.
  for (int index = 0; index < askingCount; index++) {
    sigaction(asking[index], &action, &formerAsking[index]);
    // Who started us with nohup means it.
    if (asking[index] == SIGHUP && formerAsking[index].sa_handler == SIG_IGN) {
      sigaction(SIGHUP, &formerAsking[index], NULL);
    }
  }
  struct sigaction crash = {.sa_sigaction = handleCrash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&crash.sa_mask);
  for (int index = 0; index < crashingCount; index++) {
    sigaction(crashing[index], &crash, &formerCrashing[index]);
  }
  return 0;
}

void CTerminalGuard_arm(const char *restore) {
  restoreLength = strnlen(restore, sizeof restoreText - 1);
  memcpy(restoreText, restore, restoreLength);
  atomic_store(&armed, 1);
}

void CTerminalGuard_disarm(void) {
  atomic_store(&armed, 0);
  alarm(0);
}

void CTerminalGuard_remove(void) {
  if (terminal < 0) return;
  for (int index = 0; index < askingCount; index++) {
    sigaction(asking[index], &formerAsking[index], NULL);
  }
  for (int index = 0; index < crashingCount; index++) {
    sigaction(crashing[index], &formerCrashing[index], NULL);
  }
  sigaction(SIGALRM, &formerAlarm, NULL);
  terminal = -1;
}

int CTerminalGuard_descriptor(void) { return wakePipe[0]; }

int CTerminalGuard_take(void) {
  char bytes[64];
  while (read(wakePipe[0], bytes, sizeof bytes) > 0) {
  }
  return atomic_exchange(&pending, 0);
}

int CTerminalGuard_endingSignal(void) { return atomic_load(&endingSignal); }

void CTerminalGuard_restoreSettings(void) {
  if (terminal < 0) return;
  // A terminal that takes nothing never drains. What was sent to leave it went nowhere; it may only
  // have been slow.
  int letGo = atomic_load(&isLetGo);
  if (letGo) sendRestoringText();
  tcsetattr(terminal, letGo ? TCSANOW : TCSADRAIN, &savedSettings);
}

int CTerminalGuard_isForeground(void) {
  pid_t group = tcgetpgrp(terminal);
  return group < 0 || group == getpgrp();
}

void CTerminalGuard_leaveFromBackground(void) {
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigaction(SIGTTOU, &ignore, NULL);
}

// Stops once; whether somebody continued the program since.
static int stopOnce(int group) {
  struct sigaction byDefault = {.sa_handler = SIG_DFL}, ours;
  atomic_fetch_and(&pending, ~(CTerminalGuard_stopAsked | CTerminalGuard_continued));
  sigaction(SIGTSTP, &byDefault, &ours);
  kill(group ? 0 : getpid(), SIGTSTP);
  // Another thread may take the signal, a moment later; a shell without job control never stops us.
  for (int turn = 0; turn < 20 && !(atomic_load(&pending) & CTerminalGuard_continued); turn++) {
    struct pollfd nothing = {.fd = wakePipe[0], .events = POLLIN};
    if (poll(&nothing, 1, 10) == 1) {
      char bytes[64];
      while (read(wakePipe[0], bytes, sizeof bytes) > 0) {
      }
    }
  }
  sigaction(SIGTSTP, &ours, NULL);
  return atomic_load(&pending) & CTerminalGuard_continued;
}

void CTerminalGuard_stop(int group) {
  // Who is continued in the background has no terminal to draw on, and stops again.
  while (stopOnce(group) && !atomic_load(&endingSignal) && !CTerminalGuard_isForeground()) {
  }
}
