// libpng behind three functions that return a status: its errors jump, and must not jump across
// Swift.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The longest message of a failure, with its end.
enum { CPNG_message_size = 160 };

/// A keyword and its text, which is UTF-8 in iTXt chunks and Latin-1 in tEXt and zTXt.
typedef struct {
  char *keyword;
  char *text;
  int is_latin1;
} CPNG_Text;

/// A picture in memory: 8-bit red, green, blue, alpha, row by row.
typedef struct {
  uint32_t width;
  uint32_t height;
  uint8_t *pixels;
  CPNG_Text *texts;
  size_t text_count;
} CPNG_Image;

/// Decodes a whole file. Returns 0, or -1 with a message. `CPNG_free` frees the image either way.
int CPNG_decode(const uint8_t *bytes, size_t count, uint32_t pixel_limit, CPNG_Image *image,
                char *message);

/// Encodes 8-bit red, green, blue with texts. Returns 0 or -1; the bytes are freed with free().
int CPNG_encode(const uint8_t *pixels, uint32_t width, uint32_t height, const CPNG_Text *texts,
                size_t text_count, uint8_t **bytes, size_t *count, char *message);

/// Frees what `CPNG_decode` allocated.
void CPNG_free(CPNG_Image *image);
