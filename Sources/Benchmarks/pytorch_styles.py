"""StyleGAN2 in PyTorch at the widths of config-f, with rosinality's tensor names.

Written from the description of the network. As in the code bases that people use, weights are
modulated for each image and a convolution is run with a group an image.
"""

import math
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

EXTENTS = (256, 1024)
WIDTHS = {4: 512, 8: 512, 16: 512, 32: 512, 64: 512, 128: 256, 256: 128, 512: 64, 1024: 32}
ROOT = math.sqrt(2)


def kernel():
    row = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    return row[:, None] * row[None, :]


def filtered(x, padding):
    """Each channel with the smoothing filter times 4."""
    channels = x.shape[1]
    x = F.pad(x, padding)
    weight = (kernel() * 4).to(x.dtype).expand(channels, 1, 4, 4)
    return F.conv2d(x, weight, groups=channels)


class Linear(nn.Module):
    def __init__(self, inputs, outputs, rate=1.0, bias=0.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / rate)
        self.bias = nn.Parameter(torch.full((outputs,), bias / rate))
        self.rate = rate

    def forward(self, x):
        scale = self.rate / math.sqrt(self.weight.shape[1])
        return F.linear(x, self.weight * scale, self.bias * self.rate)


class Modulated(nn.Module):
    def __init__(self, inputs, outputs, size, demodulates=True, doubles=False):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, outputs, inputs, size, size))
        self.modulation = Linear(512, inputs, bias=1.0)
        self.demodulates, self.doubles = demodulates, doubles

    def forward(self, x, w):
        batch, inputs, height, width = x.shape
        _, outputs, _, size, _ = self.weight.shape
        style = self.modulation(w).view(batch, 1, inputs, 1, 1)
        weight = self.weight / math.sqrt(inputs * size * size) * style
        if self.demodulates:
            weight = weight * torch.rsqrt(weight.pow(2).sum([2, 3, 4], keepdim=True) + 1e-8)
        x = x.reshape(1, batch * inputs, height, width)
        if self.doubles:
            weight = weight.transpose(1, 2).reshape(batch * inputs, outputs, size, size)
            x = F.conv_transpose2d(x, weight, stride=2, groups=batch)
            x = x.view(batch, outputs, *x.shape[2:])
            return filtered(x, (1, 1, 1, 1))
        weight = weight.view(batch * outputs, inputs, size, size)
        x = F.conv2d(x, weight, padding=size // 2, groups=batch)
        return x.view(batch, outputs, height, width)


class Holder(nn.Module):
    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


class Styled(nn.Module):
    def __init__(self, inputs, outputs, doubles):
        super().__init__()
        self.conv = Modulated(inputs, outputs, 3, doubles=doubles)
        self.noise = Holder(weight=nn.Parameter(torch.tensor([0.1])))
        self.activate = Holder(bias=nn.Parameter(torch.randn(outputs) * 0.1))

    def forward(self, x, w, noise):
        x = self.conv(x, w) + self.noise.weight * noise
        return F.leaky_relu(x + self.activate.bias.view(1, -1, 1, 1), 0.2) * ROOT


class Picture(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.conv = Modulated(inputs, 3, 1, demodulates=False)
        self.bias = nn.Parameter(torch.zeros(1, 3, 1, 1))

    def forward(self, x, w, below):
        picture = self.conv(x, w) + self.bias
        if below is None:
            return picture
        batch, channels, height, width = below.shape
        spread = below.new_zeros(batch, channels, height, 2, width, 2)
        spread[:, :, :, 0, :, 0] = below
        spread = spread.view(batch, channels, 2 * height, 2 * width)
        return picture + filtered(spread, (2, 1, 2, 1))


class StyleGAN2(nn.Module):
    def __init__(self, extent):
        super().__init__()
        count = int(math.log2(extent)) * 2 - 3
        self.style = nn.Module()
        for index in range(8):
            setattr(self.style, str(index + 1), Linear(512, 512, rate=0.01))
        self.input = Holder(input=nn.Parameter(torch.randn(1, WIDTHS[4], 4, 4)))
        self.conv1 = Styled(WIDTHS[4], WIDTHS[4], False)
        self.to_rgb1 = Picture(WIDTHS[4])
        self.convs, self.to_rgbs = nn.ModuleList(), nn.ModuleList()
        self.noises = nn.Module()
        side, inputs = 4, WIDTHS[4]
        self.noises.register_buffer("noise_0", torch.randn(1, 1, 4, 4))
        for index in range(1, count):
            if index % 2 == 1:
                side *= 2
            self.convs.append(Styled(inputs, WIDTHS[side], index % 2 == 1))
            inputs = WIDTHS[side]
            if index % 2 == 0:
                self.to_rgbs.append(Picture(inputs))
            self.noises.register_buffer(f"noise_{index}", torch.randn(1, 1, side, side))

    def forward(self, z):
        w = z.view(z.shape[0], -1)
        w = w * torch.rsqrt(w.pow(2).mean(1, keepdim=True) + 1e-8)
        for index in range(8):
            w = F.leaky_relu(getattr(self.style, str(index + 1))(w), 0.2) * ROOT
        x = self.input.input.expand(z.shape[0], -1, -1, -1)
        x = self.conv1(x, w, self.noises.noise_0)
        picture = self.to_rgb1(x, w, None)
        for index, layer in enumerate(self.convs, 1):
            x = layer(x, w, getattr(self.noises, f"noise_{index}"))
            if index % 2 == 0:
                picture = self.to_rgbs[index // 2 - 1](x, w, picture)
        return picture


def path(folder, extent):
    return os.path.join(folder, f"stylegan2_{extent}.pt")


def write(folder):
    torch.manual_seed(3)
    for extent in EXTENTS:
        model = StyleGAN2(extent).eval()
        with torch.inference_mode():
            # Colours of about the spread that trained networks have.
            spread = model(torch.randn(4, 512)).std().item()
            for head in (model.to_rgb1, *model.to_rgbs):
                head.conv.weight.mul_(0.5 / spread)
        torch.save({"g_ema": model.state_dict()}, path(folder, extent))


def styles(folder, extent):
    model = StyleGAN2(extent)
    model.load_state_dict(torch.load(path(folder, extent))["g_ema"])
    return model.eval()
