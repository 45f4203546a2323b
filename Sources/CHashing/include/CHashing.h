#pragma once
#include <stddef.h>
#include <stdint.h>

/// Writes the 32 bytes of the SHA-256 of `size` bytes at `data` (which may be NULL when size is 0).
/// Uses the processor's SHA instructions where there are any.
void ganscope_sha256(const uint8_t *data, size_t size, uint8_t *digest);

/// The same by portable code, for comparison.
void ganscope_sha256_portable(const uint8_t *data, size_t size, uint8_t *digest);
