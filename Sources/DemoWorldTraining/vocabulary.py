"""The names of the demo world, and what every painted class means on each level.

A scene's mask holds one *painted class* per pixel; the tables below give its object, part and
material. Part and object names are disjoint: a part named like an object would take the
object's number (unified parsing merges them). No material covers just what one object or part
covers (water apart), so that units are labelled with the thing.
"""

OBJECTS = ["-", "sky", "building", "tree", "grass", "mountain", "path", "water", "fence"]
PARTS = {  # owner: its own list; owners stand in the order of their object numbers
    "sky": ["-", "cloud", "sun"],
    "building": ["-", "wall", "roof", "door", "window", "chimney"],
    "tree": ["-", "trunk", "crown"],
    "mountain": ["-", "snowcap"],
}
SCENES = ["house", "landscape"]
MATERIALS = ["-", "foliage", "brick", "plaster", "wood", "stone", "glass", "water"]

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
}
PAINTED_NAMES = list(PAINTED)
PAINTED_NUMBER = {name: number for number, name in enumerate(PAINTED_NAMES)}


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


def labels():
    """The content of labels.json in the published form."""
    parts = ["-"] + [part for names in PARTS.values() for part in names[1:]]
    return {"object": OBJECTS, "part": parts, "object_part": PARTS, "material": MATERIALS,
            "scene": SCENES}
