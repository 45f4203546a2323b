"""The furniture of rooms.py. Every function notes where its thing stands, so that the floor gets
its shadow first, and returns (depth, how to draw it)."""

from scenes import vary

BRASS, DARK = (196, 164, 96), (58, 54, 58)


def pick(rng, colours):
    return vary(rng, colours[rng.integers(len(colours))])


def draw_sofa(room, rng, x, width, cloths):
    colour, leg = pick(rng, cloths), 0.1
    half, z0, z1 = width / 2, 0.08, 0.85
    room.stands(x - half, x + half, z0, z1)
    cushion = pick(rng, cloths) if rng.random() < 0.6 else None

    def draw():
        room.box(x - half + 0.12, x + half - 0.12, leg, 0.88, z0, 0.3, colour, "sofa back")
        room.upright(x - 0.02, x + 0.02, 0.45, 0.86, 0.3, colour, "sofa back", 0.72)
        room.box(x - half + 0.12, x + half - 0.12, leg, 0.44, 0.3, z1, colour, "sofa seat",
                 ([c * 1.08 for c in colour], "sofa seat"))
        room.upright(x - half + 0.12, x + half - 0.12, leg, 0.28, z1, colour, "sofa seat", 0.78)
        for side in ((-1, 1) if x > 0 else (1, -1)):
            x0, x1 = sorted((x + side * half, x + side * (half - 0.2)))
            room.box(x0, x1, leg - 0.04, 0.62, z0, z1 + 0.03, colour, "sofa arm")
        if cushion:
            place = x + half * 0.45
            room.upright(place - 0.17, place + 0.17, 0.46, 0.76, 0.42, cushion, "sofa back")
    return z1, draw


def draw_table(room, rng, x, z0, z1, width, height, woods):
    colour, half = pick(rng, woods[:3]), width / 2
    room.stands(x - half, x + half, z0, z1)

    def draw():
        for z in (z0 + 0.04, z1 - 0.04):
            for place in (x - half + 0.04, x + half - 0.18):
                room.upright(place, place + 0.14, 0, height - 0.03, z, colour, "table leg", 0.72)
        room.box(x - half, x + half, height - 0.09, height, z0, z1, colour, "table top",
                 ([c * 1.1 for c in colour], "table top"))
    return z1, draw


def draw_chair(room, rng, x, z, woods):
    """A chair that faces the camera."""
    colour, half, depth = pick(rng, woods), 0.29, 0.42
    room.stands(x - half, x + half, z - depth, z)

    def draw():
        for at, shade in ((z - depth, 0.6), (z, 0.76)):
            for place in (x - half, x + half - 0.14):
                room.upright(place, place + 0.14, 0, 0.45, at, colour, "chair leg", shade)
        room.upright(x - half, x + half, 0.45, 1.02, z - depth, colour, "chair back", 0.9)
        room.upright(x - half + 0.13, x + half - 0.13, 0.6, 0.86, z - depth, colour, "chair back",
                     0.7)
        room.box(x - half, x + half, 0.37, 0.47, z - depth, z, colour, "chair seat",
                 ([c * 1.1 for c in colour], "chair seat"))
    return z, draw


def draw_cabinet(room, rng, x, width, height, woods, depth=0.45):
    colour, half = pick(rng, woods), width / 2
    room.stands(x - half, x + half, 0, depth)

    def draw():
        room.box(x - half, x + half, 0.02, height, 0, depth, colour, "cabinet",
                 ([c * 1.06 for c in colour], "cabinet top"))
        room.upright(x - half, x + half, height - 0.08, height, depth, colour, "cabinet top", 0.9)
        rows, columns = max(2, round(height / 0.27)), 2 if width > 0.8 else 1
        for row in range(rows):
            for column in range(columns):
                x0, x1 = (x - half + width * part / columns for part in (column, column + 1))
                y0, y1 = (0.04 + (height - 0.12) * part / rows for part in (row, row + 1))
                room.upright(x0 + 0.05, x1 - 0.05, y0 + 0.03, y1 - 0.03, depth, colour, "drawer",
                             1.12)
                middle = (x0 + x1) / 2
                room.upright(middle - 0.06, middle + 0.06, (y0 + y1) / 2 - 0.02,
                             (y0 + y1) / 2 + 0.02, depth, colour, "drawer", 0.5)
    return depth, draw


