// SwiftPM wants a source; the function is libFuzzer's.
#include "CFuzzing.h"
