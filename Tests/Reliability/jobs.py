"""Every kind of long work as a command over small samples, and what it leaves."""

STORE = ("--store", "s")
TREES = ("--layer", "layer4", "--concept", "tree")
FEW = ("--by", "iou", "--random", "1", "--permutations", "1")
EDIT = ["edit", "--layer", "layer4", "--units", "0-19", "--output", "edit.json"]
PARTS = [
    ["dissect", "--layers", "layer3,layer4", "--sample-size", "96", "--phase", "levels",
     "--shard", f"{part}/4", "--store", f"part{part}"] for part in (1, 2, 3, 4)]


class Job:
    """A command, what it writes, and what has to be there before."""

    def __init__(self, *command, writes="out.json", before=(), store=True):
        self.command = [*command, *(STORE if store else ())]
        self.writes = writes
        self.before = before


def measured(*command, **more):
    return Job(*command, "--json", "out.json", **more)


JOBS = {
    "dissect": measured("dissect", "--layers", "layer4,layer9", "--sample-size", "48"),
    "dissect, a share": Job(
        "dissect", "--layers", "layer4", "--sample-size", "400", "--phase", "levels",
        "--shard", "2/2", writes=None),
    "sweep": measured("sweep", "--layer", "layer9", "--sample-size", "8"),
    "measure": measured("measure", "--edit", "edit.json", "--sample-size", "60", before=[EDIT]),
    "curve": measured("curve", *TREES, *FEW, "--units", "2,8", "--sample-size", "16"),
    "curve in cells": measured(
        "curve", *TREES, *FEW, "--in", "cells", "--cells-per-scene", "2", "--units", "4",
        "--sample-size", "3"),
    "context": measured("context", *TREES, "--sample-size", "3"),
    "propagation": measured("propagation", *TREES, "--sample-size", "8"),
    "lineage": measured("lineage", "--layer", "layer9", "--sample-size", "8"),
    "ace": measured("ace", *TREES, "--steps", "6", "--training", "8", "--sample-size", "8"),
    "ace, published": measured(
        "ace", *TREES, "--method", "published", "--steps", "3", "--training", "8",
        "--search", "16", "--sample-size", "8"),
    "best": measured(
        "best", "--concept", "tree", "--layers", "layer4", "--limit", "2", "--search-size", "8",
        "--validation-size", "8", "--sample-size", "8"),
    "rankings": measured(
        "rankings", "--layer", "layer4", "--concepts", "tree", "--random", "2",
        "--sample-size", "16"),
    "distance": measured("distance", "--edit", "edit.json", "--sample-size", "60", before=[EDIT]),
    "units by distance": measured(
        "distance", "--rank", "layer9", "--top", "4", "--sample-size", "32", "--real", "pictures",
        before=[["generate", "--samples", "100-131", "--output", "pictures"]]),
    "directions": Job(
        "directions", "find", "--layer", "layer4", "--count", "4", "--sample-size", "200",
        "--output", "ways.npz", writes="ways.npz"),
    "directions of a concept": Job(
        "directions", "find", "--concept", "tree", "--sample-size", "60", "--output", "ways.npz",
        writes="ways.npz"),
    "merging": Job(
        "store", "merge", "s", "part1", "part2", "part3", "part4", writes=None, store=False,
        before=PARTS),
    "report": Job(
        "report", "report", "--layers", "layer4", "--examples", "1", "--replace", writes="report",
        store=False),
    "generate": Job("generate", "--samples", "0-15", "--output", "made", writes="made"),
    "paper": Job(
        "paper", "--output", "paper", "--layer", "layer1", "--concepts", "tree",
        "--threshold", "quantile", "--sample-size", "4", "--trials", "1", writes="paper"),
}
