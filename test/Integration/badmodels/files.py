# SPDX-License-Identifier: Apache-2.0
#
# Damage done to a good file: truncations, deleted, overwritten and swapped bytes
# of a trained model, nodes and constants taken out of it, and files that never
# were ONNX. A mutated byte can leave the file valid; only what protobuf itself
# cannot read, or what has no graph, is demanded to fail.
"""Bad files made from a good model."""

import gzip
import random
import warnings

from google.protobuf.message import DecodeError
from onnx import ModelProto

SEED = 7
TRUNCATIONS, DELETIONS = 40, 20
BYTE_MUTATIONS, BLOCK_MUTATIONS = 44, 24


def add_all(suite, base):
    """base: the bytes of a valid model whose operator sets come last."""
    suite.control("base", base)
    truncations(suite, base)
    mutations(suite, base, random.Random(SEED))
    surgery(suite, base)
    foreign(suite, base)


def unreadable(data):
    """Why no reader can accept these bytes, or None if one might."""
    model = ModelProto()
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            model.ParseFromString(data)
    except DecodeError:
        return "not a protobuf message"
    if warned:  # some versions only warn of a stray end-group tag
        return "not a protobuf message"
    if not model.HasField("graph"):
        return "no graph"
    if not model.opset_import:
        return "no operator set"
    return None


def _add(suite, name, what, data):
    reason = unreadable(data)
    if reason:
        suite.bad(name, f"{what}: {reason}", data)
    else:
        suite.maybe(name, what, data)


