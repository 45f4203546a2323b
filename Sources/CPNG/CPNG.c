#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// What the callbacks of one libpng session share.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t place;
  uint8_t *written;
  size_t capacity;
  char *message;
} Session;

static void fail(png_structp png, png_const_charp text) {
  Session *session = png_get_error_ptr(png);
  strncpy(session->message, text, CPNG_message_size - 1);
  session->message[CPNG_message_size - 1] = 0;
  png_longjmp(png, 1);
}

// Faults that libpng calls benign come as warnings: in chunks that nothing here looks at they say
// nothing against the pixels, in those that make the picture they do.
static void judge(png_structp png, png_const_charp text) {
  static const char *const essential[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS"};
  for (size_t index = 0; index < sizeof essential / sizeof *essential; index++) {
    if (strncmp(text, essential[index], 4) == 0) fail(png, text);
  }
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
  Session *session = png_get_io_ptr(png);
  if (count > session->count - session->place) png_error(png, "the file ends too early");
  memcpy(target, session->bytes + session->place, count);
  session->place += count;
}

static void write_bytes(png_structp png, png_bytep source, size_t count) {
  Session *session = png_get_io_ptr(png);
  if (count > session->capacity - session->count) {
    size_t capacity = (session->count + count) * 2;
    uint8_t *larger = realloc(session->written, capacity);
    if (!larger) png_error(png, "out of memory");
    session->written = larger;
    session->capacity = capacity;
  }
  memcpy(session->written + session->count, source, count);
  session->count += count;
}

static void flush(png_structp png) { (void)png; }

static void limit(png_structp png) {
  png_set_user_limits(png, 1 << 16, 1 << 16);
  png_set_chunk_cache_max(png, 64);
  png_set_chunk_malloc_max(png, 1 << 22);
  png_set_benign_errors(png, 1);
}

// Brings every kind of PNG to 8-bit red, green, blue, alpha.
static void normalize(png_structp png) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
}

static void take_texts(png_structp png, png_infop info, CPNG_Image *image) {
  png_textp texts = NULL;
  int count = png_get_text(png, info, &texts, NULL);
  if (count <= 0) return;
  image->texts = calloc((size_t)count, sizeof(CPNG_Text));
  if (!image->texts) png_error(png, "out of memory");
  for (int index = 0; index < count; index++) {
    CPNG_Text *text = &image->texts[image->text_count++];
    text->keyword = strdup(texts[index].key ? texts[index].key : "");
    text->text = strdup(texts[index].text ? texts[index].text : "");
    text->is_latin1 = texts[index].compression <= PNG_TEXT_COMPRESSION_zTXt;
    if (!text->keyword || !text->text) png_error(png, "out of memory");
  }
}

static void read_pixels(png_structp png, png_infop info, uint32_t pixel_limit, CPNG_Image *image,
                        png_bytepp *rows) {
  png_read_info(png, info);
  image->width = png_get_image_width(png, info);
  image->height = png_get_image_height(png, info);
  if ((uint64_t)image->width * image->height > pixel_limit) png_error(png, "too many pixels");
  normalize(png);
  png_read_update_info(png, info);
  size_t stride = (size_t)image->width * 4;
  if (png_get_rowbytes(png, info) != stride) png_error(png, "an unknown pixel format");
  image->pixels = calloc(image->height, stride);
  *rows = malloc(image->height * sizeof(png_bytep));
  if (!image->pixels || !*rows) png_error(png, "out of memory");
  for (uint32_t row = 0; row < image->height; row++) (*rows)[row] = image->pixels + row * stride;
  png_read_image(png, *rows);
  png_read_end(png, info);
  take_texts(png, info, image);
}

int CPNG_decode(const uint8_t *bytes, size_t count, uint32_t pixel_limit, CPNG_Image *image,
                char *message) {
  Session session = {.bytes = bytes, .count = count, .message = message};
  memset(image, 0, sizeof *image);
  strcpy(message, "out of memory");
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &session, fail, judge);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  png_bytepp rows = NULL;
  png_bytepp *volatile rows_place = &rows;
  volatile int status = -1;
  if (info && !setjmp(png_jmpbuf(png))) {
    limit(png);
    png_set_read_fn(png, &session, read_bytes);
    read_pixels(png, info, pixel_limit, image, rows_place);
    status = 0;
  }
  free(*rows_place);
  png_destroy_read_struct(&png, &info, NULL);
  return status;
}

static void write_picture(png_structp png, png_infop info, const uint8_t *pixels, uint32_t width,
                          uint32_t height, const CPNG_Text *texts, size_t text_count) {
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  for (size_t index = 0; index < text_count; index++) {
    png_text text = {.compression = PNG_ITXT_COMPRESSION_NONE,
                     .key = texts[index].keyword,
                     .text = texts[index].text,
                     .itxt_length = strlen(texts[index].text),
                     .lang = "",
                     .lang_key = ""};
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++) {
    png_write_row(png, pixels + (size_t)row * width * 3);
  }
  png_write_end(png, info);
}

int CPNG_encode(const uint8_t *pixels, uint32_t width, uint32_t height, const CPNG_Text *texts,
                size_t text_count, uint8_t **bytes, size_t *count, char *message) {
  Session session = {.message = message};
  Session *volatile session_place = &session;
  strcpy(message, "out of memory");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &session, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  volatile int status = -1;
  if (info && !setjmp(png_jmpbuf(png))) {
    png_set_write_fn(png, &session, write_bytes, flush);
    write_picture(png, info, pixels, width, height, texts, text_count);
    status = 0;
  }
  png_destroy_write_struct(&png, &info);
  if (status != 0) free(session_place->written);
  *bytes = status == 0 ? session_place->written : NULL;
  *count = status == 0 ? session_place->count : 0;
  return status;
}

void CPNG_free(CPNG_Image *image) {
  for (size_t index = 0; index < image->text_count; index++) {
    free(image->texts[index].keyword);
    free(image->texts[index].text);
  }
  free(image->texts);
  free(image->pixels);
  memset(image, 0, sizeof *image);
}
