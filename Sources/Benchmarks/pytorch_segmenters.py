"""Segmenters of one file in PyTorch, with the tensor names of the published code.

Written from the description of the networks; sizes are those of SegFormer-b0, of torchvision's
deeplabv3_resnet50 and lraspp_mobilenet_v3_large, and of BiSeNet for faces.
"""

import json
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

from pytorch_networks import Bottleneck, normalized


def resized(x, like, corners=False):
    return F.interpolate(x, size=like, mode="bilinear", align_corners=corners)


class Whole(nn.Module):
    """An image in [-1, 1] to labels; subclasses give the logits of normalised pixels."""

    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    corners = False
    classes = 21

    def forward(self, images):
        x = ((images + 1) / 2 - self.mean.to(images.dtype)) / self.deviation.to(images.dtype)
        return (resized(self.logits(x), images.shape[2:], self.corners).argmax(1),)


# ---- SegFormer ----


def holder(**parts):
    module = nn.Module()
    for name, part in parts.items():
        setattr(module, name, part)
    return module


class Attention(nn.Module):
    def __init__(self, width, heads, ratio):
        super().__init__()
        self.heads = heads
        own = holder(query=nn.Linear(width, width), key=nn.Linear(width, width),
                     value=nn.Linear(width, width))
        if ratio > 1:
            own.sr = nn.Conv2d(width, width, ratio, ratio)
            own.layer_norm = nn.LayerNorm(width)
        setattr(self, "self", own)
        self.output = holder(dense=nn.Linear(width, width))

    def split(self, x):
        return x.view(x.shape[0], -1, self.heads, x.shape[2] // self.heads).transpose(1, 2)

    def forward(self, x, height, width):
        own = getattr(self, "self")
        less = x
        if hasattr(own, "sr"):
            maps = x.transpose(1, 2).reshape(x.shape[0], x.shape[2], height, width)
            less = own.layer_norm(own.sr(maps).flatten(2).transpose(1, 2))
        q, k, v = self.split(own.query(x)), self.split(own.key(less)), self.split(own.value(less))
        weights = torch.softmax(q @ k.transpose(2, 3) / q.shape[3] ** 0.5, -1)
        return self.output.dense((weights @ v).transpose(1, 2).flatten(2))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads, ratio):
        super().__init__()
        self.layer_norm_1, self.layer_norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, ratio)
        hidden = 4 * width
        self.mlp = holder(
            dense1=nn.Linear(width, hidden), dense2=nn.Linear(hidden, width),
            dwconv=holder(dwconv=nn.Conv2d(hidden, hidden, 3, 1, 1, groups=hidden)))

    def forward(self, x, height, width):
        x = x + self.attention(self.layer_norm_1(x), height, width)
        y = self.mlp.dense1(self.layer_norm_2(x))
        maps = y.transpose(1, 2).reshape(y.shape[0], y.shape[2], height, width)
        y = F.gelu(self.mlp.dwconv.dwconv(maps).flatten(2).transpose(1, 2))
        return x + self.mlp.dense2(y)


