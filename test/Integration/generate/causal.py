# SPDX-License-Identifier: Apache-2.0
"""A causal transformer in qopt IR with random weights, and a vocabulary for it:
normalized by root mean squares, rotated positions, grouped queries, gated."""

import struct

import numpy as np

VOCABULARY, LENGTH = 270, 24
WIDTH, HEADS, HIDDEN, LAYERS = 16, 4, 24, 2
HEAD = WIDTH // HEADS
PIECES = [(" ", -1.0), ("t", -2.0), ("h", -2.0), ("e", -2.0), ("th", -3.0), (" the", -4.0),
          (" th", -5.0), ("at", -6.0), ("a", -2.0), ("c", -2.0), ("cat", -7.0)]


def write_tokenizer(path, extra=0):
    """llama2.c's format: longest length, then (score, length, bytes) of each token."""
    pieces = [("<unk>", 0.0), ("\n<s>\n", 0.0), ("\n</s>\n", 0.0)]
    pieces += [(f"<0x{b:02X}>", 0.0) for b in range(256)] + PIECES
    pieces += [(f"x{i}", 0.0) for i in range(VOCABULARY + extra - len(pieces))]
    data = struct.pack("<i", 8)
    for text, score in pieces:
        data += struct.pack("<fi", score, len(text)) + text.encode()
    path.write_bytes(data)


def tensor(shape, element="f32"):
    return "tensor<" + "".join(f"{d}x" for d in shape) + element + ">"


class Writer:
    """Lines of a function; every value knows its shape and element type."""

    def __init__(self):
        self.lines, self.types, self.count = [], {}, 0

    def name(self, kind):
        return f"{kind}{self.count}"

    def add(self, text, operands, shape, name=None):
        name = name or self.name("node")
        self.count += 1
        value = f"%v{self.count}"
        self.types[value] = shape
        types = ", ".join(tensor(self.types[o]) if o in self.types else o for o in operands)
        self.lines.append(f'  {value} = qopt.{text} : ({types}) -> {tensor(shape)} '
                          f'loc("{name}")')
        return value

    def move(self, text, operand, shape, name=None):
        name = name or self.name("node")
        self.count += 1
        value = f"%v{self.count}"
        self.types[value] = shape
        self.lines.append(f'  {value} = qopt.{text} : {tensor(self.types[operand])} -> '
                          f'{tensor(shape)} loc("{name}")')
        return value

    def constant(self, array):
        self.count += 1
        value = f"%v{self.count}"
        self.types[value] = array.shape
        data = f'"0x{array.astype("<f4").tobytes().hex()}"' if array.size > 1 else f"{float(array):.9e}"
        self.lines.append(f"  {value} = qopt.constant dense<{data}> : {tensor(array.shape)}")
        return value

    def binary(self, kind, a, b, name=None):
        shape = np.broadcast_shapes(self.types[a], self.types[b])
        return self.add(f"binary {kind} {a}, {b}", (a, b), shape, name)

    def matmul(self, a, b, name=None):
        x, y = self.types[a], self.types[b]
        shape = (*np.broadcast_shapes(x[:-2], y[:-2]), x[-2], y[-1])
        return self.add(f"matmul {a}, {b}", (a, b), shape, name)

    def reshape(self, x, *shape):
        return self.move(f"reshape {x}", x, shape)

    def transpose(self, x, *perm):
        return self.move(f"transpose {x} perm {list(perm)}", x,
                         tuple(self.types[x][p] for p in perm))


