#pragma once

// What Swift cannot import of ncurses: macros with casts, variadics, and globals, which Swift 6
// takes for shared mutable state. One thread uses all of it.

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static const attr_t CNCurses_A_BOLD = A_BOLD;
static const attr_t CNCurses_A_DIM = A_DIM;
static const attr_t CNCurses_A_UNDERLINE = A_UNDERLINE;
static const attr_t CNCurses_A_REVERSE = A_REVERSE;

// `stdout` and `stdin` are globals.
static inline SCREEN *CNCurses_newterm(const char *type) { return newterm(type, stdout, stdin); }

static inline void CNCurses_setModes(void) {
  raw();
  noecho();
  nonl();
  keypad(stdscr, true);
  nodelay(stdscr, true);
  scrollok(stdscr, false);
  leaveok(stdscr, true);
  curs_set(0);
  // The mouse is read by our own decoder, so that it works in every entry, with drag.
  define_key("\033[<", 0);
  define_key("\033[M", 0);
}

static inline WINDOW *CNCurses_window(void) { return stdscr; }
static inline int CNCurses_colors(void) { return COLORS; }
static inline int CNCurses_pairs(void) { return COLOR_PAIRS; }

// Draws one character with its marks. The pair goes through the `opts` pointer: the short argument
// of setcchar stops at 32767 and leaves the cell unset beyond.
static inline int CNCurses_draw(
    int row, int column, const wchar_t *text, attr_t attributes, int pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
  return mvwadd_wchnstr(stdscr, row, column, &cell, 1);
}

static inline void CNCurses_flush(bool everything) {
  if (everything) clearok(stdscr, true);
  wrefresh(stdscr);
}

// A key code, a character, or ERR: -1 none, else the value; `isCode` tells which.
static inline long CNCurses_key(bool *isCode) {
  wint_t key = 0;
  int status = wget_wch(stdscr, &key);
  *isCode = status == KEY_CODE_YES;
  return status == ERR ? -1 : (long)key;
}

// TIOCGWINSZ is not imported. False if the terminal does not tell.
static inline bool CNCurses_terminalSize(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
  *width = size.ws_col;
  *height = size.ws_row;
  return true;
}

// The pixels of a cell. False if the terminal does not tell.
static inline bool CNCurses_cellPixels(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row) return false;
  *width = size.ws_xpixel / size.ws_col;
  *height = size.ws_ypixel / size.ws_row;
  return *width > 0 && *height > 0;
}

static inline const char *CNCurses_codeset(void) { return nl_langinfo(CODESET); }

// Asks the database about a terminal type: false if it does not know it.
static inline bool CNCurses_lookUp(const char *type, int *colors, bool *isDirect, bool *canMove) {
  int status = 0;
  TERMINAL *former = cur_term;
  if (setupterm((char *)type, STDOUT_FILENO, &status) != OK) return false;
  *colors = tigetnum("colors");
  const char *tc = tigetstr("Tc");
  *isDirect = tigetflag("RGB") > 0 || tigetflag("Tc") > 0 || (tc && tc != (char *)-1);
  const char *cup = tigetstr("cup");
  *canMove = cup && cup != (char *)-1;
  TERMINAL *looked = set_curterm(former);
  if (looked && looked != former) del_curterm(looked);
  return true;
}

// The string that leaves the alternate screen; "" if there is none.
static inline const char *CNCurses_exitMode(void) {
  const char *text = tigetstr("rmcup");
  return text && text != (char *)-1 ? text : "";
}