def draw_stove(room, rng, x):
    colour = vary(rng, [(238, 238, 236), (168, 172, 178), (70, 70, 76)][rng.integers(3)], 0.03)
    half, z1 = 0.36, 0.6
    hot = rng.random() < 0.3

    def draw():
        room.box(x - half, x + half, 0, 0.92, 0, z1, colour, "stove")
        for number, (dx, z) in enumerate(((-0.17, 0.42), (0.17, 0.42))):
            glow = (224, 70, 40) if hot and number else DARK
            room.disc(x + dx, 0.93, z, 0.165, 0.1, glow, "burner")
        room.upright(x - half, x + half, 0.74, 0.9, z1, colour, "stove", 0.82)
        for knob in (-0.24, -0.08, 0.08, 0.24):
            room.disc(x + knob, 0.82, z1, 0.04, 0.04, DARK, "stove")
        room.upright(x - half + 0.07, x + half - 0.07, 0.2, 0.62, z1, (52, 50, 58), "oven")
        room.upright(x - half + 0.07, x + half - 0.07, 0.62, 0.67, z1, (210, 212, 216), "stove")
    return z1, draw


def draw_lamp(room, rng, x, z, foot, lit, tall=1.55):
    """A floor lamp, or with a foot above the floor a table lamp."""
    tall = tall * rng.uniform(0.94, 1.06)
    cloth = vary(rng, (250, 226, 164) if lit else [(246, 238, 220), (226, 150, 96),
                                                   (120, 168, 170)][rng.integers(3)], 0.03)
    wide, high = (0.32, 0.42) if foot == 0 else (0.29, 0.36)
    if foot == 0:
        room.stands(x - 0.16, x + 0.16, z - 0.12, z + 0.08)
    if lit:
        room.shines(x, foot + tall - high / 2, z, rng.uniform(12, 16))

    def draw():
        room.disc(x, foot + 0.03, z, 0.2 if foot == 0 else 0.15, 0.06, BRASS, "lamp stand", 0.8)
        room.upright(x - 0.07, x + 0.07, foot, foot + tall - 0.1, z, BRASS, "lamp stand")
        draw_shade(room, x, foot + tall, z, wide, high, cloth, lit)
    return z + 0.1, draw


def draw_shade(room, x, top, z, wide, high, cloth, lit):
    light, canvas = room.canvas.light, room.canvas
    if lit:
        canvas.light = (1, 1, 1)
    for left, right, shade in ((-1, 1, 0.92), (-0.55, 0.55, 1.04)):
        room.face([(x + left * wide, top - high, z), (x + right * wide, top - high, z),
                   (x + right * wide * 0.62, top, z), (x + left * wide * 0.62, top, z)], cloth,
                  "shade", shade)
    canvas.light = light


def draw_pendant(room, rng, x, z, lit):
    cloth = vary(rng, (250, 226, 164) if lit else [(206, 72, 56), (70, 120, 128),
                                                   (240, 196, 84)][rng.integers(3)], 0.03)
    low = rng.uniform(1.72, 1.85)
    if lit:
        room.shines(x, low, z, rng.uniform(13, 17))

    def draw():
        room.upright(x - 0.06, x + 0.06, low + 0.2, room.height, z, DARK, "lamp stand")
        draw_shade(room, x, low + 0.26, z, 0.36, 0.32, cloth, lit)
    return z + 1, draw


