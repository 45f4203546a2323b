#pragma once
#include "Support.h"

// The levels of one unit, made ready to find for a value how many of them lie below it: its bin.
// `levels` holds `count` rising numbers and then infinity. The value belongs to cell
// (value - origin) * scale, cut to 0 ..< ladder_cells; starts[cell] levels lie in earlier ones.
enum { ladder_cells = 512, ladder_row = 128 };
typedef struct {
  size_t count;
  float origin, scale;
  // What a value is multiplied with to become a whole number of at most 19 bits and a sign.
  float unit;
  const float *levels;
  uint8_t starts[ladder_cells];
} Ladder;

// Fills in all but `count` and `levels`.
void prepare_ladder(Ladder *ladder);

// Rises with the value, so that levels in earlier cells are lower than every value of a cell.
INLINE int32_t cell_of(float value, const Ladder *ladder) {
  float place = (value - ladder->origin) * ladder->scale;
  place = place > 0 ? place : 0;
  return (int32_t)(place < ladder_cells - 1 ? place : ladder_cells - 1);
}
