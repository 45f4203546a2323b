"""A training between two machines: its state as files of less than 16 MB each.

Weights are rounded to float16, and of Adam the second moments to bfloat16: with a first beta of 0
the first moments are the last gradients, which nothing needs. All else is kept, the random numbers
included.
"""

import json
import os

from common import fail, save_checkpoint

LIMIT = 16 << 20
NETWORKS = ("generator", "average", "critic")


def save_stage(state, folder):
    """Writes what Training.state() returns; the description, which vouches for the rest, last."""
    import torch

    note = folder / "stage.json"
    note.unlink(missing_ok=True)
    parts = {name: {key: value.half() for key, value in state[name].items()} for name in NETWORKS}
    for name, optimiser in zip(("generator", "critic"), state["optimisers"]):
        parts[f"{name}-moments"] = {
            str(number): moments["exp_avg_sq"].bfloat16()
            for number, moments in optimiser["state"].items()}
    for name, tensors in parts.items():
        wrong = [key for key, value in tensors.items() if not torch.isfinite(value.float()).all()]
        if wrong:
            fail(f"cannot keep the stage in {folder}: {name} {wrong[0]} is not finite",
                 "the training has diverged; go on from an earlier state")
        save_checkpoint({key: value.detach().cpu().clone() for key, value in tensors.items()},
                        folder / f"{name}.pt")
        size = (folder / f"{name}.pt").stat().st_size
        if size > LIMIT:
            fail(f"{folder / name}.pt takes {size >> 20} MiB, more than {LIMIT >> 20}",
                 "use less width")
    kept = {key: state[key] for key in ("kind", "settings", "images", "seen", "step", "held")}
    steps = [float(next(iter(optimiser["state"].values()))["step"])
             for optimiser in state["optimisers"]]
    part = folder / "stage.json.part"
    part.write_text(json.dumps({**kept, "steps": steps, "random": state["random"].tolist()}) + "\n")
    os.replace(part, note)


def load_stage(folder, kind, settings, optimisers):
    """What save_stage was given, for optimisers like those; refuses any other training's."""
    import torch

    try:
        kept = json.loads((folder / "stage.json").read_text())
        parts = {name: torch.load(folder / f"{name}.pt", map_location="cpu", weights_only=True)
                 for name in NETWORKS + ("generator-moments", "critic-moments")}
    except Exception as error:
        fail(f"cannot go on from the stage in {folder}: {str(error).splitlines()[0]}",
             "it has to be a folder that --stage wrote to its end")
    wrong = [f"{key}: {kept['settings'].get(key)} there, {value} now"
             for key, value in settings.items() if kept["settings"].get(key) != value]
    if kept["kind"] != kind or wrong:
        fail(f"cannot go on from the stage in {folder}: {'; '.join(wrong) or kept['kind']}",
             "pass the same options as before")
    state = {**kept, "random": torch.tensor(kept["random"], dtype=torch.uint8)}
    for name in NETWORKS:
        state[name] = {key: value.float() for key, value in parts[name].items()}
    state["optimisers"] = []
    for optimiser, name, steps in zip(optimisers, ("generator", "critic"), kept["steps"]):
        own = optimiser.state_dict()
        squares = parts[f"{name}-moments"]
        own["state"] = {int(number): {"step": torch.tensor(steps), "exp_avg": torch.zeros_like(
            value, dtype=torch.float32), "exp_avg_sq": value.float()}
            for number, value in squares.items()}
        state["optimisers"].append(own)
    return state