class SegFormer(Whole):
    widths, heads, ratios, strides = (32, 64, 160, 256), (1, 2, 5, 8), (8, 4, 2, 1), (4, 2, 2, 2)
    kernels, depths, decoder_width, classes = (7, 3, 3, 3), (2, 2, 2, 2), 256, 150

    def __init__(self):
        super().__init__()
        inputs = (3, *self.widths)
        encoder = holder(
            patch_embeddings=nn.ModuleList(
                holder(proj=nn.Conv2d(inputs[i], w, self.kernels[i], self.strides[i],
                                      self.kernels[i] // 2),
                       layer_norm=nn.LayerNorm(w)) for i, w in enumerate(self.widths)),
            block=nn.ModuleList(
                nn.ModuleList(TransformerBlock(w, self.heads[i], self.ratios[i])
                              for _ in range(self.depths[i])) for i, w in enumerate(self.widths)),
            layer_norm=nn.ModuleList(nn.LayerNorm(w) for w in self.widths))
        self.segformer = holder(encoder=encoder)
        d = self.decoder_width
        self.decode_head = holder(
            linear_c=nn.ModuleList(holder(proj=nn.Linear(w, d)) for w in self.widths),
            linear_fuse=nn.Conv2d(4 * d, d, 1, bias=False), batch_norm=nn.BatchNorm2d(d),
            classifier=nn.Conv2d(d, self.classes, 1))

    def logits(self, x):
        encoder, head, levels = self.segformer.encoder, self.decode_head, []
        for i in range(4):
            patch = encoder.patch_embeddings[i]
            x = patch.proj(x)
            size = x.shape[2:]
            x = patch.layer_norm(x.flatten(2).transpose(1, 2))
            for block in encoder.block[i]:
                x = block(x, *size)
            x = encoder.layer_norm[i](x).transpose(1, 2).reshape(x.shape[0], -1, *size)
            levels.append(x)
        parts = []
        for maps, linear in zip(levels, head.linear_c):
            y = linear.proj(maps.flatten(2).transpose(1, 2)).transpose(1, 2)
            parts.append(resized(y.reshape(x.shape[0], -1, *maps.shape[2:]), levels[0].shape[2:]))
        fused = head.linear_fuse(torch.cat(parts[::-1], 1))
        return head.classifier(F.relu(head.batch_norm(fused)))

    def configuration(self):
        return {
            "model_type": "segformer", "hidden_sizes": self.widths, "depths": self.depths,
            "num_attention_heads": self.heads, "sr_ratios": self.ratios, "strides": self.strides,
            "patch_sizes": self.kernels, "decoder_hidden_size": self.decoder_width,
            "hidden_act": "gelu", "id2label": {str(i): f"class {i}" for i in range(self.classes)}}


# ---- torchvision ----


class Basic(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1, self.bn1 = normalized(inputs, width, 3, stride)
        self.conv2, self.bn2 = normalized(width, width, 3)
        self.downsample = None
        if stride != 1 or inputs != width:
            self.downsample = nn.Sequential(*normalized(inputs, width, 1, stride))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """With the plain stem; `dilated` keeps the last two stages at 1/8."""

    def __init__(self, counts, dilated):
        super().__init__()
        self.conv1, self.bn1 = normalized(3, 64, 7, 2)
        inputs = 64
        for index, count in enumerate(counts):
            width, blocks = 64 << index, []
            for block in range(count):
                stride = 2 if block == 0 and index > 0 else 1
                if not dilated:
                    blocks.append(Basic(inputs, width, stride))
                    inputs = width
                    continue
                dilation = 1 << (index - 1) if index > 1 else 1
                if block == 0 and index > 1:
                    stride, dilation = 1, dilation // 2
                blocks.append(Bottleneck(inputs, width, stride, dilation))
                inputs = width * 4
            setattr(self, f"layer{index + 1}", nn.Sequential(*blocks))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        levels = []
        for index in (1, 2, 3, 4):
            x = getattr(self, f"layer{index}")(x)
            levels.append(x)
        return levels


class AtrousPooling(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        branches = [nn.Sequential(*normalized(inputs, width, 1), nn.ReLU())]
        branches += [nn.Sequential(*normalized(inputs, width, 3, 1, d), nn.ReLU())
                     for d in (12, 24, 36)]
        branches += [nn.Sequential(nn.AdaptiveAvgPool2d(1), *normalized(inputs, width, 1),
                                   nn.ReLU())]
        self.convs = nn.ModuleList(branches)
        self.project = nn.Sequential(*normalized(5 * width, width, 1), nn.ReLU())

    def forward(self, x):
        parts = [branch(x) for branch in self.convs]
        parts[-1] = resized(parts[-1], x.shape[2:])
        return self.project(torch.cat(parts, 1))


class DeepLab(Whole):
    def __init__(self):
        super().__init__()
        self.backbone = ResNet((3, 4, 6, 3), dilated=True)
        self.classifier = nn.Sequential(
            AtrousPooling(2048, 256), *normalized(256, 256, 3), nn.ReLU(),
            nn.Conv2d(256, self.classes, 1))

    def logits(self, x):
        return self.classifier(self.backbone(x)[-1])


class Gate(nn.Module):
    def __init__(self, width, squeezed):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(width, squeezed, 1), nn.Conv2d(squeezed, width, 1)

    def forward(self, x):
        gate = self.fc2(F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1))))
        return x * F.hardsigmoid(gate)


