"""Trains the progressive GAN of a demo world; resumes where it stopped.

Non-saturating logistic loss, lazy R1, minibatch standard deviation, equalised learning rates,
Adam (0, 0.99), exponential moving average of the generator, fade-in of every new resolution, and
two mild penalties on units of the middle layers: they should fire rarely (--sparsity) and not all
at the same places (--overlap).
"""

import argparse
import os
import signal
import time
from pathlib import Path

from common import ROOT, fail, load_checkpoint, needs, save_checkpoint, save_sheet

needs("numpy", "PIL", "torch")
import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from dataset import DRAW, load  # noqa: E402
from networks import SIZES, Discriminator, Generator  # noqa: E402
from stages import load_stage, save_stage  # noqa: E402

RATE, BETAS, LAZY, HALF_LIFE, FADE, RARE = 2e-3, (0.0, 0.99), 16, 10_000, 0.3, 0.3
CATCH_UP = 4000
WATCHED = (4, 5, 6, 7)
KIND = "ganscope demo generator"


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", default="country", choices=sorted(DRAW))
    parser.add_argument("--size", type=int, default=64, choices=sorted(SIZES))
    parser.add_argument("--schedule", default="12,28,40,26,400",
                        help="thousands of images at 4x4, 8x8, ... up to the full size; may change "
                             "when a run is resumed")
    parser.add_argument("--batches", default="32,32,32,16,16", help="batch size of every stage")
    parser.add_argument("--scenes", type=int, default=40000, help="drawn scenes to train on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gamma", type=float, default=1.0, help="weight of the R1 penalty")
    parser.add_argument("--sparsity", type=float, default=1.5,
                        help="weight of that penalty; may change when a run is resumed")
    parser.add_argument("--overlap", type=float, default=3.0, help="the same for overlap")
    parser.add_argument("--snapshots", type=float, default=20, metavar="THOUSAND",
                        help="keep the average after every so many thousand images of the last "
                             "stage; may change when a run is resumed")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=ROOT / ".training")
    parser.add_argument("--fresh", action="store_true", help="start over")
    parser.add_argument("--start", type=Path, metavar="FILE",
                        help="begin the last stage from a published generator, such as the shipped "
                             "one, with a fresh critic")
    parser.add_argument("--minutes", type=float, default=float("inf"),
                        help="stop, with all state saved, after so many minutes of training")
    parser.add_argument("--stage", type=Path, metavar="FOLDER",
                        help="leave the state there too, in files of less than 16 MB, at the end "
                             "and once a minute")
    parser.add_argument("--from-stage", type=Path, metavar="FOLDER",
                        help="go on from such files where there is no state yet")
    parser.add_argument("--smoke", action="store_true", help="a minute's run that proves nothing")
    options = parser.parse_args()
    if options.smoke:
        options.scenes = 500
        options.schedule = ",".join(["0.2"] * len(SIZES[options.size][1:]))
        options.batches = ",".join(["8"] * len(SIZES[options.size][1:]))
        options.folder = options.folder / "smoke"
    return check(options)


def check(options):
    """Reads the lists and refuses what cannot be trained."""
    stages = len(SIZES[options.size]) - 1
    try:
        options.images = [int(float(part) * 1000) for part in options.schedule.split(",")]
        options.batch = [int(part) for part in options.batches.split(",")]
    except ValueError:
        fail("--schedule and --batches are lists of numbers with commas",
             "for example --schedule 16,32,44,48,400 --batches 32,32,32,16,16")
    if len(options.images) != stages or len(options.batch) != stages:
        fail(f"{options.size}x{options.size} has {stages} stages; --schedule has "
             f"{len(options.images)}, --batches {len(options.batch)}", "give one for each stage")
    if min(options.images) < 1 or min(options.batch) < 2 or options.threads < 1 \
            or options.snapshots < 0.1:
        fail("stages need an image or more, batches two or more, --threads one or more, and "
             "--snapshots 0.1 or more",
             "correct the options")
    if options.start and options.from_stage:
        fail("--start and --from-stage exclude each other", "leave one out")
    if options.minutes <= 0:
        fail(f"cannot train for {options.minutes} minutes", "--minutes must be above 0")
    if options.start and not options.start.is_file():
        fail(f"cannot start from {options.start}: there is no such file",
             "name a generator of export.py, or leave --start out")
    if options.scenes < max(options.batch) or min(
            options.gamma, options.sparsity, options.overlap) < 0:
        fail("too few scenes for a batch, or a negative penalty", "correct the options")
    return options


