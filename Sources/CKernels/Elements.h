// Includes TEMPLATE once per element type: T, WIDEN (to float), ROUND (from float), NAME (adds the
// suffixes of type and level).

#define T float
#define WIDEN widen_float
#define ROUND round_float
#define NAME(name) AT_LEVEL(name##_float32)
#include TEMPLATE
#undef T
#undef WIDEN
#undef ROUND
#undef NAME

#define T bfloat
#define WIDEN widen_bfloat
#define ROUND round_bfloat
#define NAME(name) AT_LEVEL(name##_bfloat16)
#include TEMPLATE
#undef T
#undef WIDEN
#undef ROUND
#undef NAME
