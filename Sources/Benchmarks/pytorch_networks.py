"""The published progressive GAN and segmenters of gandissect as PyTorch modules.

They are our own, written from the description of the published networks.
"""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


# ---- progressive GAN ----


class WScale(nn.Module):
    def __init__(self, channels, inputs, gain):
        super().__init__()
        self.scale = gain / np.sqrt(inputs)
        self.b = nn.Parameter(torch.randn(channels) * 0.1)

    def forward(self, x):
        return x * self.scale + self.b.view(1, -1, 1, 1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, kernel, upscale, gain, activate=True):
        super().__init__()
        padding = {4: 3, 3: 1, 1: 0}[kernel]
        self.conv = nn.Conv2d(inputs, outputs, kernel, 1, padding, bias=False)
        nn.init.normal_(self.conv.weight)
        self.wscale = WScale(outputs, inputs, gain)
        self.upscale, self.activate = upscale, activate

    def forward(self, x):
        x = x / torch.sqrt(torch.mean(x**2, dim=1, keepdim=True) + 1e-8)
        if self.upscale:
            x = F.interpolate(x, scale_factor=2, mode="nearest")
        x = self.wscale(self.conv(x))
        return F.leaky_relu(x, 0.2) if self.activate else x


def progressive_generator(extent):
    widths = [512, 512, 512, 512, 256, 128, 64, 32]
    if extent == 1024:
        widths = [512, 512, 512, 512, 512, 256, 128, 64, 32, 16]
    pairs = int(np.log2(extent)) - 1
    blocks, inputs = nn.Sequential(), widths[0]
    for pair in range(pairs):
        outputs = widths[pair + 1]
        kernel = 4 if pair == 0 else 3
        first = Block(inputs, outputs, kernel, pair > 0, np.sqrt(2) / kernel)
        blocks.add_module(f"layer{2 * pair + 1}", first)
        blocks.add_module(f"layer{2 * pair + 2}", Block(outputs, outputs, 3, False, np.sqrt(2) / 3))
        inputs = outputs
    blocks.add_module(f"output_{extent}x{extent}", Block(inputs, 3, 1, False, 1, activate=False))
    return blocks.eval()


# ---- residual encoder and the unified parsing decoder ----


def normalized(inputs, outputs, kernel, stride=1, dilation=1, groups=1, eps=1e-5):
    padding = dilation * (kernel // 2)
    return [
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias=False),
        nn.BatchNorm2d(outputs, eps=eps),
    ]


def unit(inputs, outputs, kernel):
    return nn.Sequential(*normalized(inputs, outputs, kernel), nn.ReLU())


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride, dilation=1):
        super().__init__()
        self.conv1, self.bn1 = normalized(inputs, width, 1)
        self.conv2, self.bn2 = normalized(width, width, 3, stride, dilation)
        self.conv3, self.bn3 = normalized(width, width * 4, 1)
        self.downsample = None
        if stride != 1 or inputs != width * 4:
            self.downsample = nn.Sequential(*normalized(inputs, width * 4, 1, stride))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = normalized(3, 64, 3, 2)
        self.conv2, self.bn2 = normalized(64, 64, 3)
        self.conv3, self.bn3 = normalized(64, 128, 3)
        inputs = 128
        for index, (width, count) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)]):
            blocks = []
            for block in range(count):
                stride = 2 if block == 0 and index > 0 else 1
                blocks.append(Bottleneck(inputs, width, stride))
                inputs = width * 4
            setattr(self, f"layer{index + 1}", nn.Sequential(*blocks))

    def forward(self, x):
        for index in (1, 2, 3):
            x = F.relu(getattr(self, f"bn{index}")(getattr(self, f"conv{index}")(x)))
        x = F.max_pool2d(x, 3, 2, 1)
        outputs = []
        for index in (1, 2, 3, 4):
            x = getattr(self, f"layer{index}")(x)
            outputs.append(x)
        return outputs


def precise_region_matrix(extent, bins):
    """The mean of the linear interpolant over each bin, zero beyond the pixels."""

    def integral(t):
        t = np.clip(t, -1, 1)
        return np.where(t < 0, (t + 1) ** 2 / 2, 1 - (1 - t) ** 2 / 2)

    width = extent / bins
    begin = np.arange(bins)[:, None] * width
    place = np.arange(extent)[None, :]
    weights = (integral(begin + width - place) - integral(begin - place)) / width
    return torch.tensor(weights, dtype=torch.float32)


