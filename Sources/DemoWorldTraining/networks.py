"""The published ProgGAN generator (its block structure and key names) and a lean discriminator.

Both convolutions that change the resolution are exact rewritings that cost less than half:
nearest x2 and a 3x3 convolution is a 4x4 transposed convolution of stride 2 with the kernel
summed over its four shifts, and a 3x3 convolution and 2x2 averaging is the same kernel, averaged,
in a 4x4 convolution of stride 2.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

SIZES = {64: [128, 128, 128, 128, 64, 32], 128: [256, 256, 256, 256, 128, 64, 32]}


def spread_kernel(weight):
    """(out, in, 3, 3) to (out, in, 4, 4): the kernel summed over its four shifts by one."""
    return sum(F.pad(weight, pad) for pad in ((0, 1, 0, 1), (1, 0, 0, 1), (0, 1, 1, 0),
                                              (1, 0, 1, 0)))


def pixel_norm(x):
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-8)


class Bias(nn.Module):
    """The published `wscale`, x * gain / sqrt(channels in) + b; the scale goes to the weight."""

    def __init__(self, channels, scale):
        super().__init__()
        self.scale = scale
        self.b = nn.Parameter(torch.zeros(channels))


class Block(nn.Module):
    """PixelNorm, convolution (after nearest x2 when `up`), scale and bias, LeakyReLU."""

    def __init__(self, inner, outer, kernel=3, up=False, last=False):
        super().__init__()
        self.up, self.last, self.pad = up, last, {4: 3, 3: 1, 1: 0}[kernel]
        self.conv = nn.Conv2d(inner, outer, kernel, bias=False)
        nn.init.normal_(self.conv.weight)
        gain = 1 if last else math.sqrt(2) / kernel
        self.wscale = Bias(outer, gain / math.sqrt(inner))

    def forward(self, x):
        x = pixel_norm(x)
        weight = self.conv.weight * self.wscale.scale
        if self.up:
            weight = spread_kernel(weight.flip(2, 3)).transpose(0, 1)
            x = F.conv_transpose2d(x, weight, self.wscale.b, stride=2, padding=1)
        else:
            x = F.conv2d(x, weight, self.wscale.b, padding=self.pad)
        return x if self.last else F.leaky_relu(x, 0.2)


class Generator(nn.Module):
    """Blocks layer1.. as published; `rgb` holds one output block for every resolution."""

    def __init__(self, sizes):
        super().__init__()
        layers = [Block(sizes[0], sizes[1], 4), Block(sizes[1], sizes[1])]
        for inner, outer in zip(sizes[1:], sizes[2:]):
            layers += [Block(inner, outer, up=True), Block(outer, outer)]
        self.layers = nn.ModuleList(layers)
        self.rgb = nn.ModuleList(Block(width, 3, 1, last=True) for width in sizes[1:])

    def forward(self, z, stage, alpha=1.0, watch=()):
        """The picture of a stage (0 is 4x4), and the activations of the watched layers."""
        x, seen = z[:, :, None, None], []
        before = None
        for number, layer in enumerate(self.layers[:2 * stage + 2], 1):
            if number == 2 * stage + 1 and stage and alpha < 1:
                before = x
            x = layer(x)
            if number in watch:
                seen.append(x)
        image = self.rgb[stage](x)
        if before is not None:
            old = F.interpolate(self.rgb[stage - 1](before), scale_factor=2)
            image = old + (image - old) * alpha
        return image, seen

    def published(self, stage):
        """The state dict in the published form, for the resolution of the stage."""
        state = {}
        side = 4 << stage
        for number, layer in enumerate(self.layers[:2 * stage + 2], 1):
            state[f"layer{number}.conv.weight"] = layer.conv.weight
            state[f"layer{number}.wscale.b"] = layer.wscale.b
        state[f"output_{side}x{side}.conv.weight"] = self.rgb[stage].conv.weight
        state[f"output_{side}x{side}.wscale.b"] = self.rgb[stage].wscale.b
        return {name: tensor.detach().clone().contiguous() for name, tensor in state.items()}


    def adopt(self, state, stage):
        """Takes the weights of a published state dict of the stage; refuses any other."""
        own = self.published(stage)
        if set(own) != set(state):
            raise ValueError(f"tensors differ: {', '.join(sorted(set(own) ^ set(state)))}")
        for name, tensor in state.items():
            block, _, rest = name.partition(".")
            module = self.rgb[stage] if block.startswith("output") else \
                self.layers[int(block[5:]) - 1]
            module.get_parameter(rest).data.copy_(tensor)


class Scaled(nn.Module):
    """A convolution with an equalised learning rate; `down` averages 2x2 afterwards."""

    def __init__(self, inner, outer, kernel=3, down=False, gain=math.sqrt(2)):
        super().__init__()
        self.down, self.pad = down, kernel // 2 if kernel == 3 else 0
        self.weight = nn.Parameter(torch.randn(outer, inner, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outer))
        self.scale = gain / math.sqrt(inner * kernel * kernel)

    def forward(self, x):
        weight = self.weight * self.scale
        if self.down:
            return F.conv2d(x, spread_kernel(weight) / 4, self.bias, stride=2, padding=1)
        return F.conv2d(x, weight, self.bias, padding=self.pad)


class Discriminator(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        widths = sizes[1:]
        self.rgb = nn.ModuleList(Scaled(3, width, 1) for width in widths)
        self.first = nn.ModuleList(Scaled(width, width) for width in widths[1:])
        self.second = nn.ModuleList(Scaled(width, below, down=True)
                                    for below, width in zip(widths, widths[1:]))
        self.last = Scaled(widths[0] + 1, widths[0])
        self.dense = Scaled(widths[0], widths[0], 4)
        self.score = Scaled(widths[0], 1, 1, gain=1)

    def forward(self, image, stage, alpha=1.0):
        x = F.leaky_relu(self.rgb[stage](image), 0.2)
        for level in range(stage, 0, -1):
            x = F.leaky_relu(self.first[level - 1](x), 0.2)
            x = F.leaky_relu(self.second[level - 1](x), 0.2)
            if level == stage and alpha < 1:
                old = F.leaky_relu(self.rgb[stage - 1](F.avg_pool2d(image, 2)), 0.2)
                x = old + (x - old) * alpha
        x = F.leaky_relu(self.last(add_deviation(x)), 0.2)
        x = F.leaky_relu(self.dense(x), 0.2)
        return self.score(x).flatten()


def add_deviation(x, group=8):
    """Appends the mean standard deviation over groups of the batch as one more channel."""
    count, channels, height, width = x.shape
    group = math.gcd(group, count)
    y = x.float().view(group, -1, channels, height, width)
    spread = ((y - y.mean(0)).square().mean(0) + 1e-8).sqrt().mean((1, 2, 3), keepdim=True)
    spread = spread.repeat(group, 1, height, width).to(x.dtype)
    return torch.cat([x, spread], 1)
