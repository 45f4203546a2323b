"""The names of both demo worlds, numbered once, and what every painted class means on each level.

A scene's mask holds one *painted class* per pixel; the tables below give its object, part and
material. As in the published vocabulary, a wall, a door and a window are objects inside a room and
parts of a building outside: unified parsing gives such a part its object's number, so that one
concept `window` occurs in both worlds. No material covers just what one object or part covers
(water apart), so that units are labelled with the thing.
"""

OBJECTS = ["-", "sky", "building", "tree", "grass", "mountain", "path", "water", "fence",
           "wall", "floor", "ceiling", "window", "door", "curtain", "painting", "lamp", "plant",
           "carpet", "table", "chair", "sofa", "bed", "cabinet", "stove"]
PARTS = {  # owner: its own list; owners stand in the order of their object numbers
    "sky": ["-", "cloud", "sun"],
    "building": ["-", "wall", "roof", "door", "window", "chimney"],
    "tree": ["-", "trunk", "crown"],
    "mountain": ["-", "snowcap"],
    "window": ["-", "pane"],
    "lamp": ["-", "shade", "stand"],
    "plant": ["-", "leaf", "pot"],
    "table": ["-", "top", "leg"],
    "chair": ["-", "seat", "back", "leg"],
    "sofa": ["-", "seat", "back", "arm"],
    "bed": ["-", "headboard", "pillow", "blanket"],
    "cabinet": ["-", "top", "drawer"],
    "stove": ["-", "burner", "oven"],
}
SCENES = ["house", "landscape", "living room", "kitchen", "bedroom"]
MATERIALS = ["-", "foliage", "brick", "plaster", "wood", "stone", "glass", "water", "fabric",
             "metal", "tile"]

PAINTED = {  # painted class: (object, part, material)
    "sky": ("sky", "-", "-"),
    "cloud": ("sky", "cloud", "-"),
    "sun": ("sky", "sun", "-"),
    "mountain": ("mountain", "-", "stone"),
    "snowcap": ("mountain", "snowcap", "stone"),
    "grass": ("grass", "-", "foliage"),
    "path": ("path", "-", "stone"),
    "water": ("water", "-", "water"),
    "fence": ("fence", "-", "wood"),
    "trunk": ("tree", "trunk", "wood"),
    "crown": ("tree", "crown", "foliage"),
    "plaster wall": ("building", "wall", "plaster"),
    "brick wall": ("building", "wall", "brick"),
    "timber wall": ("building", "wall", "wood"),
    "roof": ("building", "roof", "brick"),
    "door": ("building", "door", "wood"),
    "window": ("building", "window", "glass"),
    "chimney": ("building", "chimney", "brick"),
    "frame": ("building", "window", "wood"),
    "room wall": ("wall", "-", "plaster"),
    "wall tiles": ("wall", "-", "tile"),
    "floor boards": ("floor", "-", "wood"),
    "floor tiles": ("floor", "-", "tile"),
    "ceiling": ("ceiling", "-", "plaster"),
    "sash": ("window", "-", "wood"),
    "pane": ("window", "pane", "glass"),
    "room door": ("door", "-", "wood"),
    "curtain": ("curtain", "-", "fabric"),
    "painting": ("painting", "-", "fabric"),
    "picture frame": ("painting", "-", "wood"),
    "shade": ("lamp", "shade", "fabric"),
    "lamp stand": ("lamp", "stand", "metal"),
    "leaf": ("plant", "leaf", "foliage"),
    "pot": ("plant", "pot", "brick"),
    "carpet": ("carpet", "-", "fabric"),
    "table top": ("table", "top", "wood"),
    "table leg": ("table", "leg", "wood"),
    "chair seat": ("chair", "seat", "wood"),
    "chair back": ("chair", "back", "wood"),
    "chair leg": ("chair", "leg", "wood"),
    "sofa seat": ("sofa", "seat", "fabric"),
    "sofa back": ("sofa", "back", "fabric"),
    "sofa arm": ("sofa", "arm", "fabric"),
    "headboard": ("bed", "headboard", "wood"),
    "pillow": ("bed", "pillow", "fabric"),
    "blanket": ("bed", "blanket", "fabric"),
    "cabinet": ("cabinet", "-", "wood"),
    "drawer": ("cabinet", "drawer", "wood"),
    "worktop": ("cabinet", "top", "stone"),
    "cabinet top": ("cabinet", "top", "wood"),
    "stove": ("stove", "-", "metal"),
    "burner": ("stove", "burner", "metal"),
    "oven": ("stove", "oven", "glass"),
}
PAINTED_NAMES = list(PAINTED)
PAINTED_NUMBER = {name: number for number, name in enumerate(PAINTED_NAMES)}
FIRST_OF_ROOM = PAINTED_NUMBER["room wall"]  # the country's painted classes come before


def object_table():
    """Object number of every painted class."""
    return [OBJECTS.index(PAINTED[name][0]) for name in PAINTED_NAMES]


def material_table():
    """Material number of every painted class."""
    return [MATERIALS.index(PAINTED[name][2]) for name in PAINTED_NAMES]


def part_table(owner):
    """Number within the owner's own list of every painted class; -1 outside the owner."""
    return [PARTS[owner].index(part) if thing == owner else -1
            for thing, part, _ in PAINTED.values()]


def part_names():
    """The names of parts that are not objects, in order of appearance: each has one number."""
    names = dict.fromkeys(part for parts in PARTS.values() for part in parts[1:])
    return [name for name in names if name not in OBJECTS]


def labels():
    """The content of labels.json in the published form."""
    parts = list(dict.fromkeys(part for names in PARTS.values() for part in names))
    return {"object": OBJECTS, "part": parts, "object_part": PARTS, "material": MATERIALS,
            "scene": SCENES}
