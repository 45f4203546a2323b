"""Draws country scenes with exact masks; deterministic by (seed, index).

Everything is measured in sixty-fourths of the picture's side, drawn four times as large and
averaged down. Order of painting: sky, sun, clouds, mountains, grass, water, far trees and bushes,
house, path, fence, near bushes and trees.
"""

import numpy as np
from PIL import Image, ImageDraw

from vocabulary import PAINTED_NAMES, PAINTED_NUMBER

SUPERSAMPLING = 4

#         chance, sky top, sky horizon, light, cloud, glowing windows
MOODS = [
    (0.50, (62, 130, 214), (178, 216, 244), (1.00, 1.00, 1.00), (252, 253, 255), False),
    (0.16, (96, 178, 226), (222, 240, 236), (1.06, 1.04, 0.98), (255, 255, 255), False),
    (0.20, (86, 70, 140), (252, 168, 112), (0.86, 0.70, 0.72), (250, 200, 180), True),
    (0.14, (132, 146, 164), (206, 212, 216), (0.80, 0.84, 0.88), (236, 239, 242), False),
]
GRASS = [(104, 172, 66), (124, 184, 74), (84, 152, 62), (150, 178, 78)]
CROWNS = [(52, 122, 50), (40, 104, 56), (74, 140, 48), (212, 124, 36), (192, 74, 44)]
CROWN_CHANCES = [0.3, 0.25, 0.2, 0.15, 0.1]
WALLS = [("plaster wall", (246, 240, 226)), ("plaster wall", (242, 214, 150)),
         ("plaster wall", (176, 206, 224)), ("brick wall", (190, 92, 70)),
         ("timber wall", (150, 104, 66))]
WALL_CHANCES = [0.34, 0.2, 0.12, 0.2, 0.14]
ROOFS = [(176, 54, 46), (84, 82, 100), (128, 68, 44), (56, 84, 120)]
DOORS = [(118, 34, 30), (44, 84, 62), (84, 52, 32), (38, 60, 110)]


class Canvas:
    """A picture and its mask of painted classes, drawn together."""

    def __init__(self, size, light):
        self.size = size
        self.side = size * SUPERSAMPLING
        self.scale = self.side / 64
        self.light = light
        self.image = Image.new("RGB", (self.side, self.side))
        self.mask = Image.new("L", (self.side, self.side))
        self._draw = ImageDraw.Draw(self.image)
        self._draw_mask = ImageDraw.Draw(self.mask)

    def lit(self, colour, shade=1.0):
        return tuple(int(min(255, max(0, c * l * shade))) for c, l in zip(colour, self.light))

    def polygon(self, points, colour, name, shade=1.0):
        points = [(x * self.scale, y * self.scale) for x, y in points]
        self._draw.polygon(points, fill=self.lit(colour, shade))
        self._draw_mask.polygon(points, fill=PAINTED_NUMBER[name])

    def box(self, left, top, right, bottom, colour, name, shade=1.0):
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour, name,
                     shade)

    def ellipse(self, x, y, rx, ry, colour, name, shade=1.0):
        box = [(x - rx) * self.scale, (y - ry) * self.scale,
               (x + rx) * self.scale, (y + ry) * self.scale]
        self._draw.ellipse(box, fill=self.lit(colour, shade))
        self._draw_mask.ellipse(box, fill=PAINTED_NUMBER[name])

    def gradient(self, top, bottom, y0, y1, name, inside=None):
        """A vertical gradient between two heights, over everything or inside a bool array."""
        rows = (np.arange(self.side) / self.scale - y0) / (y1 - y0)
        ramp = np.clip(rows, 0, 1)[:, None]
        colours = np.array(top)[None] * (1 - ramp) + np.array(bottom)[None] * ramp
        full = np.broadcast_to(colours[:, None], (self.side, self.side, 3)).astype(np.uint8)
        where = None if inside is None else Image.fromarray(inside)
        self.image.paste(Image.fromarray(np.ascontiguousarray(full)), (0, 0), where)
        if inside is None:
            self.mask.paste(PAINTED_NUMBER[name], (0, 0, self.side, self.side))
        else:
            self.mask.paste(PAINTED_NUMBER[name], (0, 0), where)

    def at(self, x, y):
        """The name of the painted class at a place."""
        return PAINTED_NAMES[self.mask.getpixel((int(x * self.scale), int(y * self.scale)))]

    def finish(self):
        """uint8 picture (size, size, 3) and mask (size, size): the commonest class of a pixel."""
        image = np.asarray(self.image.reduce(SUPERSAMPLING))
        fine = np.asarray(self.mask).reshape(self.size, SUPERSAMPLING, self.size, SUPERSAMPLING)
        fine = fine.transpose(0, 2, 1, 3).reshape(self.size, self.size, -1)
        present = np.unique(fine)
        votes = np.stack([(fine == number).sum(-1) for number in present])
        return image, present[votes.argmax(0)]


