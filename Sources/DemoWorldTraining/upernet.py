"""The unified-parsing UPerNet in the published layout and key names, at any width."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from vocabulary import MATERIALS, OBJECTS, PARTS, SCENES

MEAN = (102.9801, 115.9465, 122.7717)  # of blue, green and red
BINS = (1, 2, 3, 6)


def prepare(images, side):
    """Pictures in [-1, 1] (RGB) to the published input: enlarged, 0..255, BGR, minus the mean."""
    x = F.adaptive_avg_pool2d((images + 1) * 127.5, side).flip(1)
    return x - x.new_tensor(MEAN)[:, None, None]


class Bottleneck(nn.Module):
    def __init__(self, inner, planes, stride):
        super().__init__()
        outer = planes * 4
        self.conv1 = nn.Conv2d(inner, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, outer, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outer)
        self.downsample = None
        if stride > 1 or inner != outer:
            self.downsample = nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False),
                                            nn.BatchNorm2d(outer))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Encoder(nn.Module):
    """ResNet with a deep stem; answers at 1/4, 1/8, 1/16 and 1/32 of the input."""

    def __init__(self, stem=8, planes=(8, 16, 32, 64), blocks=(2, 2, 2, 2)):
        super().__init__()
        self.conv1 = nn.Conv2d(3, stem, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        self.conv2 = nn.Conv2d(stem, stem, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(stem)
        self.conv3 = nn.Conv2d(stem, stem * 2, 3, 1, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(stem * 2)
        inner = stem * 2
        for number, (width, count) in enumerate(zip(planes, blocks), 1):
            layer = []
            for index in range(count):
                layer.append(Bottleneck(inner, width, 2 if index == 0 and number > 1 else 1))
                inner = width * 4
            setattr(self, f"layer{number}", nn.Sequential(*layer))

    def forward(self, x):
        for number in (1, 2, 3):
            conv, bn = getattr(self, f"conv{number}"), getattr(self, f"bn{number}")
            x = F.relu(bn(conv(x)))
        x = F.max_pool2d(x, 3, 2, 1)
        levels = []
        for number in (1, 2, 3, 4):
            x = getattr(self, f"layer{number}")(x)
            levels.append(x)
        return levels


def pooling_matrix(side, bins):
    """One axis of PrRoIPool over [0, side]: exact means of the linear interpolant, zero outside."""

    def area(t):  # integral of max(0, 1 - |x|) from -1 to t
        t = np.clip(t, -1, 1)
        return np.where(t < 0, (t + 1) ** 2 / 2, 1 - (1 - t) ** 2 / 2)

    width = side / bins
    edges = np.arange(bins + 1)[:, None] * width - np.arange(side)[None]
    return torch.from_numpy((area(edges[1:]) - area(edges[:-1])) / width).float()


def block(inner, outer, kernel):
    return nn.Sequential(nn.Conv2d(inner, outer, kernel, padding=kernel // 2, bias=False),
                         nn.BatchNorm2d(outer), nn.ReLU())


class Decoder(nn.Module):
    def __init__(self, levels=(32, 64, 128, 256), width=32, ppm=32,
                 objects=len(OBJECTS), parts=sum(map(len, PARTS.values())),
                 materials=len(MATERIALS), scenes=len(SCENES)):
        super().__init__()
        self.ppm_conv = nn.ModuleList(block(levels[-1], ppm, 1) for _ in BINS)
        self.ppm_last_conv = block(levels[-1] + len(BINS) * ppm, width, 3)
        self.fpn_in = nn.ModuleList(block(inner, width, 1) for inner in levels[:-1])
        self.fpn_out = nn.ModuleList(nn.Sequential(block(width, width, 3)) for _ in levels[:-1])
        self.conv_fusion = block(len(levels) * width, width, 3)
        self.scene_head = nn.Sequential(block(width, width, 3), nn.AdaptiveAvgPool2d(1),
                                        nn.Conv2d(width, scenes, 1))
        self.object_head = nn.Sequential(block(width, width, 3), nn.Conv2d(width, objects, 1))
        self.part_head = nn.Sequential(block(width, width, 3), nn.Conv2d(width, parts, 1))
        self.material_head = nn.Sequential(block(width, width, 3), nn.Conv2d(width, materials, 1))

    def pyramid(self, top):
        side = top.shape[2]
        found = [top]
        for bins, conv in zip(BINS, self.ppm_conv):
            matrix = pooling_matrix(side, bins).to(top)
            pooled = torch.einsum("ky,ncyx,lx->nckl", matrix, top, matrix)
            found.append(conv(F.interpolate(pooled, size=(side, side), mode="bilinear")))
        return self.ppm_last_conv(torch.cat(found, 1))

    def forward(self, levels):
        """Logits of objects, parts, materials (each at the first level's size) and scenes."""
        f = top = self.pyramid(levels[-1])
        found = [f]
        for index in range(len(levels) - 2, -1, -1):
            lateral = self.fpn_in[index](levels[index])
            f = lateral + F.interpolate(f, size=lateral.shape[2:], mode="bilinear")
            found.insert(0, self.fpn_out[index](f))
        size = found[0].shape[2:]
        grown = [found[0]] + [F.interpolate(p, size=size, mode="bilinear") for p in found[1:]]
        fused = self.conv_fusion(torch.cat(grown, 1))
        return (self.object_head(fused), self.part_head(fused), self.material_head(found[0]),
                self.scene_head(top).flatten(1))