class Training:
    def __init__(self, options):
        self.options = options
        self.folder = options.folder / f"gan-{options.world}-{options.size}"
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(options.seed)
        sizes = SIZES[options.size]
        layout = {"device": self.device, "memory_format": torch.channels_last}
        self.generator = Generator(sizes).to(**layout)
        self.average = Generator(sizes).to(**layout).requires_grad_(False)
        self.average.load_state_dict(self.generator.state_dict())
        self.critic = Discriminator(sizes).to(**layout)
        self.optimisers = [torch.optim.Adam(net.parameters(), RATE, BETAS, fused=True)
                           for net in (self.generator, self.critic)]
        self.fixed = torch.from_numpy(
            np.random.RandomState(1).standard_normal((64, sizes[0])).astype(np.float32))
        self.seen = self.step = self.held = 0
        self.settings = {name: getattr(options, name) for name in
                         ("world", "size", "batch", "scenes", "seed", "gamma")}
        self.scenes = load(options.world, options.seed, options.scenes, options.size,
                           options.folder)[0]
        if self.device == "cuda":  # all of them fit there, and nothing waits for the disk
            self.scenes = torch.from_numpy(np.ascontiguousarray(self.scenes)).to(self.device)

    # State

    def state(self):
        return {"kind": KIND, "settings": self.settings,
                "images": self.options.images, "seen": self.seen, "step": self.step,
                "held": self.held,
                "random": torch.get_rng_state(),
                "generator": self.generator.state_dict(), "average": self.average.state_dict(),
                "critic": self.critic.state_dict(),
                "optimisers": [o.state_dict() for o in self.optimisers]}

    def resume(self):
        path = self.folder / "state.pt"
        if path.exists() and not self.options.fresh:
            state = load_checkpoint(path, KIND, self.settings)
        elif self.options.from_stage:
            state = load_stage(self.options.from_stage, KIND, self.settings, self.optimisers)
        else:
            return self.begin()
        self.seen, self.step, self.held = state["seen"], state["step"], state["held"]
        torch.set_rng_state(state["random"])
        self.generator.load_state_dict(state["generator"])
        self.average.load_state_dict(state["average"])
        self.critic.load_state_dict(state["critic"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"]):
            optimiser.load_state_dict(saved)
        print(f"resumed after {self.seen} images", flush=True)

    def begin(self):
        """Takes over a grown generator; it is held still until the fresh critic has caught up."""
        if not self.options.start:
            return
        try:
            weights = torch.load(self.options.start, map_location="cpu", weights_only=True)
            for net in (self.generator, self.average):
                net.adopt(weights, len(self.options.images) - 1)
        except Exception as error:
            fail(f"cannot start from {self.options.start}: {str(error).splitlines()[0]}",
                 f"it has to be a generator of {self.options.size}x{self.options.size} pixels "
                 "with this script's widths")
        self.seen = sum(self.options.images[:-1]) + int(FADE * min(self.options.images[-1], 50_000))
        self.held = self.seen + CATCH_UP
        print(f"starting from {self.options.start}", flush=True)

    def place(self):
        """The stage, how far its fade-in has come, and the average's half-life in images.

        The half-life grows with the stage, so that fresh blocks soon leave their random start.
        """
        start = 0
        for stage, length in enumerate(self.options.images):
            if self.seen < start + length or stage == len(self.options.images) - 1:
                fade = FADE * min(length, 50_000) if stage else 1
                inside = self.seen - start + 1
                return stage, min(1.0, inside / fade), min(HALF_LIFE, max(200, inside * 0.1))
            start += length

    # One step

    def real(self, count, stage, alpha):
        index = torch.randint(len(self.scenes), (count,)).sort().values
        if isinstance(self.scenes, torch.Tensor):
            batch = self.scenes[index.to(self.device)]
        else:
            batch = torch.from_numpy(self.scenes[index.numpy()])
        batch = batch.permute(0, 3, 1, 2).float()
        flip = (torch.rand(count, 1, 1, 1) < 0.5).to(self.device)
        batch = torch.where(flip, batch.flip(3), batch) / 127.5 - 1
        if factor := self.options.size // (4 << stage) - 1:
            batch = F.avg_pool2d(batch, factor + 1)
        if alpha < 1:
            coarse = F.interpolate(F.avg_pool2d(batch, 2), scale_factor=2)
            batch = coarse + (batch - coarse) * alpha
        return batch.contiguous(memory_format=torch.channels_last)

    def latents(self, count):
        return torch.randn(count, SIZES[self.options.size][0]).to(self.device)

    def precision(self):
        return torch.autocast(self.device, torch.bfloat16)

    def train(self, count, stage, alpha, half_life):
        """One step of both networks from one forward pass through each."""
        real = self.real(count, stage, alpha)
        for optimiser in self.optimisers:
            optimiser.zero_grad()
        with self.precision():
            fake, seen = self.generator(self.latents(count), stage, alpha, WATCHED)
            shown = fake.detach().requires_grad_(True)
            score = self.critic(shown, stage, alpha).float()
            truth = self.critic(real, stage, alpha).float()
            loss = F.softplus(score).mean() + F.softplus(-truth).mean()
            wish = F.softplus(-score).mean()
        slope, = torch.autograd.grad(wish, shown, retain_graph=True)
        loss.backward()
        means = {"critic": loss.item(), "generator": wish.item()}
        if self.step % LAZY == 0:
            means["penalty"] = self.penalise(real[:max(2, count // 2)], stage, alpha)
        if self.seen < self.held:
            self.optimisers[1].step()
            return means
        outputs, slopes = [fake], [slope]
        for name, weight, of in (("density", self.options.sparsity, density),
                                 ("overlap", self.options.overlap, overlap)):
            if seen and weight:
                value = torch.stack([of(x.float()) for x in seen]).mean()
                outputs.append(value * weight)
                slopes.append(None)
                means[name] = value.item()
        torch.autograd.backward(outputs, slopes)
        for optimiser in self.optimisers:
            optimiser.step()
        torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()),
                             1 - 0.5 ** (count / half_life))
        return means

    def penalise(self, real, stage, alpha):
        """Adds the gradient of the lazy R1 penalty, over half of the batch."""
        real = real.detach().requires_grad_(True)
        score = self.critic(real, stage, alpha).sum()
        slope, = torch.autograd.grad(score, real, create_graph=True)
        penalty = slope.square().sum((1, 2, 3)).mean()
        (penalty * (self.options.gamma / 2 * LAZY)).backward()
        return penalty.item()

    # The run

    def run(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.resume()
        stopping = []
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopping.append(True))
        total, saved, sums = sum(self.options.images), time.time(), Means()
        every = int(self.options.snapshots * 1000)
        pictures, snapshots, logged = self.seen // 4000, self.seen // every, self.seen
        last, ending = self.place()[0], time.time() + self.options.minutes * 60
        while self.seen < total and not stopping and time.time() < ending:
            stage, alpha, half_life = self.place()
            if stage > last:  # a place to go back to, where a new stage does not turn out well
                save_checkpoint(self.state(), self.folder / f"state-{2 << stage}x{2 << stage}.pt")
                last = stage
            count = self.options.batch[stage]
            means = self.train(count, stage, alpha, half_life)
            self.seen, self.step = self.seen + count, self.step + 1
            sums.add(**means)
            if self.step % 100 == 0:
                self.log(sums.take(), stage, alpha, self.seen - logged)
                logged = self.seen
            if self.seen // 4000 > pictures:
                pictures = self.seen // 4000
                self.sheet(stage, alpha)
            if self.seen // every > snapshots and stage == len(self.options.images) - 1:
                snapshots = self.seen // every
                save_checkpoint(self.average.published(stage),
                                self.folder / f"average-{self.seen // 1000:04d}k.pth")
            if time.time() - saved > 60:
                self.save()
                saved = time.time()
        self.save()
        print(f"stopped after {self.seen} of {total} images", flush=True)

    def save(self):
        state = self.state()
        save_checkpoint(state, self.folder / "state.pt")
        if self.options.stage:
            save_stage(state, self.options.stage)

    def log(self, means, stage, alpha, images):
        line = (f"{time.strftime('%H:%M:%S')} images {self.seen} side {4 << stage} "
                f"fade {alpha:.2f} " + " ".join(f"{k} {v:.3f}" for k, v in means.items()
                                                if k != "seconds")
                + f" speed {images / means['seconds']:.1f}")
        print(line, flush=True)
        with open(self.folder / "log.txt", "a") as file:
            file.write(line + "\n")

    def sheet(self, stage, alpha):
        with self.precision(), torch.no_grad():
            images, _ = self.average(self.fixed.to(self.device), stage, alpha)
        scale = self.options.size // (4 << stage)
        images = ((images.float() + 1) * 127.5).clamp(0, 255).byte().permute(0, 2, 3, 1)
        save_sheet(images.cpu().numpy(), self.folder / "sheet.png", zoom=2 * scale)
        if self.seen // 4000 % 5 == 0:
            save_sheet(images.cpu().numpy(), self.folder / f"sheet-{self.seen // 1000:04d}k.png",
                       zoom=scale)


def density(x):
    """How far units are from firing rarely: |x| over root mean square of each unit (over batch and
    places; the root of the share of places where it fires), above a floor. It does not depend on
    a unit's scale, so no unit gains by dying.
    """
    ratio = x.abs().mean((0, 2, 3)) * torch.rsqrt(x.square().mean((0, 2, 3)) + 1e-8)
    return F.relu(ratio - RARE).mean()


def overlap(x):
    """Mean cosine, over pairs of units, between the places where they are active. It does not
    depend on scales either.
    """
    places = F.normalize(x.abs().transpose(0, 1).flatten(1), dim=1)
    units = len(places)
    return ((places @ places.T).sum() - units) / (units * (units - 1))


class Means:
    def __init__(self):
        self.values, self.start = {}, time.time()

    def add(self, **values):
        for name, value in values.items():
            self.values.setdefault(name, []).append(value)

    def take(self):
        means = {name: sum(v) / len(v) for name, v in self.values.items()}
        means["seconds"] = time.time() - self.start
        self.__init__()
        return means


if __name__ == "__main__":
    chosen = parse()
    torch.set_num_threads(chosen.threads)
    if "jemalloc" not in os.environ.get("LD_PRELOAD", ""):
        print("hint: glibc's allocator makes this several times slower; run it by train.sh")
    Training(chosen).run()
