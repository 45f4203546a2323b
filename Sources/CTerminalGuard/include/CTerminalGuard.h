#pragma once

// Signals and crashes of a full-screen program, by async-signal-safe means only.
//
// One guard a process. Swift handlers cannot be: a Swift closure may allocate or take locks.

#ifdef __cplusplus
extern "C" {
#endif

// What happened since it was last asked; bits of CTerminalGuard_take.
enum {
  CTerminalGuard_resized = 1,
  CTerminalGuard_stopAsked = 2,
  CTerminalGuard_continued = 4,
  CTerminalGuard_ended = 8,
};

// Ends a crash with one line on standard error instead of the questions of Swift's backtracer,
// unless SWIFT_BACKTRACE says what is wanted. To be called before `install`.
void CTerminalGuard_tellCrashes(void);

// Whether `signal` is ignored.
int CTerminalGuard_isIgnored(int signal);

// Saves the settings of terminal `descriptor` and takes over SIGWINCH, SIGTSTP, SIGCONT, SIGTERM,
// SIGHUP, SIGINT and the signals of crashes. Returns 0 or an errno.
int CTerminalGuard_install(int descriptor);

// What a crash, or a second SIGTERM, writes to the terminal before it gives the settings back;
// at most 255 bytes. From now on, until `disarm`, the terminal is ours to restore.
void CTerminalGuard_arm(const char *restore);
void CTerminalGuard_disarm(void);

// Gives every signal its former handler back.
void CTerminalGuard_remove(void);

// Readable when a signal came.
int CTerminalGuard_descriptor(void);

// The bits of what happened; clears them, and the descriptor.
int CTerminalGuard_take(void);

// The number of the signal that asks to end; 0 if none did.
int CTerminalGuard_endingSignal(void);

// Puts the saved settings back.
void CTerminalGuard_restoreSettings(void);

// Whether the terminal is this program's at the moment.
int CTerminalGuard_isForeground(void);

// Lets the terminal be given back from the background, where that would stop the process.
void CTerminalGuard_leaveFromBackground(void);

// Stops as Ctrl-Z does and returns when continued in the foreground, or asked to end. With `group` the whole process group stops, as
// the terminal driver would have it, so that a shell script around the program stops too.
void CTerminalGuard_stop(int group);

#ifdef __cplusplus
}
#endif
