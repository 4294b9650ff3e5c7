#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Writes more than 200 model files that an importer has to refuse (and some that
# it may take, but must survive) into a folder, with manifest.json telling why.
# Needs numpy and onnx (1.12 or newer); the same versions write the same bytes.
# run_bad_models.py feeds the folder to qopt.
"""Write bad ONNX models and their manifest.

manifest.json maps a file name to: why (text); one of valid: true (must be
imported), may_be_valid: true (must end in exit 0 or 1), or neither (must fail);
mentions (texts that the error must contain); node (name of the faulty node).

Most files that must fail break the ONNX specification. The rest are legal ONNX
that this project refuses: weights, biases and normalization parameters that are
not finite or give no finite result, scales that are not finite and positive,
random or unsupported operators, names that are not UTF-8.
"""

import argparse
import collections
import json
import pathlib

from badmodels import files, graphs, operators, quantized, shapes
from badmodels.suite import Suite

BASE = pathlib.Path(__file__).resolve().parent.parent / "Models/digits/digits_cnn.onnx"
MUST_FAIL = 200  # fewer than this is an error of this script


def make_suite(base):
    suite = Suite()
    files.add_all(suite, base)
    for family in (graphs, operators, shapes, quantized):
        family.add_all(suite)
    return suite


def kind(entry):
    if entry.get("valid"):
        return "valid"
    return "may be valid" if entry.get("may_be_valid") else "must fail"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path, help="made if missing")
    parser.add_argument("--base", type=pathlib.Path, default=BASE,
                        help="valid model to damage (default: the digits network)")
    args = parser.parse_args()

    suite = make_suite(args.base.read_bytes())
    for name, data in {**suite.files, **graphs.EXTERNAL_FILES}.items():
        path = args.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    manifest = json.dumps(suite.entries, indent=1, sort_keys=True)
    (args.directory / "manifest.json").write_text(manifest + "\n")

    count = collections.Counter(map(kind, suite.entries.values()))
    print(", ".join(f"{count[k]} {k}" for k in ("must fail", "may be valid", "valid")))
    if count["must fail"] < MUST_FAIL:
        raise SystemExit(f"error: expected at least {MUST_FAIL} files that must fail")


if __name__ == "__main__":
    main()
