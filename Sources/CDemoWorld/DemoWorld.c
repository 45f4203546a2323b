#include "CDemoWorld.h"

// #embed (C23) finds the files beside this source, and the compiler records them as dependencies:
// new weights are noticed by the next build.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char decoder[] = {
#embed "weights/decoder.pth"
};
static const unsigned char encoder[] = {
#embed "weights/encoder.pth"
};
static const unsigned char ganscope[] = {
#embed "weights/ganscope.json"
};
static const unsigned char generator[] = {
#embed "weights/generator.pth"
};
static const unsigned char labels[] = {
#embed "weights/labels.json"
};
static const unsigned char trees[] = {
#embed "weights/tree-20.json"
};

static const CDemoWorldFile files[] = {
  {"decoder.pth", decoder, sizeof decoder},
  {"encoder.pth", encoder, sizeof encoder},
  {"ganscope.json", ganscope, sizeof ganscope},
  {"generator.pth", generator, sizeof generator},
  {"labels.json", labels, sizeof labels},
  {"tree-20.json", trees, sizeof trees},
};

size_t cdemoworld_file_count(void) { return sizeof files / sizeof files[0]; }

CDemoWorldFile cdemoworld_file(size_t index) {
  if (index < cdemoworld_file_count()) return files[index];
  return (CDemoWorldFile){0};
}
