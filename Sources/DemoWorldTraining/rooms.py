"""Draws living rooms, kitchens and bedrooms with exact masks; deterministic by (seed, index).

A room is a box seen through its missing front wall, in one-point perspective. Lengths are in
metres: X to the right from the camera's axis, Y up from the floor, Z from the back wall towards the
camera. Order of painting: walls, floor, ceiling, what hangs on the back wall, carpet, daylight and
shadows on the floor, furniture from the back to the front, and last the light of the lamps.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from furniture import (draw_bed, draw_cabinet, draw_chair, draw_lamp, draw_pendant, draw_plant,
                       draw_sconce, draw_sofa, draw_stove, draw_table)
from scenes import Canvas, vary

#         chance, daylight, sky top, sky horizon, hill, lamps are lit
MOODS = [
    (0.45, (1.00, 1.00, 1.00), (86, 156, 228), (200, 228, 246), (112, 176, 84), False),
    (0.20, (0.90, 0.92, 0.95), (158, 174, 190), (222, 228, 230), (120, 152, 104), False),
    (0.35, (0.74, 0.64, 0.60), (44, 48, 96), (222, 132, 104), (52, 70, 72), True),
]
WALLS = [(240, 230, 210), (182, 204, 178), (176, 202, 222), (240, 206, 130), (232, 190, 178),
         (206, 200, 194)]
FLOORS = [(186, 134, 86), (142, 94, 60), (216, 178, 130)]
TILES = [((232, 228, 220), (184, 188, 192)), ((236, 224, 204), (204, 146, 116)),
         ((226, 232, 234), (132, 152, 170))]
CLOTHS = [(186, 60, 52), (52, 104, 156), (66, 132, 92), (228, 168, 60), (132, 84, 140),
          (236, 228, 214)]
WOODS = [(150, 98, 58), (196, 148, 96), (108, 68, 44), (242, 236, 224)]


class Room:
    """The canvas, and where a place in the room is on it."""

    def __init__(self, canvas, rng):
        self.canvas = canvas
        self.eye, self.distance, self.height = rng.uniform(1.68, 1.78), 3.2, rng.uniform(2.5, 2.65)
        self.scale = rng.uniform(11.6, 12.4)  # pixels a metre at the back wall
        self.x, self.y = rng.uniform(27, 37), rng.uniform(19.5, 21.5)
        self.left = (rng.uniform(2, 8) - self.x) / self.scale
        self.right = (rng.uniform(56, 62) - self.x) / self.scale
        self.footprints, self.lights, self.hung = [], [], []

    def at(self, x, y, z):
        grown = self.scale * self.distance / (self.distance - z)
        return self.x + x * grown, self.y + (self.eye - y) * grown

    def face(self, points, colour, name, shade=1.0):
        self.canvas.polygon([self.at(*point) for point in points], colour, name, shade)

    def upright(self, x0, x1, y0, y1, z, colour, name, shade=1.0):
        """A rectangle that faces the camera."""
        self.face([(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)], colour, name, shade)

    def flat(self, x0, x1, y, z0, z1, colour, name, shade=1.0):
        """A level rectangle."""
        self.face([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)], colour, name, shade)

    def box(self, x0, x1, y0, y1, z0, z1, colour, name, top=None):
        """The faces of a box that the camera sees: a side, the top, the front."""
        side = x0 if x0 > 0 else x1 if x1 < 0 else None
        if side is not None:
            self.face([(side, y0, z0), (side, y0, z1), (side, y1, z1), (side, y1, z0)], colour,
                      name, 0.74)
        if y1 < self.eye:
            self.flat(x0, x1, y1, z0, z1, *(top or (colour, name)), 1.08)
        self.upright(x0, x1, y0, y1, z1, colour, name, 0.94)

    def disc(self, x, y, z, rx, ry, colour, name, shade=1.0):
        at, grown = self.at(x, y, z), self.at(1, y, z)[0] - self.at(0, y, z)[0]
        self.canvas.ellipse(*at, rx * grown, ry * grown, colour, name, shade)

    def stands(self, x0, x1, z0, z1):
        """Something stands there and throws a shadow, away from the window."""
        self.footprints.append((x0, x1, z0, z1))

    def hangs(self, x, half):
        """Something hangs on the back wall there."""
        self.hung.append((x - half, x + half))

    def bare(self, rng, half):
        """A place of the back wall where nothing hangs for so far to both sides, or None."""
        for x in rng.uniform(self.left + half, self.right - half, 12):
            if all(x + half < x0 or x - half > x1 for x0, x1 in self.hung):
                self.hangs(x, half)
                return x

    def shines(self, x, y, z, reach):
        self.lights.append((*self.at(x, y, z), reach))


def draw_shell(room, rng, kind):
    """Back wall, side walls, ceiling, floor."""
    canvas, left, right, top = room.canvas, room.left, room.right, room.height
    wall, front = vary(rng, WALLS[rng.integers(len(WALLS))], 0.04), 3.0
    canvas.box(-1, -1, 65, 65, wall, "room wall")
    for x, shade in ((left, 0.86), (right, 0.78)):
        room.face([(x, 0, 0), (x, 0, front), (x, top, front), (x, top, 0)], wall, "room wall",
                  shade)
    white = vary(rng, (246, 243, 236), 0.02)
    room.flat(left, right, top, 0, front, white, "ceiling", 0.94)
    draw_floor(room, rng, kind, front)
    room.upright(left, right, 0, 0.09, 0, white, "room wall", 0.97)  # a skirting board


def draw_floor(room, rng, kind, front):
    left, right = room.left, room.right
    if kind == "kitchen" and rng.random() < 0.75:
        light, dark = TILES[rng.integers(len(TILES))]
        light, dark = vary(rng, light, 0.02), vary(rng, dark, 0.03)
        room.flat(left, right, 0, 0, front, light, "floor tiles", 0.95)
        step = 0.55
        for row in range(4):
            for column in range(int((right - left) / step) + 1):
                if (row + column) % 2:
                    x0, z0 = left + column * step, row * step
                    room.flat(x0, min(x0 + step, right), 0, z0, z0 + step, dark, "floor tiles")
        return
    wood = vary(rng, FLOORS[rng.integers(len(FLOORS))])
    room.flat(left, right, 0, 0, front, wood, "floor boards")
    for number, x in enumerate(np.arange(left, right, 0.34)):
        if number % 2:
            room.flat(x, min(x + 0.34, right), 0, 0, front, wood, "floor boards", 0.9)


def draw_window(room, rng, mood, x, width, curtains):
    """A window with a view, with or without curtains; returns its place."""
    low, high = rng.uniform(0.98, 1.08), rng.uniform(2.12, 2.25)
    half, canvas = width / 2, room.canvas
    room.hangs(x, half + (0.4 if curtains else 0.2))
    white = (250, 247, 240)
    room.upright(x - half - 0.1, x + half + 0.1, low - 0.1, high + 0.1, 0, white, "sash")
    light, canvas.light = canvas.light, (1, 1, 1)
    _, _, sky, horizon, hill, dark = mood
    steps = 6
    for step in range(steps):
        y0, y1 = (low + (high - low) * part / steps for part in (step, step + 1))
        mixed = [a + (b - a) * step / (steps - 1) for a, b in zip(horizon, sky)]
        room.upright(x - half, x + half, y0, y1, 0, mixed, "pane")
    ridge = low + (high - low) * rng.uniform(0.25, 0.4)
    bend = rng.uniform(-0.12, 0.12)
    room.face([(x - half, low, 0), (x - half, ridge + bend, 0), (x, ridge, 0),
               (x + half, ridge - bend, 0), (x + half, low, 0)], vary(rng, hill), "pane")
    if rng.random() < 0.6:
        place = x + half * rng.choice([-1, 1]) * 0.5
        room.disc(place, ridge + 0.1, 0, half * 0.4, 0.24, [c * 0.62 for c in hill], "pane")
    canvas.light = light
    room.upright(x - 0.035, x + 0.035, low, high, 0, white, "sash", 0.96)
    room.upright(x - half, x + half, (low + high) / 2 - 0.03, (low + high) / 2 + 0.03, 0, white,
                 "sash", 0.96)
    room.upright(x - half - 0.16, x + half + 0.16, low - 0.14, low - 0.05, 0.06, white, "sash",
                 0.92)
    if curtains:
        draw_curtains(room, rng, x, half, low, high)
    return x, half


def draw_curtains(room, rng, x, half, low, high):
    colour = vary(rng, CLOTHS[rng.integers(len(CLOTHS))])
    foot = low - 0.25 if rng.random() < 0.5 else 0.12
    for side in (-1, 1):
        inner, outer = x + side * half * 0.62, x + side * (half + 0.3)
        for fold in range(4):
            x0, x1 = (inner + (outer - inner) * part / 4 for part in (fold, fold + 1))
            room.upright(x0, x1, foot, high + 0.16, 0.08, colour, "curtain",
                         1.0 if fold % 2 else 0.82)
    room.upright(x - half - 0.36, x + half + 0.36, high + 0.14, high + 0.22, 0.08,
                 (120, 84, 56), "curtain")


def draw_door(room, rng, x):
    colour = vary(rng, [(150, 96, 60), (246, 242, 232), (96, 128, 112)][rng.integers(3)])
    half, high = 0.42, 2.05
    room.hangs(x, half + 0.15)
    room.upright(x - half - 0.1, x + half + 0.1, 0, high + 0.1, 0, colour, "room door", 1.15)
    room.upright(x - half, x + half, 0, high, 0, colour, "room door", 0.92)
    for y0, y1 in ((0.2, 0.92), (1.1, 1.88)):
        room.upright(x - half * 0.68, x + half * 0.68, y0, y1, 0, colour, "room door", 0.76)
    room.disc(x + half * 0.82, 1.0, 0, 0.06, 0.06, (230, 196, 96), "room door")


def draw_painting(room, rng, x, y):
    half, high = rng.uniform(0.36, 0.52), rng.uniform(0.3, 0.38)
    frame = vary(rng, [(168, 122, 58), (70, 52, 44)][rng.integers(2)])
    room.hangs(x, half + 0.05)
    room.upright(x - half, x + half, y - high, y + high, 0, frame, "picture frame")
    half, high = half - 0.075, high - 0.075
    sky, land = [vary(rng, CLOTHS[rng.integers(len(CLOTHS))], 0.1) for _ in range(2)]
    room.upright(x - half, x + half, y - high, y + high, 0, sky, "painting", 1.08)
    room.face([(x - half, y - high, 0), (x - half, y, 0), (x + half * rng.uniform(-0.5, 0.5),
              y + high * 0.5, 0), (x + half, y - high * 0.4, 0), (x + half, y - high, 0)],
              land, "painting", 0.85)


def draw_small_things(room, rng, mood):
    """A window and a lamp as small as a cell of the generator's layers: what has only ever been
    large cannot be put into one cell.
    """
    if rng.random() < 0.6 and (x := room.bare(rng, 0.4)) is not None:
        half, y = rng.uniform(0.18, 0.26), rng.uniform(1.7, 1.95)
        room.upright(x - half - 0.09, x + half + 0.09, y - half - 0.09, y + half + 0.09, 0,
                     (250, 247, 240), "sash")
        light, room.canvas.light = room.canvas.light, (1, 1, 1)
        room.upright(x - half, x + half, y - half, y + half, 0, mood[2], "pane")
        room.upright(x - half, x + half, y - half, y - half * 0.3, 0, mood[4], "pane")
        room.canvas.light = light
        room.upright(x - 0.03, x + 0.03, y - half, y + half, 0, (250, 247, 240), "sash", 0.96)
    if rng.random() < 0.6 and (x := room.bare(rng, 0.3)) is not None:
        draw_sconce(room, rng, x, rng.uniform(1.7, 1.9), mood[5])


def draw_carpet(room, rng, x, width, z0, z1):
    colour = vary(rng, CLOTHS[rng.integers(len(CLOTHS))])
    room.flat(x - width / 2, x + width / 2, 0, z0, z1, colour, "carpet", 0.8)
    room.flat(x - width / 2 + 0.12, x + width / 2 - 0.12, 0, z0 + 0.08, z1 - 0.08, colour, "carpet",
              1.1)


def cover(room, shapes, colour, strength, blur):
    """Blends soft shapes of the floor into the picture; the mask stays."""
    half = room.canvas.side // 2
    layer = Image.new("L", (half, half))
    pen = ImageDraw.Draw(layer)
    grow = half / 64
    for shape in shapes:
        pen.polygon([(x * grow, y * grow) for x, y in shape], fill=strength)
    layer = layer.filter(ImageFilter.BoxBlur(blur * grow)).resize(room.canvas.image.size)
    room.canvas.image.paste(colour, (0, 0), layer)


def draw_light_and_shadow(room, window, mood):
    """Daylight on the floor below the window, and the shadows of what stands there."""
    lean = 0.35 if window is None or window[0] < 0 else -0.35
    if window is not None and not mood[5]:
        x, half = window
        cover(room, [[room.at(x - half + lean, 0, 0.35), room.at(x - 0.04 + lean, 0, 0.35),
                      room.at(x - 0.04 + 2 * lean, 0, 1.0), room.at(x - half + 2 * lean, 0, 1.0)],
                     [room.at(x + 0.04 + lean, 0, 0.35), room.at(x + half + lean, 0, 0.35),
                      room.at(x + half + 2 * lean, 0, 1.0), room.at(x + 0.04 + 2 * lean, 0, 1.0)]],
              (255, 246, 214), 110 if mood is MOODS[0] else 40, 0.4)
    shift = lean * 0.5
    cover(room, [[room.at(x0, 0, z0), room.at(x1, 0, z0), room.at(x1 + shift, 0, z1 + 0.07),
                  room.at(x0 + shift, 0, z1 + 0.07)] for x0, x1, z0, z1 in room.footprints],
          (26, 18, 14), 105, 0.8)


def light_lamps(image, room):
    """Warm light around every lamp."""
    if not room.lights:
        return image
    size = len(image)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) * (64 / size)
    glow = np.zeros((size, size), np.float32)
    for x, y, reach in room.lights:
        glow += np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * reach * reach))
    warm = 1 + np.minimum(glow, 1.3)[..., None] * np.array([0.44, 0.34, 0.16], np.float32)
    return np.minimum(image * warm, 255).astype(np.uint8)


def draw_room(seed, index, size=64):
    """The picture (size, size, 3) uint8 and the mask (size, size) of painted classes."""
    rng = np.random.default_rng([seed, index, 2])
    mood = MOODS[rng.choice(len(MOODS), p=[m[0] for m in MOODS])]
    canvas = Canvas(size, mood[1])
    room = Room(canvas, rng)
    kind = ("living room", "kitchen", "bedroom")[rng.choice(3, p=[0.4, 0.33, 0.27])]
    draw_shell(room, rng, kind)
    furnish = {"living room": living_room, "kitchen": kitchen, "bedroom": bedroom}[kind]
    window, things = furnish(room, rng, mood)
    draw_small_things(room, rng, mood)
    draw_light_and_shadow(room, window, mood)
    for _, draw in sorted(things, key=lambda thing: thing[0]):
        draw()
    image, mask = canvas.finish()
    return light_lamps(image, room) if mood[5] else image, mask


# The three kinds of rooms: what hangs on the wall is drawn, what stands is listed with its depth

def living_room(room, rng, mood):
    things, window = [], None
    side = rng.choice([-1, 1])
    span = min(-room.left, room.right)
    centre = (room.left + room.right) / 2
    if rng.random() < 0.85:
        window = draw_window(room, rng, mood, centre + side * rng.uniform(0.55, 0.95),
                             rng.uniform(0.9, 1.2), rng.random() < 0.65)
    door = rng.random() < 0.45
    if door:
        draw_door(room, rng, centre - side * rng.uniform(1.25, 1.45))
    elif rng.random() < 0.85:
        draw_painting(room, rng, centre - side * rng.uniform(0.7, 1.0), rng.uniform(1.65, 1.8))
    if rng.random() < 0.65:
        draw_carpet(room, rng, centre + rng.uniform(-0.2, 0.2), rng.uniform(1.5, 2.0), 0.75, 1.4)
    at = centre + side * rng.uniform(0.1, 0.5)
    if rng.random() < 0.85:
        things.append(draw_sofa(room, rng, at, rng.uniform(1.4, 1.8), CLOTHS))
        if rng.random() < 0.55:
            things.append(draw_table(room, rng, centre + rng.uniform(-0.3, 0.3), 0.9, 1.28,
                                     rng.uniform(0.7, 0.9), 0.4, WOODS))
    else:
        things.append(draw_cabinet(room, rng, at, rng.uniform(1.0, 1.4), 0.8, WOODS))
    if mood[5] or rng.random() < 0.5:
        things.append(draw_lamp(room, rng, centre + side * (span - 0.25), 0.3, 0, mood[5]))
    if not door and rng.random() < 0.6:
        things.append(draw_plant(room, rng, centre - side * (span - 0.2), 0.35, 0,
                                 rng.uniform(1.0, 1.25)))
    if rng.random() < 0.35:
        things.append(draw_chair(room, rng, centre - side * rng.uniform(1.0, 1.2), 1.05, WOODS))
    return window, things


def kitchen(room, rng, mood):
    things, window = [], None
    side = rng.choice([-1, 1])
    centre = (room.left + room.right) / 2
    wood, stone = vary(rng, WOODS[rng.integers(len(WOODS))]), vary(rng, (92, 92, 98))
    tiles = rng.random() < 0.7
    end = room.right if side > 0 else room.left
    length = rng.uniform(2.3, 2.9)
    x0, x1 = sorted((end, end - side * length))
    if tiles:
        colour = vary(rng, [(226, 236, 236), (120, 172, 176), (236, 222, 186)][rng.integers(3)])
        for row in range(3):
            room.upright(x0, x1, 0.9 + row * 0.18, 1.08 + row * 0.18, 0, colour, "wall tiles",
                         0.9 if row % 2 else 1.0)
    stove = end - side * rng.uniform(0.65, 1.25)
    place = stove - side * rng.uniform(0.95, 1.15)
    if rng.random() < 0.8:
        window = draw_window(room, rng, mood, place, rng.uniform(0.75, 0.95), rng.random() < 0.4)
    if rng.random() < 0.75:
        room.hangs(stove, 0.55)
        room.box(stove - 0.5, stove + 0.5, 1.62, 2.2, 0, 0.24, wood, "cabinet")
        room.upright(stove - 0.02, stove + 0.02, 1.62, 2.2, 0.24, wood, "cabinet", 0.66)
    if rng.random() < 0.5:
        draw_door(room, rng, end - side * (length + 0.6))
    elif rng.random() < 0.6:
        draw_painting(room, rng, end - side * (length + 0.7), rng.uniform(1.55, 1.75))
    things.append((0.3, lambda: kitchen_run(room, x0, x1, stove, wood, stone)))
    room.stands(x0, x1, 0, 0.55)
    things.append(draw_stove(room, rng, stove))
    if rng.random() < 0.4:
        things.append(draw_plant(room, rng, place + side * 0.3, 0.3, 0.9, 0.62))
    if rng.random() < 0.6:
        middle = centre - side * rng.uniform(0.1, 0.5)
        for to in (-1, 1):
            if rng.random() < 0.6:
                things.append(draw_chair(room, rng, middle + to * 0.75, 1.0, WOODS))
        things.append(draw_table(room, rng, middle, 0.9, 1.35, rng.uniform(0.8, 1.0), 0.66, WOODS))
    if mood[5] or rng.random() < 0.5:
        things.append(draw_pendant(room, rng, centre - side * rng.uniform(0.1, 0.5), 0.9, mood[5]))
    return window, things


def kitchen_run(room, x0, x1, stove, wood, stone):
    """Base cabinets with drawers under one worktop."""
    room.box(x0, x1, 0, 0.9, 0, 0.55, wood, "cabinet", (stone, "worktop"))
    room.upright(x0, x1, 0.83, 0.9, 0.55, stone, "worktop", 0.85)
    count = max(2, round((x1 - x0) / 0.55))
    width = (x1 - x0) / count
    for number in range(count):
        left = x0 + number * width
        room.upright(left + 0.05, left + width - 0.05, 0.56, 0.78, 0.55, wood, "drawer", 1.1)
        room.upright(left + 0.05, left + width - 0.05, 0.08, 0.5, 0.55, wood, "cabinet", 0.84)


def bedroom(room, rng, mood):
    things, window = [], None
    side = rng.choice([-1, 1])
    centre = (room.left + room.right) / 2
    bed = centre - side * rng.uniform(0.5, 0.9)
    width = rng.uniform(1.2, 1.5)
    if rng.random() < 0.8:
        window = draw_window(room, rng, mood, centre + side * rng.uniform(0.85, 1.15),
                             rng.uniform(0.8, 1.05), rng.random() < 0.75)
    if rng.random() < 0.75:
        draw_painting(room, rng, bed, rng.uniform(1.7, 1.85))
    if rng.random() < 0.5:
        draw_carpet(room, rng, bed + side * 1.3, rng.uniform(1.0, 1.3), 0.6, 1.3)
    things.append(draw_bed(room, rng, bed, width, CLOTHS, WOODS))
    stand = bed + side * (width / 2 + 0.4)
    if mood[5] or rng.random() < 0.75:
        things.append(draw_cabinet(room, rng, stand, 0.5, 0.52, WOODS, depth=0.4))
        if mood[5] or rng.random() < 0.7:
            things.append(draw_lamp(room, rng, stand, 0.22, 0.52, mood[5], tall=0.62))
    if rng.random() < 0.35:
        things.append(draw_plant(room, rng, centre + side * 1.75, 0.4, 0, rng.uniform(1.0, 1.2)))
    elif rng.random() < 0.45:
        things.append(draw_chair(room, rng, centre + side * rng.uniform(1.35, 1.6), 0.95, WOODS))
    return window, things
