// Includes LEVELED once for each level of the instruction set that the program is compiled for.
// There AT_LEVEL(name) adds the level's suffix, and the constants below describe its registers.
//
// LANES: float32 values in a vector register. TILE_ROWS: rows of a matrix product whose sums fit
// the registers beside a panel of columns. WIDE_PANEL: columns of the widest such panel.

#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi,bmi2"))), \
    apply_to = function)
#define AT_LEVEL(name) name##_avx512
#define LANES 16
#define TILE_ROWS 12
#define WIDE_PANEL 32
#include LEVELED
#undef AT_LEVEL
#undef LANES
#undef TILE_ROWS
#undef WIDE_PANEL
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"))), apply_to = function)
#define AT_LEVEL(name) name##_avx2
#define LANES 8
#define TILE_ROWS 6
#define WIDE_PANEL 16
#include LEVELED
#undef AT_LEVEL
#undef LANES
#undef TILE_ROWS
#undef WIDE_PANEL
#pragma clang attribute pop

#endif

#define AT_LEVEL(name) name##_plain
#define LANES 4
#if defined(__aarch64__)
#define TILE_ROWS 6  // of 32 registers
#else
#define TILE_ROWS 2
#endif
#define WIDE_PANEL 16
#include LEVELED
#undef AT_LEVEL
#undef LANES
#undef TILE_ROWS
#undef WIDE_PANEL
