# SPDX-License-Identifier: Apache-2.0
#
# A causal language model of random weights as qopt IR: grouped heads, gated units
# or relu, norms of either kind.
"""One small transformer, written as text."""

import dataclasses

import numpy as np

VOCABULARY, WIDTH, HEADS, KV_HEADS, HEAD, HIDDEN, LENGTH = 48, 24, 4, 2, 6, 40, 10


@dataclasses.dataclass
class Kind:
    """What transformers differ in."""
    norm: str   # rms or layer
    unit: str   # gated or relu
    biases: bool
    post: bool = False  # norms after the residual sums

    def __str__(self):
        return f"{'post' if self.post else 'pre'}-{self.norm}-{self.unit}"


KINDS = (Kind("rms", "gated", False), Kind("layer", "relu", True),
         Kind("layer", "relu", True, post=True))


class Text:
    """Ops one after the other; values are numbered, constants stand before them."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.lines, self.count = [], 0

    def name(self):
        self.count += 1
        return f"%v{self.count}"

    def constant(self, array):
        value = self.name()
        self.lines.append(f'{value} = qopt.constant dense<"0x'
                          f'{array.astype("<f4").tobytes().hex()}"> : {tensor(array.shape)}')
        return value, array.shape

    def random(self, *shape, centre=0.0):
        scale = 1 / np.sqrt(shape[0]) if len(shape) > 1 else 0.3
        return self.constant(centre + scale * self.rng.standard_normal(shape))

    def op(self, text, operands, shape, arrow="functional", node=None):
        value = self.name()
        types = [tensor(s) for _, s in operands]
        form = (f"({', '.join(types)}) -> {tensor(shape)}" if arrow == "functional"
                else f"{', '.join(types)} -> {tensor(shape)}")
        filled = text.format(*(v for v, _ in operands))
        self.lines.append(f"{value} = {filled} : {form}" + (f' loc("{node}")' if node else ""))
        return value, shape


def tensor(shape):
    return f"tensor<{''.join(f'{d}x' for d in shape)}f32>"


class Builder(Text):
    def __init__(self, kind, seed):
        super().__init__(seed)
        self.kind = kind

    def norm(self, x, node):
        operands = [x, self.random(WIDTH, centre=1.0)]
        text = f"qopt.norm {self.kind.norm} {{0}} gain {{1}}"
        if self.kind.biases:
            operands.append(self.random(WIDTH))
            text += " bias {2}"
        return self.op(text + " {{epsilon = 1.0e-5 : f64}}", operands, x[1], node=node)

    def linear(self, x, outputs, node):
        operands = [x, self.random(x[1][-1], outputs)]
        text = "qopt.matmul {0}, {1}"
        if self.kind.biases:
            operands.append(self.random(outputs))
            text += " bias {2}"
        return self.op(text, operands, (*x[1][:-1], outputs), node=node)

    def binary(self, kind, x, y, node):
        return self.op(f"qopt.binary {kind} {{0}}, {{1}}", [x, y], x[1], node=node)

    def heads(self, x, count, perm, node):
        x = self.op("qopt.reshape {0}", [x], (LENGTH, count, HEAD), "plain")
        if count != HEADS:
            x = self.op("qopt.reshape {0}", [x], (LENGTH, count, 1, HEAD), "plain")
            x = self.op("qopt.broadcast {0}", [x], (LENGTH, count, HEADS // count, HEAD), "plain")
            x = self.op("qopt.reshape {0}", [x], (LENGTH, HEADS, HEAD), "plain")
        shape = tuple((LENGTH, HEADS, HEAD)[p] for p in perm)
        return self.op(f"qopt.transpose {{0}} perm {list(perm)}", [x], shape, "plain", node)

    def causal_softmax(self, scores, node):
        mask, shares = self.name(), self.name()
        kept = np.tril(np.ones((LENGTH, LENGTH), np.int8)).tobytes().hex()
        masks, square = f"tensor<{LENGTH}x{LENGTH}xi8>", tensor(scores[1])
        self.lines.append(f'{mask} = qopt.constant dense<"0x{kept}"> : {masks}')
        self.lines.append(f"{shares} = qopt.softmax {scores[0]} mask {mask} axis 2 : "
                          f'({square}, {masks}) -> {square} loc("{node}")')
        return shares, scores[1]

    def attention(self, x, node):
        q = self.heads(self.linear(x, HEADS * HEAD, f"{node}/q"), HEADS, (1, 0, 2), f"{node}/qt")
        k = self.heads(self.linear(x, KV_HEADS * HEAD, f"{node}/k"), KV_HEADS, (1, 2, 0),
                       f"{node}/kt")
        v = self.heads(self.linear(x, KV_HEADS * HEAD, f"{node}/v"), KV_HEADS, (1, 0, 2),
                       f"{node}/vt")
        square = (HEADS, LENGTH, LENGTH)
        scores = self.op("qopt.matmul {0}, {1}", [q, k], square, node=f"{node}/scores")
        shares = self.causal_softmax(scores, f"{node}/softmax")
        mixed = self.op("qopt.matmul {0}, {1}", [shares, v], (HEADS, LENGTH, HEAD),
                        node=f"{node}/mixed")
        mixed = self.op("qopt.transpose {0} perm [1, 0, 2]", [mixed], (LENGTH, HEADS, HEAD),
                        "plain")
        mixed = self.op("qopt.reshape {0}", [mixed], (LENGTH, HEADS * HEAD), "plain",
                        f"{node}/flat")
        return self.linear(mixed, WIDTH, f"{node}/o")

    def unit(self, x, node):
        up = self.linear(x, HIDDEN, f"{node}/up")
        if self.kind.unit == "gated":
            gate = self.linear(x, HIDDEN, f"{node}/gate")
            gate = self.op("qopt.unary silu {0}", [gate], gate[1], node=f"{node}/silu")
            up = self.binary("mul", gate, up, f"{node}/gated")
        else:
            up = self.op("qopt.unary relu {0}", [up], up[1], node=f"{node}/relu")
        return self.linear(up, WIDTH, f"{node}/down")

    def residual(self, x, part, layer, number):
        norm = f"{layer}/norm{number}"
        before = x if self.kind.post else self.norm(x, norm)
        total = self.binary("add", x, part(before, f"{layer}"), f"{layer}/sum{number}")
        return self.norm(total, norm) if self.kind.post else total

    def module(self):
        ids = f"tensor<1x{LENGTH}xi64>"
        table = self.random(VOCABULARY, WIDTH)
        x = (self.name(), (LENGTH, WIDTH))
        self.lines.append(f"%ids1 = qopt.reshape %ids : {ids} -> tensor<{LENGTH}xi64>")
        self.lines.append(f"{x[0]} = qopt.gather {table[0]}, %ids1 axis 0 : {tensor(table[1])}, "
                          f'tensor<{LENGTH}xi64> -> {tensor(x[1])} loc("embedding")')
        for layer in range(2):
            x = self.residual(x, self.attention, layer, 1)
            x = self.residual(x, self.unit, layer, 2)
        y = self.linear(self.norm(x, "norm"), VOCABULARY, "head")
        y = self.op("qopt.reshape {0}", [y], (1, LENGTH, VOCABULARY), "plain")
        return (f'func.func @main(%ids: {ids} {{qopt.name = "ids"}}) -> ({tensor(y[1])} '
                f'{{qopt.name = "scores"}}) {{\n  ' + "\n  ".join(self.lines) +
                f"\n  return {y[0]} : {tensor(y[1])}\n}}\n")


def write(kind, path, seed=3):
    path.write_text(Builder(kind, seed).module())


def tokens(seed, sequences):
    return np.random.default_rng(seed).integers(0, VOCABULARY, (sequences, LENGTH))
