// The files of the demo worlds, compiled into the program.

#ifndef GANSCOPE_CDEMOWORLD_H
#define GANSCOPE_CDEMOWORLD_H

#include <stddef.h>

/// One embedded file: its name, its first byte and its length.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} CDemoWorldFile;

/// How many files there are.
size_t cdemoworld_file_count(void);

/// The file at the index, in the order of their names; every field is zero past the end.
CDemoWorldFile cdemoworld_file(size_t index);

#endif
