#include "CThemes.h"

// The folder Themes is what people copy from and edit; the program carries the same files.
static const unsigned char dark[] = {
#embed "../../Themes/dark.theme"
};
static const unsigned char light[] = {
#embed "../../Themes/light.theme"
};
static const unsigned char colorblind[] = {
#embed "../../Themes/colorblind.theme"
};
static const unsigned char high_contrast[] = {
#embed "../../Themes/high-contrast.theme"
};

static const cthemes_file files[] = {
    {"dark", dark, sizeof dark},
    {"light", light, sizeof light},
    {"colorblind", colorblind, sizeof colorblind},
    {"high-contrast", high_contrast, sizeof high_contrast},
};

size_t cthemes_count(void) { return sizeof files / sizeof *files; }

cthemes_file cthemes_file_at(size_t index) {
  if (index < cthemes_count()) return files[index];
  return (cthemes_file){0};
}
