#include "CDemoWorld.h"

// #embed (C23) finds the files beside this source, and the compiler records them as dependencies:
// new weights are noticed by the next build.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char country_start_json[] = {
#embed "weights/country-start.json"
};
static const unsigned char country_pth[] = {
#embed "weights/country.pth"
};
static const unsigned char decoder_pth[] = {
#embed "weights/decoder.pth"
};
static const unsigned char encoder_pth[] = {
#embed "weights/encoder.pth"
};
static const unsigned char ganscope_json[] = {
#embed "weights/ganscope.json"
};
static const unsigned char labels_json[] = {
#embed "weights/labels.json"
};
static const unsigned char results_zip[] = {
#embed "weights/results.zip"
};
static const unsigned char room_early_pth[] = {
#embed "weights/room-early.pth"
};
static const unsigned char room_middle_pth[] = {
#embed "weights/room-middle.pth"
};
static const unsigned char room_pth[] = {
#embed "weights/room.pth"
};
static const unsigned char room_start_json[] = {
#embed "weights/room-start.json"
};

static const CDemoWorldFile files[] = {
  {"country-start.json", country_start_json, sizeof country_start_json},
  {"country.pth", country_pth, sizeof country_pth},
  {"decoder.pth", decoder_pth, sizeof decoder_pth},
  {"encoder.pth", encoder_pth, sizeof encoder_pth},
  {"ganscope.json", ganscope_json, sizeof ganscope_json},
  {"labels.json", labels_json, sizeof labels_json},
  {"results.zip", results_zip, sizeof results_zip},
  {"room-early.pth", room_early_pth, sizeof room_early_pth},
  {"room-middle.pth", room_middle_pth, sizeof room_middle_pth},
  {"room.pth", room_pth, sizeof room_pth},
  {"room-start.json", room_start_json, sizeof room_start_json},
};

size_t cdemoworld_file_count(void) { return sizeof files / sizeof files[0]; }

CDemoWorldFile cdemoworld_file(size_t index) {
  if (index < cdemoworld_file_count()) return files[index];
  return (CDemoWorldFile){0};
}