def vary(rng, colour, amount=0.06):
    """The colour a little lighter or darker, and a little off in hue."""
    factor = 1 + rng.normal(0, amount)
    return tuple(float(np.clip(c * factor + rng.normal(0, 90 * amount), 0, 255)) for c in colour)


def draw_sky(canvas, rng, mood, horizon):
    _, top, low, _, cloud, _ = mood
    light, canvas.light = canvas.light, (1, 1, 1)
    canvas.gradient(vary(rng, top), vary(rng, low, 0.03), 0, horizon, "sky")
    if rng.random() < 0.5 and mood is not MOODS[3]:
        x, y, radius = rng.uniform(7, 57), rng.uniform(6, 14), rng.uniform(3.8, 5)
        canvas.ellipse(x, y, radius, radius, (255, 226, 104), "sun")
        canvas.ellipse(x, y, radius * 0.66, radius * 0.66, (255, 240, 164), "sun")
    for _ in range(rng.choice([0, 1, 2], p=[0.28, 0.42, 0.30])):
        draw_cloud(canvas, rng, vary(rng, cloud, 0.02))
    canvas.light = light


def draw_cloud(canvas, rng, colour):
    x, y, width = rng.uniform(6, 58), rng.uniform(5.5, 15), rng.uniform(7.5, 11)
    height = rng.uniform(2.1, 2.8)
    puffs = [(-0.55, 0.2, 0.45, 1), (0.55, 0.2, 0.45, 0.95), (-0.12, -0.45, 0.42, 1.45),
             (0.22, -0.2, 0.38, 1.2)]
    canvas.ellipse(x, y + 0.5 * height, width, height * 0.8, colour, "cloud", 0.93)
    for dx, dy, rx, ry in puffs:
        canvas.ellipse(x + dx * width, y + dy * height, rx * width, ry * height, colour, "cloud")


def draw_mountains(canvas, rng, horizon):
    colour = vary(rng, (120, 128, 164))
    for far in (True, False)[rng.integers(2):]:
        x, half, height = rng.uniform(4, 60), rng.uniform(20, 30), rng.uniform(14, 21)
        height *= 0.75 if far else 1.0
        peak, foot = horizon - height, horizon + 2
        shade = 1.16 if far else 1.0
        canvas.polygon([(x - half, foot), (x, peak), (x + half, foot)], colour, "mountain", shade)
        canvas.polygon([(x, peak), (x + half, foot), (x + half * 0.25, foot)], colour, "mountain",
                       shade * 0.84)
        if height > 11:
            cap = 0.38
            left, right, low = x - half * cap, x + half * cap, peak + (foot - peak) * cap
            canvas.polygon([(x, peak), (right, low), (x + 1.2, low - 1.4), (x - 1.6, low + 0.8),
                            (left, low)], (240, 244, 252), "snowcap")


def draw_grass(canvas, rng, horizon):
    base = vary(rng, GRASS[rng.integers(len(GRASS))])
    x = (np.arange(canvas.side) / canvas.scale)[None]
    y = (np.arange(canvas.side) / canvas.scale)[:, None]
    line = horizon + rng.uniform(0.3, 1.4) * np.sin(x / rng.uniform(9, 14) + rng.uniform(0, 6.3))
    canvas.gradient(canvas.lit(base, 1.12), canvas.lit(base, 0.78), horizon, 64, "grass", y >= line)


def draw_path(canvas, rng, x, y):
    """From the door at (x, y) to the lower edge, widening and bending."""
    foot, near = x + rng.uniform(-12, 12), rng.uniform(5.5, 8)
    steps = np.linspace(0, 1, 9)
    centre = x + (foot - x) * steps ** 1.5
    half = 2.2 + (near - 2.2) * steps
    rows = y + (64.5 - y) * steps
    points = list(zip(centre - half, rows)) + list(zip(centre + half, rows))[::-1]
    canvas.polygon(points, vary(rng, (222, 196, 148), 0.05), "path")


def draw_water(canvas, rng, side):
    x = rng.uniform(6, 16) if side < 0 else rng.uniform(48, 58)
    y, rx, ry = rng.uniform(54, 59), rng.uniform(14, 19), rng.uniform(4.5, 6.2)
    colour = vary(rng, (66, 138, 206))
    canvas.ellipse(x, y, rx, ry, colour, "water", 0.86)
    canvas.ellipse(x, y + 0.5, rx * 0.92, ry * 0.84, colour, "water")
    canvas.ellipse(x - rx * 0.2, y - ry * 0.2, rx * 0.45, ry * 0.22, colour, "water", 1.25)


