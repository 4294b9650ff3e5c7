#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a transformer of any size as an ONNX model.

Weights are random of --seed, or (bert) those of a checkpoint. Needs numpy and onnx.
"""
import argparse
import dataclasses
import json
import pathlib
import sys

import numpy as np
import onnx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from transformers import graph, models  # noqa: E402


def read_safetensors(path):
    """{name: array} of the f32 and i64 tensors of a safetensors file."""
    data = pathlib.Path(path).read_bytes()
    size = int.from_bytes(data[:8], "little")
    header, types = json.loads(data[8:8 + size]), {"F32": np.float32, "I64": np.int64}
    arrays = {}
    for name, entry in header.items():
        if entry.get("dtype") in types:
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            arrays[name] = np.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(
                entry["shape"])
    return arrays


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("architecture", choices=sorted(models.ARCHITECTURES))
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--safetensors", help="checkpoint with BERT's names")
    parser.add_argument("--unmasked", action="store_true",
                        help="bert: no attention_mask and token_type_ids")
    for field in dataclasses.fields(models.Config):
        flag = "--" + field.name.replace("_", "-")
        if field.type in (bool, "bool"):
            parser.add_argument(flag, action="store_true")
        elif field.name == "form":
            parser.add_argument(flag, choices=("decomposed", "op", "contrib"), default=field.default)
        else:
            parser.add_argument(flag, type=type(field.default), default=field.default)
    return parser.parse_args()


def main():
    a = parse()
    config = models.Config(**{f.name: getattr(a, f.name)
                              for f in dataclasses.fields(models.Config)})
    known = read_safetensors(a.safetensors) if a.safetensors else None
    extra = {"masked": not a.unmasked} if a.architecture == "bert" else {}
    model = models.ARCHITECTURES[a.architecture](config, graph.Weights(a.seed, known), **extra)
    onnx.save(model, a.output)


if __name__ == "__main__":
    main()