def draw_sconce(room, rng, x, top, lit):
    """A small lamp on the back wall."""
    cloth = vary(rng, (250, 226, 164) if lit else [(246, 238, 220), (226, 150, 96),
                                                   (120, 168, 170)][rng.integers(3)], 0.03)
    if lit:
        room.shines(x, top - 0.15, 0, rng.uniform(7, 10))
    room.upright(x - 0.05, x + 0.05, top - 0.42, top - 0.2, 0, BRASS, "lamp stand")
    draw_shade(room, x, top, 0, rng.uniform(0.2, 0.26), rng.uniform(0.26, 0.34), cloth, lit)


def draw_plant(room, rng, x, z, foot, tall):
    """A plant in a pot, on the floor or on something."""
    green = pick(rng, [(58, 132, 66), (84, 150, 70), (44, 108, 76)])
    clay = pick(rng, [(196, 104, 70), (222, 214, 202), (88, 112, 132)])
    size = tall / 1.2
    if foot == 0:
        room.stands(x - 0.17 * size, x + 0.17 * size, z - 0.15, z + 0.12)
    kind = rng.integers(2)

    def draw():
        pot, rim = 0.36 * size, 0.24 * size
        if kind:
            for dx, dy, r in ((-0.2, 0.62, 0.2), (0.2, 0.62, 0.2), (0, 0.86, 0.24), (0, 0.6, 0.22)):
                room.disc(x + dx * size, foot + dy * size, z, r * size, r * size, green, "leaf",
                          0.8)
            for dx, dy, r in ((-0.16, 0.72, 0.12), (0.1, 0.92, 0.14), (0.14, 0.64, 0.1)):
                room.disc(x + dx * size, foot + dy * size, z, r * size, r * size, green, "leaf",
                          1.15)
        else:
            for dx, dy, shade in ((-0.36, 0.86, 0.8), (0.36, 0.82, 0.8), (-0.18, 1.08, 0.95),
                                  (0.2, 1.04, 1.0), (0, 1.18, 1.15)):
                room.face([(x - 0.09 * size, foot + pot * 0.9, z),
                           (x + (dx * 0.7 - 0.1) * size, foot + dy * 0.75 * size, z),
                           (x + dx * size, foot + dy * size, z),
                           (x + (dx * 0.7 + 0.1) * size, foot + dy * 0.7 * size, z),
                           (x + 0.09 * size, foot + pot * 0.9, z)], green, "leaf", shade)
        room.face([(x - rim * 0.7, foot, z + 0.05), (x + rim * 0.7, foot, z + 0.05),
                   (x + rim, foot + pot, z + 0.05), (x - rim, foot + pot, z + 0.05)], clay, "pot",
                  0.92)
        room.upright(x - rim * 1.1, x + rim * 1.1, foot + pot * 0.8, foot + pot, z + 0.05, clay,
                     "pot", 1.08)
    return z + 0.12, draw


def draw_bed(room, rng, x, width, cloths, woods):
    wood, cloth = pick(rng, woods[:3]), pick(rng, cloths[:5])
    half, z1 = width / 2, 1.3
    room.stands(x - half, x + half, 0, z1)
    white = vary(rng, (246, 244, 240), 0.02)

    def draw():
        room.upright(x - half - 0.05, x + half + 0.05, 0, 1.12, 0.02, wood, "headboard", 0.92)
        room.upright(x - half + 0.06, x + half - 0.06, 0.6, 1.02, 0.02, wood, "headboard", 1.1)
        room.box(x - half, x + half, 0.1, 0.5, 0.04, z1, cloth, "blanket")
        room.flat(x - half, x + half, 0.5, 0.04, 0.42, white, "pillow", 0.86)
        for side in (-1, 1):
            middle = x + side * half * 0.5
            room.box(middle - half * 0.42, middle + half * 0.42, 0.5, 0.66, 0.08, 0.34, white,
                     "pillow")
        room.flat(x - half, x + half, 0.505, 0.42, 0.54, white, "blanket", 0.97)
        room.upright(x - half, x + half, 0.02, 0.16, z1, wood, "headboard", 0.8)
    return z1, draw