class UnifiedParsing(nn.Module):
    def __init__(self, owners):
        super().__init__()
        self.owners = owners
        widths, size = (256, 512, 1024, 2048), 512
        self.ppm_conv = nn.ModuleList([unit(widths[-1], size, 1) for _ in range(4)])
        self.ppm_last_conv = unit(widths[-1] + 4 * size, size, 3)
        self.fpn_in = nn.ModuleList([unit(width, size, 1) for width in widths[:-1]])
        self.fpn_out = nn.ModuleList([nn.Sequential(unit(size, size, 3)) for _ in range(3)])
        self.conv_fusion = unit(4 * size, size, 3)
        self.scene_head = nn.Sequential(
            unit(size, size, 3), nn.AdaptiveAvgPool2d(1), nn.Conv2d(size, 365, 1)
        )
        self.object_head = nn.Sequential(unit(size, size, 3), nn.Conv2d(size, 336, 1))
        self.part_head = nn.Sequential(unit(size, size, 3), nn.Conv2d(size, 427, 1))
        self.material_head = nn.Sequential(unit(size, size, 3), nn.Conv2d(size, 26, 1))

    def forward(self, features, extent):
        def resized(x, like):
            return F.interpolate(x, size=like, mode="bilinear", align_corners=False)

        deepest = features[-1]
        height, width = deepest.shape[2:]
        parts = [deepest]
        for bins, conv in zip((1, 2, 3, 6), self.ppm_conv):
            rows = precise_region_matrix(height, bins)
            columns = precise_region_matrix(width, bins)
            pooled = torch.einsum("kh,nchw,lw->nckl", rows, deepest, columns)
            parts.append(conv(resized(pooled, (height, width))))
        f = self.ppm_last_conv(torch.cat(parts, 1))
        scene = self.scene_head(f)
        pyramid = [f]
        for index in (2, 1, 0):
            lateral = self.fpn_in[index](features[index])
            f = lateral + resized(f, lateral.shape[2:])
            pyramid.append(self.fpn_out[index](f))
        pyramid.reverse()
        finest = pyramid[0].shape[2:]
        fused = [pyramid[0]] + [resized(p, finest) for p in pyramid[1:]]
        fused = self.conv_fusion(torch.cat(fused, 1))
        object_ = torch.softmax(resized(self.object_head(fused), extent), 1)
        part = resized(self.part_head(fused), extent)
        parts = [torch.softmax(p, 1) for p in torch.split(part, self.owners, 1)]
        material = torch.softmax(resized(self.material_head(pyramid[0]), extent), 1)
        return object_, parts, material, scene


class UnifiedParsingSegmenter(nn.Module):
    mean = torch.tensor([102.9801, 115.9465, 122.7717]).view(1, 3, 1, 1)

    def __init__(self, labels):
        super().__init__()
        self.encoder = ResNet50()
        self.decoder = UnifiedParsing([len(parts) for parts in labels["object_part"].values()])

    def probabilities(self, images):
        x = ((images + 1) / 2 * 255).flip(1) - self.mean.to(images.dtype)
        return self.decoder(self.encoder(x), images.shape[2:])

    def forward(self, images):
        object_, parts, material, _ = self.probabilities(images)
        first = [part.argmax(1) for part in parts[:3]]
        return object_.argmax(1), material.argmax(1), *first


# ---- MobileNetV2, dilated, with the one-convolution decoder ----


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion, dilation):
        super().__init__()
        width = inputs * expansion
        layers = []
        if expansion != 1:
            layers += normalized(inputs, width, 1) + [nn.ReLU6()]
        layers += normalized(width, width, 3, stride, dilation, width) + [nn.ReLU6()]
        layers += normalized(width, outputs, 1)
        self.conv = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.residual else self.conv(x)


