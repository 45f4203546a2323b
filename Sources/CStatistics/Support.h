#pragma once
#include "CStatistics.h"

#pragma STDC FP_CONTRACT OFF

// One copy of a function per level of the instruction set, chosen when the program is loaded.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))