def draw_tree(canvas, rng, x, y, scale):
    """A tree that stands at (x, y): round, poplar or conical."""
    colour = vary(rng, CROWNS[rng.choice(len(CROWNS), p=CROWN_CHANCES)])
    kind = rng.choice(3, p=[0.62, 0.12, 0.26])
    trunk = rng.uniform(5, 7) * scale
    half = 1.6 * scale
    canvas.polygon([(x - half * 1.2, y), (x - half * 0.8, y - trunk - 4), (x + half * 0.8,
                   y - trunk - 4), (x + half * 1.2, y)], vary(rng, (110, 74, 46)), "trunk")
    top = y - trunk
    if kind == 2:
        draw_conifer(canvas, vary(rng, (34, 98, 62)), x, top, rng.uniform(0.9, 1.1) * scale)
    elif kind == 1:
        r = 5 * scale
        canvas.ellipse(x, top - r * 1.5, r, r * 2.1, colour, "crown", 0.84)
        canvas.ellipse(x - r * 0.18, top - r * 1.65, r * 0.72, r * 1.7, colour, "crown", 1.08)
    else:
        r = rng.uniform(6.4, 8) * scale
        for dx, dy, size in ((-0.62, -0.5, 0.7), (0.62, -0.5, 0.7), (0, -1.05, 0.85),
                             (0, -0.4, 0.75)):
            canvas.ellipse(x + dx * r, top + dy * r, size * r, size * r, colour, "crown", 0.84)
        for dx, dy, size in ((-0.62, -0.68, 0.46), (0.42, -0.72, 0.44), (-0.12, -1.22, 0.56)):
            canvas.ellipse(x + dx * r, top + dy * r, size * r, size * r, colour, "crown", 1.1)


def draw_conifer(canvas, colour, x, top, scale):
    for level, (half, shade) in enumerate(((7, 0.84), (5.8, 0.96), (4.4, 1.1))):
        low = top + 1 - level * 5 * scale
        canvas.polygon([(x - half * scale, low), (x, low - 9 * scale), (x + half * scale, low)],
                       colour, "crown", shade)


def draw_bush(canvas, rng, x, y, radius):
    """A bush, or a tree so small that its trunk is hidden, standing on the grass at (x, y)."""
    if rng.random() < 0.35:
        draw_conifer(canvas, vary(rng, (34, 98, 62)), x, y - radius * 0.2, radius / 7)
        return
    colour = vary(rng, CROWNS[rng.choice(len(CROWNS), p=CROWN_CHANCES)])
    tall = radius * rng.uniform(0.8, 1.15)
    canvas.ellipse(x, y - tall, radius, tall, colour, "crown", 0.84)
    canvas.ellipse(x - radius * 0.2, y - tall * 1.2, radius * 0.64, tall * 0.7, colour, "crown", 1.1)


def draw_house(canvas, rng, x, base, glow):
    """A house whose front stands at x on the line base; returns the door's place."""
    half, height = rng.uniform(12, 14.5), rng.uniform(10.5, 12)
    rise = rng.uniform(8.5, 11)
    name, colour = WALLS[rng.choice(len(WALLS), p=WALL_CHANCES)]
    colour, roof = vary(rng, colour, 0.04), vary(rng, ROOFS[rng.integers(len(ROOFS))])
    top = base - height
    if rng.random() < 0.7:
        left = x + rng.choice([-1, 1]) * half * 0.55 - 2
        stone = vary(rng, (150, 116, 104))
        canvas.box(left, top - rise - 2.5, left + 4, top - 1, stone, "chimney")
        canvas.box(left - 0.5, top - rise - 3, left + 4.5, top - rise - 1.5, stone, "chimney", 0.8)
    canvas.box(x - half, top - 0.5, x + half, base, colour, name)
    draw_wall_texture(canvas, x, half, top, base, name, colour)
    inset = half * (1.0 if rng.random() < 0.4 else rng.uniform(0.35, 0.6))
    ridge = half + 2.2 - inset
    canvas.polygon([(x - half - 2.2, top + 0.8), (x - ridge, top - rise), (x + ridge, top - rise),
                    (x + half + 2.2, top + 0.8)], roof, "roof")
    canvas.box(x - half - 2.2, top - 0.5, x + half + 2.2, top + 0.9, roof, "roof", 0.78)
    slots = [x - half * 0.6, x, x + half * 0.6]
    door = int(rng.choice(3, p=[0.2, 0.6, 0.2]))
    pane = (255, 214, 110) if glow else vary(rng, (150, 200, 232), 0.04)
    for number, slot in enumerate(slots):
        if number == door:
            draw_door(canvas, rng, slot, base)
        else:
            draw_window(canvas, slot, top + height * 0.45, pane, glow)
    return slots[door]


