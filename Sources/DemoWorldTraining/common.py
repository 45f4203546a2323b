"""What the training scripts share: clear refusals, and checkpoints that are never half-written."""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "Sources" / "CDemoWorld" / "weights"


def fail(what, what_next):
    """Ends the program with one line for the reason and one for the way out."""
    sys.exit(f"error: {what}\n  {what_next}")


def needs(*packages):
    """Refuses to go on when a package is missing."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        fail(f"missing Python packages: {', '.join(missing)}",
             "install them: python3 -m pip install -r Sources/DemoWorldTraining/requirements.txt")


def save_checkpoint(state, path):
    """torch.save beside the target, flushed, then renamed over it."""
    import torch

    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except (OSError, RuntimeError) as error:
        part.unlink(missing_ok=True)
        fail(f"cannot write the checkpoint {path}: {error}",
             "the last whole checkpoint is untouched; free some space and start again to resume")


def load_checkpoint(path, kind, settings):
    """The state saved by a run of the same kind and settings; refuses any other file."""
    import torch

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        fail(f"cannot resume from {path}: it is not a whole checkpoint ({type(error).__name__})",
             "bring the file back, or pass --fresh to start over")
    if not isinstance(state, dict) or state.get("kind") != kind:
        found = state.get("kind") if isinstance(state, dict) else type(state).__name__
        fail(f"cannot resume from {path}: expected a checkpoint of '{kind}', found '{found}'",
             "name the right folder, or pass --fresh to start over")
    wrong = [f"{key}: {state['settings'].get(key)} there, {value} now"
             for key, value in settings.items() if state["settings"].get(key) != value]
    if wrong:
        fail(f"cannot resume from {path}: other settings ({'; '.join(wrong)})",
             "pass the same options as before, or --fresh to start over")
    return state


def save_sheet(images, path, columns=8, zoom=2):
    """A PNG of pictures (count, side, side, 3) uint8, side by side."""
    from PIL import Image

    count, side = images.shape[:2]
    rows = count // columns
    sheet = images[:rows * columns].reshape(rows, columns, side, side, 3)
    sheet = sheet.transpose(0, 2, 1, 3, 4).reshape(rows * side, columns * side, 3)
    picture = Image.fromarray(sheet)
    part = path.with_name("part-" + path.name)
    picture.resize((picture.width * zoom, picture.height * zoom), Image.NEAREST).save(part)
    os.replace(part, path)