class MobileNetSegmenter(nn.Module):
    """Strides after the third become dilations of 2 and 4 (the block that loses its stride: half)."""

    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)

    def __init__(self):
        super().__init__()
        table = [
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
            (6, 160, 3, 2), (6, 320, 1, 1),
        ]
        features, inputs, index = [nn.Sequential(*normalized(3, 32, 3, 2), nn.ReLU6())], 32, 1
        for expansion, outputs, count, stride in table:
            for block in range(count):
                step, dilation = (stride if block == 0 else 1), 1
                if 7 <= index < 14:
                    dilation, step = (1 if step == 2 else 2), 1
                elif index >= 14:
                    dilation, step = (2 if step == 2 else 4), 1
                features.append(
                    InvertedResidual(inputs, outputs, step, expansion, dilation))
                inputs, index = outputs, index + 1
        self.encoder = nn.Module()
        self.encoder.features = nn.Sequential(*features)
        self.decoder = nn.Module()
        self.decoder.cbr = unit(320, 80, 3)
        self.decoder.conv_last = nn.Conv2d(80, 150, 1)
        self.decoder.cbr_deepsup = unit(160, 80, 3)
        self.decoder.conv_last_deepsup = nn.Conv2d(80, 150, 1)

    def forward(self, images):
        x = ((images + 1) / 2 - self.mean.to(images.dtype)) / self.deviation.to(images.dtype)
        x = self.decoder.conv_last(self.decoder.cbr(self.encoder.features(x)))
        x = F.interpolate(x, size=images.shape[2:], mode="bilinear", align_corners=False)
        return (torch.softmax(x, 1).argmax(1),)


class Basic(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.bn1 = normalized(width, width, 3)
        self.conv2, self.bn2 = normalized(width, width, 3)

    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + x)


def enlarged(x, like):
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)


class Fusion(nn.Module):
    """Branches of blocks side by side, then each the rectified sum of all."""

    def __init__(self, widths):
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Sequential(*[Basic(width) for _ in range(4)]) for width in widths)
        self.fuse_layers = nn.ModuleList(
            nn.ModuleList(self.path(widths, j, i) for j in range(len(widths)))
            for i in range(len(widths)))

    @staticmethod
    def path(widths, source, target):
        if source == target:
            return None
        if source > target:
            return nn.Sequential(*normalized(widths[source], widths[target], 1))
        steps = [nn.Sequential(*normalized(widths[source], widths[source], 3, 2), nn.ReLU())
                 for _ in range(target - source - 1)]
        return nn.Sequential(*steps, nn.Sequential(*normalized(widths[source], widths[target], 3, 2)))

    def forward(self, inputs):
        inputs = [branch(x) for branch, x in zip(self.branches, inputs)]
        outputs = []
        for i, row in enumerate(self.fuse_layers):
            parts = [inputs[j] if i == j else path(inputs[j]) for j, path in enumerate(row)]
            outputs.append(F.relu(sum(enlarged(p, inputs[i]) if j > i else p
                                      for j, p in enumerate(parts))))
        return outputs


class HighResolutionEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = normalized(3, 64, 3, 2)
        self.conv2, self.bn2 = normalized(64, 64, 3, 2)
        self.layer1 = nn.Sequential(
            Bottleneck(64, 64, 1), *[Bottleneck(256, 64, 1) for _ in range(3)])
        before = [256]
        for number, (modules, count) in enumerate([(1, 2), (4, 3), (3, 4)], 1):
            widths = [48, 96, 192, 384][:count]
            entries = [unit(b, w, 3) if b != w else None for b, w in zip(before, widths)]
            new = nn.Sequential(*normalized(before[-1], widths[-1], 3, 2), nn.ReLU())
            setattr(self, f"transition{number}", nn.ModuleList(entries + [nn.Sequential(new)]))
            stage = nn.Sequential(*[Fusion(widths) for _ in range(modules)])
            setattr(self, f"stage{number + 1}", stage)
            before = widths

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        maps = [self.layer1(x)]
        for number in (1, 2, 3):
            entries = getattr(self, f"transition{number}")
            maps = getattr(self, f"stage{number + 1}")(
                [maps[i] if entry is None else entry(maps[-1]) for i, entry in enumerate(entries)])
        return torch.cat([enlarged(x, maps[0]) for x in maps], 1)


class HighResolutionSegmenter(nn.Module):
    mean, deviation = MobileNetSegmenter.mean, MobileNetSegmenter.deviation

    def __init__(self):
        super().__init__()
        self.encoder = HighResolutionEncoder()
        self.decoder = nn.Module()
        self.decoder.cbr = unit(720, 180, 3)
        self.decoder.conv_last = nn.Conv2d(180, 150, 1)

    def forward(self, images):
        x = ((images + 1) / 2 - self.mean) / self.deviation
        x = self.decoder.conv_last(self.decoder.cbr(self.encoder(x)))
        x = F.interpolate(x, size=images.shape[2:], mode="bilinear", align_corners=False)
        return (torch.softmax(x, 1).argmax(1),)
