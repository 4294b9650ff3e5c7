# SPDX-License-Identifier: Apache-2.0
"""The cases that qopt and its peers are compared on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One thing to compute.

    kind: "dense" (8-bit codes in, s32 sums out), "requant" (8-bit codes in and out), "nbits"
    (f32 in and out, weights of `bits` bits in groups), "conv" (a chain of convolutions in 8-bit
    codes), "block" (a transformer encoder block in f32) or "model" (a file).
    """
    name: str
    kind: str
    m: int = 1
    k: int = 0
    n: int = 0
    signed: bool = False      # activations are s8 instead of u8
    bits: int = 8
    group: int = 0            # consecutive k with one scale; 0: one scale per column
    codebook: str = ""        # instead of integers
    shape: tuple = ()         # conv: (channels, size, kernel, stride, groups)
    cold: bool = False        # weights come from memory, not from a cache
    path: str = ""            # model: the ONNX file
    data: str = ""            # model: calibration samples
    known_operations: int = 0  # model: those of its convolutions and products

    def operations(self):
        """Multiplications and additions of products and convolutions."""
        if self.kind == "model":
            return self.known_operations
        if self.kind == "block":  # four projections, two of attention, two of feed-forward
            return 2 * self.m * self.k * (4 * self.k + 2 * self.m + 2 * self.n)
        if self.kind == "conv":
            return sum(2 * out * out * f * c // groups * kernel * kernel
                       for c, f, _, out, kernel, _, groups in conv_layers(self.shape))
        return 2 * self.m * self.k * self.n

    def weight_bytes(self):
        """Bytes of a product's weights, scales of 16 bits included: what a run has to read."""
        if self.kind == "block":
            return self.k * (4 * self.k + 2 * self.n)
        scales = 2 * self.k * self.n // self.group if self.group else 0
        return self.k * self.n * self.bits // 8 + scales


def conv_layers(shape):
    """Layers (in, out, size, out size, kernel, stride, groups) of a chain that ends with as many
    channels as it begins with, so that no peer gains by a layout that suits one layer only."""
    kind, channels, wide, size = shape
    if kind == "3x3":
        return [(channels, channels, size, size, 3, 1, 1)] * 3
    if kind == "1x1":
        return [(channels, wide, size, size, 1, 1, 1), (wide, channels, size, size, 1, 1, 1)]
    if kind == "stride2":
        return [(channels, wide, size, size // 2, 3, 2, 1)]
    if kind == "first":
        return [(3, channels, size, size // 2, 7, 2, 1)]
    if kind == "depthwise":
        return [(channels, channels, size, size, 3, 1, channels)] * 3
    raise ValueError(f"expected a known chain of convolutions, got '{kind}'")


def dense(m, k, n, **more):
    kind = more.pop("kind", "dense")
    sign = "s8" if more.get("signed") else "u8"
    cold = ", cold" if more.get("cold") else ""
    return Case(f"{kind} {m}x{k}x{n} {sign}s8{cold}", kind, m, k, n, **more)


def nbits(m, k, n, bits, group, **more):
    name = more.get("codebook") or f"s{bits}"
    cold = ", cold" if more.get("cold") else ""
    grouped = f" g{group}" if group else " per column"
    return Case(f"{name}{grouped} {m}x{k}x{n}{cold}", "nbits", m, k, n, bits=bits, group=group,
                **more)


def conv(kind, channels, wide, size, signed=False):
    sign = "s8" if signed else "u8"
    return Case(f"conv {kind} {channels}->{wide} at {size} {sign}", "conv", signed=signed,
                shape=(kind, channels, wide, size))


def products():
    return [
        dense(1024, 1024, 1024), dense(1024, 1024, 1024, signed=True),
        dense(128, 1024, 1024), dense(128, 1024, 1024, signed=True),
        dense(1024, 1024, 1024, kind="requant"), dense(128, 1024, 1024, kind="requant"),
        dense(128, 768, 3072, kind="requant", signed=True),
        dense(16, 4096, 4096), dense(1, 4096, 4096),
    ]


def small_batch():
    return [dense(m, 4096, 4096, cold=True) for m in (1, 4, 8, 16, 32, 64)]


def low_bits():
    cases = [nbits(m, 4096, 4096, 4, g) for m in (128, 16) for g in (32, 128, 0)]
    for cold in (False, True):
        cases.append(nbits(1, 4096, 4096, 4, 32, cold=cold))
    for m, cold in ((1, True), (16, False)):
        cases.append(nbits(m, 4096, 4096, 2, 0, cold=cold, codebook="ternary"))
    cases += [nbits(1, 4096, 4096, 2, 32, cold=True), nbits(1, 4096, 4096, 3, 32, cold=True),
              nbits(16, 4096, 4096, 3, 32), nbits(16, 4096, 4096, 2, 32),
              nbits(1, 4096, 4096, 4, 32, cold=True, codebook="e2m1"),
              nbits(16, 4096, 4096, 4, 32, codebook="e2m1")]
    return cases


def convolutions():
    return [conv("3x3", 64, 64, 56), conv("3x3", 64, 64, 56, True), conv("3x3", 256, 256, 14),
            conv("1x1", 64, 256, 56), conv("1x1", 64, 256, 56, True),
            conv("stride2", 128, 256, 28), conv("first", 64, 64, 224),
            conv("depthwise", 128, 128, 28)]


def blocks():
    return [Case("encoder block 768/3072, 12 heads, 128 tokens", "block", m=128, k=768, n=3072)]


GROUPS = {"products": products, "small-batch": small_batch, "low-bits": low_bits,
          "convolutions": convolutions, "blocks": blocks}