def draw_wall_texture(canvas, x, half, top, base, name, colour):
    """Courses of brick and boards of timber; plaster stays smooth."""
    step = {"brick wall": 3.0, "timber wall": 2.0}.get(name)
    if step:
        for row in np.arange(top + 2.2, base, step):
            canvas.box(x - half, row, x + half, row + 0.6, colour, name, 0.88)


def draw_door(canvas, rng, x, base):
    canvas.box(x - 2.8, base - 8.2, x + 2.8, base, (240, 232, 214), "door", 0.92)
    canvas.box(x - 2.1, base - 7.5, x + 2.1, base, vary(rng, DOORS[rng.integers(len(DOORS))]),
               "door")


def draw_window(canvas, x, y, pane, glow):
    canvas.box(x - 2.9, y - 2.9, x + 2.9, y + 2.9, (248, 246, 240), "frame")
    light = canvas.light
    if glow:
        canvas.light = (1, 1, 1)
    canvas.box(x - 2.2, y - 2.2, x + 2.2, y + 2.2, pane, "window", 0.9)
    canvas.light = light
    canvas.box(x - 0.35, y - 2.2, x + 0.35, y + 2.2, (248, 246, 240), "frame")


def draw_fence(canvas, rng, left, right, y):
    """A fence of pointed boards, without gaps, standing on the line y."""
    colour = vary(rng, (246, 243, 234) if rng.random() < 0.6 else (164, 118, 76), 0.04)
    height = rng.uniform(6, 7)
    for number, x in enumerate(np.arange(left, right, 2.6)):
        canvas.polygon([(x, y), (x, y - height + 1.2), (x + 1.3, y - height),
                        (x + 2.6, y - height + 1.2), (x + 2.6, y)], colour, "fence",
                       1.0 if number % 2 else 0.84)


def draw_scene(seed, index, size=64):
    """The picture (size, size, 3) uint8 and the mask (size, size) of painted classes."""
    rng = np.random.default_rng([seed, index])
    mood = MOODS[rng.choice(len(MOODS), p=[m[0] for m in MOODS])]
    horizon = rng.uniform(34, 39)
    canvas = Canvas(size, mood[3])
    draw_sky(canvas, rng, mood, horizon)
    if rng.random() < 0.55:
        draw_mountains(canvas, rng, horizon)
    draw_grass(canvas, rng, horizon)
    house = rng.random() < 0.85
    x, base = rng.uniform(20, 44), rng.uniform(44, 48)
    side = -1 if x > 32 else 1
    if rng.random() < (0.42 if house else 0.6):
        draw_water(canvas, rng, side * rng.choice([1, -1], p=[0.8, 0.2]))
    draw_far_trees(canvas, rng, house, x, horizon)
    draw_bushes(canvas, rng, horizon + 1.5, horizon + 11, (2.2, 4.2))
    if house:
        path = rng.random() < 0.78
        door = draw_house(canvas, rng, x, base, mood[5])
        if path:
            draw_path(canvas, rng, door, base)
    draw_near_things(canvas, rng, house, x, side)
    draw_bushes(canvas, rng, 52, 62, (2.8, 5))
    return canvas.finish()


def draw_far_trees(canvas, rng, house, x, horizon):
    """Trees on both sides of the house, behind it."""
    for place in (-1, 1):
        if rng.random() < 0.42:
            at = x + place * rng.uniform(20, 27) if house else 32 + place * rng.uniform(8, 26)
            draw_tree(canvas, rng, at, horizon + rng.uniform(5, 9), rng.uniform(0.85, 1.0))


def draw_bushes(canvas, rng, first, last, radii):
    """Up to three bushes anywhere between two heights, the far ones first and smaller."""
    places = np.sort(rng.uniform(0, 1, rng.choice(4, p=[0.4, 0.3, 0.2, 0.1])))
    for near in places:
        radius = radii[0] + (radii[1] - radii[0]) * near * rng.uniform(0.8, 1)
        x, y = rng.uniform(2, 62), first + (last - first) * near
        if canvas.at(x, y) == "grass":
            draw_bush(canvas, rng, x, y, radius)


def draw_near_things(canvas, rng, house, x, side):
    """A fence to the picture's edge and a near tree."""
    if rng.random() < 0.38:
        y = rng.uniform(49, 52)
        if rng.random() < 0.5:
            draw_fence(canvas, rng, -1, x - (7 if house else 0), y)
        else:
            draw_fence(canvas, rng, x + (7 if house else 0), 65, y)
    if rng.random() < 0.4:
        at = rng.uniform(50, 59) if side > 0 else rng.uniform(5, 14)
        draw_tree(canvas, rng, at, rng.uniform(54, 59), rng.uniform(1.1, 1.3))
