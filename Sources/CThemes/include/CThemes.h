#pragma once

#include <stddef.h>

/// A theme file that is part of the program.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} cthemes_file;

/// How many there are.
size_t cthemes_count(void);

/// One of them; empty beyond the last.
cthemes_file cthemes_file_at(size_t index);