class Causal(Writer):
    def __init__(self, seed, length, groups, heads_first, masked, raised):
        super().__init__()
        self.raised = raised
        self.rng = np.random.default_rng(seed)
        self.length, self.groups = length, groups
        self.heads_first, self.masked = heads_first, masked
        angle = np.arange(length)[:, None] * 10.0 ** -np.arange(HEAD // 2)
        self.cos = self.constant(np.cos(angle)[:, None])
        self.sin = self.constant(np.sin(angle)[:, None])
        hidden = np.triu(np.full((length, length), -1e9), 1)
        self.mask = self.constant(hidden)
        self.epsilon = self.constant(np.array(1e-5))
        self.one, self.two = self.constant(np.array(1.0)), self.constant(np.array(2.0))
        self.root = self.constant(np.array(np.sqrt(HEAD)))

    def weights(self, rows, columns, scale=1.5):
        return self.constant(self.rng.standard_normal((rows, columns)) * scale / np.sqrt(rows))

    def norm(self, x):
        if self.raised:
            gain = self.constant(self.rng.uniform(0.5, 1.5, WIDTH))
            return self.add(f"norm rms {x} gain {gain} {{epsilon = 1.0e-5 : f64}}", (x, gain),
                            self.types[x], self.name("norm"))
        mean = self.add(f"reduce mean {self.binary('mul', x, x)} {{axes = array<i64: 2>}}",
                        (x,), (1, self.length, 1))
        root = self.binary("add", mean, self.epsilon)
        root = self.add(f"unary sqrt {root}", (root,), (1, self.length, 1))
        gain = self.constant(self.rng.uniform(0.5, 1.5, WIDTH))
        return self.binary("mul", self.binary("div", x, root), gain)

    def heads(self, x, count, rotated):
        x = self.matmul(x, self.weights(WIDTH, count * HEAD))
        x = self.reshape(x, 1, self.length, count, HEAD)
        if not rotated:
            return x
        if self.raised:
            return self.add(f"rotary {x} cos {self.cos} sin {self.sin}", (x, self.cos, self.sin),
                            self.types[x], self.name("rotary"))
        shape, half = (1, self.length, count, HEAD // 2), HEAD // 2
        a, b = (self.move(f"slice {x} from [0, 0, 0, {at}] step [1, 1, 1, 1]", x, shape)
                for at in (0, half))
        left = self.binary("sub", self.binary("mul", a, self.cos), self.binary("mul", b, self.sin))
        right = self.binary("add", self.binary("mul", a, self.sin), self.binary("mul", b, self.cos))
        return self.add(f"concat {left}, {right} axis 3", (left, right), self.types[x])

    def repeat(self, x):
        """[1, T, groups, d] to [1, heads, T, d]."""
        if self.heads_first:
            x = self.transpose(x, 0, 2, 1, 3)
            shape = (1, self.groups, 1, self.length, HEAD)
            wide = (1, self.groups, HEADS // self.groups, self.length, HEAD)
            x = self.reshape(x, *shape)
            return self.reshape(self.move(f"broadcast {x}", x, wide), 1, HEADS, self.length, HEAD)
        x = self.reshape(x, 1, self.length, self.groups, 1, HEAD)
        wide = (1, self.length, self.groups, HEADS // self.groups, HEAD)
        x = self.reshape(self.move(f"broadcast {x}", x, wide), 1, self.length, HEADS, HEAD)
        return self.transpose(x, 0, 2, 1, 3)

    def attention(self, x, layer):
        q = self.transpose(self.heads(x, HEADS, True), 0, 2, 1, 3)
        k = self.repeat(self.heads(x, self.groups, True))
        v = self.repeat(self.heads(x, self.groups, False))
        s = self.matmul(q, self.transpose(k, 0, 1, 3, 2))
        s = self.binary("div", s, self.root)
        if self.masked:
            s = self.binary("add", s, self.mask)
        w = self.add(f"softmax {s} axis 3", (s,), self.types[s], f"scores{layer}")
        y = self.transpose(self.matmul(w, v), 0, 2, 1, 3)
        return self.matmul(self.reshape(y, 1, self.length, WIDTH), self.weights(WIDTH, WIDTH))

    def gated(self, x):
        gate, up = (self.matmul(x, self.weights(WIDTH, HIDDEN)) for _ in range(2))
        share = self.add(f"unary sigmoid {gate}", (gate,), self.types[gate])
        y = self.binary("mul", self.binary("mul", gate, share), up)
        return self.matmul(y, self.weights(HIDDEN, WIDTH))

    def text(self):
        ids = tensor((1, self.length), "i64")
        table = self.constant(self.rng.standard_normal((VOCABULARY, WIDTH)))
        self.count += 1
        x = f"%v{self.count}"
        self.types[x] = (1, self.length, WIDTH)
        self.lines.append(f"  {x} = qopt.gather {table}, %ids axis 0 : "
                          f"{tensor((VOCABULARY, WIDTH))}, {ids} -> {tensor(self.types[x])}")
        for layer in range(LAYERS):
            x = self.binary("add", x, self.attention(self.norm(x), layer))
            x = self.binary("add", x, self.gated(self.norm(x)))
        y = self.matmul(self.norm(x), self.weights(WIDTH, VOCABULARY, 3.0))
        result = tensor(self.types[y])
        return ("module @causal {\n"
                f'func.func @main(%ids: {ids} {{qopt.name = "ids"}}) -> ({result} '
                '{qopt.name = "logits"}) {\n' + "\n".join(self.lines) +
                f"\n  return {y} : {result}\n}}\n}}\n")


def make_model(path, seed=1, length=LENGTH, groups=2, heads_first=False, masked=True,
               raised=False):
    """Writes the model; returns {cache: (shape, type)} of its step model."""
    path.write_text(Causal(seed, length, groups, heads_first, masked, raised).text())
    return {f"{kind}_cache_{layer}": ((length, 1, groups, HEAD), "float32")
            for layer in range(LAYERS) for kind in ("key", "value")}
