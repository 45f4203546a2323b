#pragma once
#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer on a function that tries one input and returns 0. Only there when the program is
/// built with -sanitize=fuzzer.
int LLVMFuzzerRunDriver(
    int *argumentCount, char ***arguments, int (*tryOne)(const uint8_t *data, size_t size));
