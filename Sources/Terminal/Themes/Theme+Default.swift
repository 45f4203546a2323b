extension Theme {
  /// The built-in dark theme of calm colours; every other theme falls back to it.
  ///
  /// It keeps a contrast of at least 4.5 for text on its background and on the selection.
  public static let dark: Theme = {
    let colors: [Role: UInt32] = [
      .background: 0x14181F, .text: 0xC9D1DB, .title: 0xE6EBF2, .highlight: 0x7FB7E6,
      .selectedBackground: 0x27405A, .selectedText: 0xF2F6FA, .inactive: 0x7D8896,
      .caption: 0x93A0AF, .meterBackground: 0x262D37, .accent: 0xE0B26E, .layersBox: 0x55708C,
      .unitsBox: 0x5C8272, .sceneBox: 0x7A6C94, .detailsBox: 0x8A7660, .divider: 0x333C48,
      .success: 0x86C08D, .warning: 0xE0B26E, .error: 0xE5837B, .gain: 0x79B8D9,
      .loss: 0xE39A6B, .objectCategory: 0x8DBCE8, .partCategory: 0xB9A6E3,
      .materialCategory: 0xD9B27C, .colorCategory: 0x8CC9A8, .sceneCategory: 0xD79BB4,
      .contour: 0xF4F7FA,
    ]
    return Theme(
      name: "dark",
      inks: colors.mapValues { .rgb(RGBColor(hex: $0)) },
      gradients: [
        .iou: [0x4C6F8F, 0x5FA3A0, 0xA9D18E], .effect: [0x6A6391, 0xA97C9E, 0xE3A08A],
        .progress: [0x45688A, 0x5C8FB5, 0x7FB7E6], .severity: [0x86C08D, 0xE0B26E, 0xE5837B],
      ].mapValues { (stops: [UInt32]) in stops.map(RGBColor.init(hex:)) }
    )
  }()
}