def truncations(suite, base):
    near_end = [len(base) - n for n in (1, 2, 3, 4, 5, 6, 8, 16)]
    inner = TRUNCATIONS - len(near_end) - 8
    spread = [len(base) * (i + 1) // (inner + 1) for i in range(inner)]
    for size in sorted([1, 2, 3, 5, 9, 20, 40, 80] + spread + near_end):
        _add(suite, f"truncated-{size}", f"first {size} of {len(base)} bytes", base[:size])


def structural_offsets(base):
    """Offsets outside of weight data, where a changed byte changes the meaning."""
    model = ModelProto()
    model.ParseFromString(base)
    keep = bytearray(b"\1" * len(base))
    for tensor in model.graph.initializer:
        if len(tensor.raw_data) >= 16:
            at = base.index(tensor.raw_data)
            keep[at:at + len(tensor.raw_data)] = bytes(len(tensor.raw_data))
    return [i for i, flag in enumerate(keep) if flag]


def mutations(suite, base, rng):
    structure = structural_offsets(base)
    for i in range(DELETIONS):
        size = rng.choice([1, 7, 64, 500])
        at = rng.choice(structure)
        _add(suite, f"deleted-{i}", f"{size} bytes at {at} deleted",
             base[:at] + base[at + size:])
    for i in range(BYTE_MUTATIONS):
        # Most hit the structure; some the weights, where anything may come out.
        at = rng.choice(structure) if i % 8 else rng.randrange(len(base))
        byte = rng.choice([base[at] ^ 1 << rng.randrange(8), 0, 0x7F, 0x80, 0xFF])
        if byte == base[at]:
            byte ^= 0x55
        _add(suite, f"byte-{i}", f"byte {at} is {byte:#04x}, was {base[at]:#04x}",
             base[:at] + bytes([byte]) + base[at + 1:])
    for i in range(BLOCK_MUTATIONS):
        size = rng.choice([4, 16, 64, 256])
        at = min(rng.choice(structure), len(base) - size)
        kind = ("zeros", "ones", "noise", "copy")[i % 4]
        source = rng.randrange(len(base) - size)
        block = {"zeros": bytes(size), "ones": b"\xff" * size,
                 "noise": bytes(rng.randrange(256) for _ in range(size)),
                 "copy": base[source:source + size]}[kind]
        _add(suite, f"block-{i}", f"{size} bytes at {at} replaced by {kind}",
             base[:at] + block + base[at + size:])


def surgery(suite, base):
    """The real network with one part missing or changed: a valid protobuf."""
    def changed(change):
        model = ModelProto()
        model.ParseFromString(base)
        change(model.graph)
        return model.SerializeToString(deterministic=True)

    model = ModelProto()
    model.ParseFromString(base)
    for i in range(0, len(model.graph.initializer), 3):
        name = model.graph.initializer[i].name
        label = name.replace("/", "-")
        suite.bad(f"without-{label}", f"constant {name} taken out",
                  changed(lambda g: g.initializer.pop(i)))
    for i in range(1, len(model.graph.initializer), 4):
        name = model.graph.initializer[i].name
        label = name.replace("/", "-")
        suite.bad(f"shortened-{label}", f"constant {name} lost its last byte", changed(
            lambda g: setattr(g.initializer[i], "raw_data", g.initializer[i].raw_data[:-1])))
    for i in range(0, len(model.graph.node), 3):
        name = model.graph.node[i].name
        label = name.replace("/", "-")
        suite.bad(f"without-node-{label}", f"node {name} taken out",
                  changed(lambda g: g.node.pop(i)))
        suite.bad(f"renamed-node-{label}", f"node {name} has an unknown operator",
                  changed(lambda g: setattr(g.node[i], "op_type", "NoSuchOperator")), [name])

    def channels(count):
        return lambda g: setattr(g.input[0].type.tensor_type.shape.dim[1], "dim_value", count)

    suite.bad("base-3-channels", "input of 3 channels, weight for 1", changed(channels(3)))
    suite.bad("base-negative-channels", "input of -2 channels", changed(channels(-2)))
    suite.bad("base-rank-3", "input of rank 3",
              changed(lambda g: g.input[0].type.tensor_type.shape.dim.pop()))
    suite.maybe("base-node-names", "all nodes have one name", changed(
        lambda g: [setattr(n, "name", "same") for n in g.node]))


def foreign(suite, base):
    def wrapped(size):
        """A graph field that announces `size` bytes (a ten-byte varint at most)."""
        varint = b""
        while size > 127:
            varint, size = varint + bytes([size & 127 | 128]), size >> 7
        return b"\x08\x08\x3a" + varint + bytes([size]) + b"\x0a\x00"

    model = ModelProto()
    model.ParseFromString(base)
    for name, why, data in [
        ("empty", "empty file", b""),
        ("text", "a text file", b"This is not a model.\n" * 20),
        ("json", "a JSON file", b'{"irVersion": "8", "graph": {"node": []}}\n'),
        ("textproto", "a model in text format", b'ir_version: 8 graph { name: "g" }\n'),
        ("png", "a PNG header", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64)),
        ("elf", "an ELF header", b"\x7fELF\x02\x01\x01" + bytes(57)),
        ("zip", "a ZIP header", b"PK\x03\x04" + bytes(60)),
        ("gzip", "a compressed model", gzip.compress(base, mtime=0)),
        ("zeros", "1024 zero bytes", bytes(1024)),
        ("ones", "1024 bytes 0xff", b"\xff" * 1024),
        ("mlir", "an MLIR file", b"module {\n  func.func @main() { return }\n}\n"),
        ("graph-only", "a GraphProto without its model",
         model.graph.SerializeToString(deterministic=True)),
        ("tensor-only", "a TensorProto", model.graph.initializer[1].SerializeToString()),
        ("header-only", "IR version and nothing else", b"\x08\x08"),
        ("graph-as-number", "the graph field holds a number", b"\x08\x08\x38\x07\x42\x02\x10\x11"),
        ("length-2e31", "a graph of 2^31 bytes announced", wrapped(2**31)),
        ("length-2e63", "a graph of 2^63 bytes announced", wrapped(2**63)),
        ("length-2e64", "a graph of 2^64 - 1 bytes announced", wrapped(2**64 - 1)),
        ("varint-endless", "a number of 64 bytes", b"\x08" + b"\xff" * 64),
        ("groups", "10,000 nested protobuf groups", b"\x0b" * 10000),
    ]:
        reason = unreadable(data)
        if not reason:
            raise ValueError(f"file-{name} is readable")
        suite.bad("file-" + name, f"{why}: {reason}", data)
    suite.bad("file-doubled", "two copies in one file merge into duplicate values", base * 2)
    suite.bad("file-missing", "no such file", None)