def divisible(width):
    """The nearest multiple of 8 that is not much smaller."""
    nearest = max(8, (width + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * width else nearest + 8


class InvertedResidual(nn.Module):
    def __init__(self, inputs, kernel, hidden, outputs, squeezes, swish, stride, dilation):
        super().__init__()
        act = nn.Hardswish if swish else nn.ReLU

        def layer(*sizes, **named):
            return nn.Sequential(*normalized(*sizes, eps=1e-3, **named))

        step = 1 if dilation > 1 else stride
        parts = []
        if hidden != inputs:
            parts.append(nn.Sequential(*layer(inputs, hidden, 1), act()))
        parts.append(nn.Sequential(
            *layer(hidden, hidden, kernel, step, dilation, groups=hidden), act()))
        if squeezes:
            parts.append(Gate(hidden, divisible(hidden // 4)))
        parts.append(layer(hidden, outputs, 1))
        self.block = nn.Sequential(*parts)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.block(x) if self.residual else self.block(x)


def mobile_v3():
    table = [
        (3, 16, 16, 0, 0, 1, 1), (3, 64, 24, 0, 0, 2, 1), (3, 72, 24, 0, 0, 1, 1),
        (5, 72, 40, 1, 0, 2, 1), (5, 120, 40, 1, 0, 1, 1), (5, 120, 40, 1, 0, 1, 1),
        (3, 240, 80, 0, 1, 2, 1), (3, 200, 80, 0, 1, 1, 1), (3, 184, 80, 0, 1, 1, 1),
        (3, 184, 80, 0, 1, 1, 1), (3, 480, 112, 1, 1, 1, 1), (3, 672, 112, 1, 1, 1, 1),
        (5, 672, 160, 1, 1, 2, 2), (5, 960, 160, 1, 1, 1, 2), (5, 960, 160, 1, 1, 1, 2)]
    layers, inputs = [nn.Sequential(*normalized(3, 16, 3, 2, eps=1e-3), nn.Hardswish())], 16
    for kernel, hidden, outputs, *rest in table:
        layers.append(InvertedResidual(inputs, kernel, hidden, outputs, *rest))
        inputs = outputs
    layers.append(nn.Sequential(*normalized(160, 960, 1, eps=1e-3), nn.Hardswish()))
    return nn.Sequential(*layers)


class Lite(Whole):
    def __init__(self):
        super().__init__()
        self.backbone = mobile_v3()
        self.classifier = holder(
            cbr=nn.Sequential(*normalized(960, 128, 1), nn.ReLU()),
            scale=nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(960, 128, 1, bias=False),
                                nn.Sigmoid()),
            low_classifier=nn.Conv2d(40, self.classes, 1),
            high_classifier=nn.Conv2d(128, self.classes, 1))

    def logits(self, x):
        low = self.backbone[:5](x)
        high = self.backbone[5:](low)
        x = resized(self.classifier.cbr(high) * self.classifier.scale(high), low.shape[2:])
        return self.classifier.low_classifier(low) + self.classifier.high_classifier(x)


# ---- BiSeNet for faces ----


class Unit(nn.Module):
    def __init__(self, inputs, outputs, kernel=3):
        super().__init__()
        self.conv, self.bn = normalized(inputs, outputs, kernel)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class Refinement(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.conv = Unit(inputs, width)
        self.conv_atten, self.bn_atten = normalized(width, width, 1)

    def forward(self, x):
        x = self.conv(x)
        return x * torch.sigmoid(self.bn_atten(self.conv_atten(x.mean((2, 3), keepdim=True))))


class Faces(Whole):
    corners, classes = True, 19

    def __init__(self):
        super().__init__()
        self.cp = holder(
            resnet=ResNet((2, 2, 2, 2), dilated=False), arm16=Refinement(256, 128),
            arm32=Refinement(512, 128), conv_head32=Unit(128, 128), conv_head16=Unit(128, 128),
            conv_avg=Unit(512, 128, 1))
        self.ffm = holder(convblk=Unit(256, 256, 1), conv1=nn.Conv2d(256, 64, 1, bias=False),
                          conv2=nn.Conv2d(64, 256, 1, bias=False))
        self.conv_out = holder(conv=Unit(256, 256),
                               conv_out=nn.Conv2d(256, self.classes, 1, bias=False))

    def logits(self, x):
        cp, ffm = self.cp, self.ffm
        _, feat8, feat16, feat32 = cp.resnet(x)
        average = cp.conv_avg(feat32.mean((2, 3), keepdim=True))
        up32 = F.interpolate(cp.arm32(feat32) + average, size=feat16.shape[2:])
        up16 = F.interpolate(cp.arm16(feat16) + cp.conv_head32(up32), size=feat8.shape[2:])
        x = ffm.convblk(torch.cat([feat8, cp.conv_head16(up16)], 1))
        gate = torch.sigmoid(ffm.conv2(F.relu(ffm.conv1(x.mean((2, 3), keepdim=True)))))
        return self.conv_out.conv_out(self.conv_out.conv(x + x * gate))


# ---- files ----

# The network, its file and the side of the published input.
WHOLE = {
    "segformer": (SegFormer, "pytorch_model.bin", 512),
    "deeplab": (DeepLab, "deeplabv3_resnet50.pth", 520),
    "lraspp": (Lite, "lraspp_mobilenet_v3_large.pth", 520),
    "bisenet": (Faces, "79999_iter.pth", 512),
}


def write_whole(folder, randomize):
    for name, (make, file, _) in WHOLE.items():
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        model = randomize(make())
        torch.save(model.state_dict(), os.path.join(folder, name, file))
        if name == "segformer":
            with open(os.path.join(folder, name, "config.json"), "w") as target:
                json.dump(model.configuration(), target)


def whole(folder, name):
    make, file, _ = WHOLE[name]
    model = make()
    model.load_state_dict(torch.load(os.path.join(folder, name, file)))
    return model.eval()
