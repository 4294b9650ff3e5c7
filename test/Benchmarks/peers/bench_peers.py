#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares compiled models with other libraries, side by side in one run.

For every case: builds it for qopt and every peer, checks that results agree, then measures limits
and peers in turn for a number of rounds. Prints medians, the share of the limit and the ratio to
the best peer; writes a CSV file and a picture. See docs/guides/compare-with-peers.md.
"""

import argparse
import importlib
import os
import shutil
import sys
import tempfile

import cases
import check
import measure
import models
import report

PEERS = ("onednn", "onnxruntime", "openvino", "litert", "iree", "ggml")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--groups", nargs="*", choices=cases.GROUPS, default=list(cases.GROUPS))
    parser.add_argument("--only", default="", help="cases whose name contains this text")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS,
                        help="libraries beside this one")
    parser.add_argument("--model", nargs=2, action="append", metavar=("ONNX", "NPZ"), default=[],
                        help="a model file and its calibration samples, as one more case")
    parser.add_argument("--recipes", nargs="*", default=["float", "int8"],
                        help="of --model, for this library")
    parser.add_argument("--threads", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3, help="per peer and round")
    parser.add_argument("--limits", default="qopt-bench-limits", help="the probing program")
    parser.add_argument("--csv", default="peers.csv")
    parser.add_argument("--picture", default="peers.svg")
    return parser.parse_args()


def selected(arguments):
    chosen = [c for group in arguments.groups for c in cases.GROUPS[group]()]
    for path, data in arguments.model:
        chosen.append(cases.Case(os.path.basename(path).removesuffix(".onnx"), "model",
                                 path=os.path.abspath(path), data=os.path.abspath(data),
                                 known_operations=models.model_operations(path)))
    return [c for c in chosen if arguments.only in c.name]


def load(names):
    """Peer modules that can be imported here."""
    found = {}
    for name in ("qopt", *names):
        try:
            found[f"peer_{name}"] = importlib.import_module(f"peer_{name}")
        except ImportError as error:
            print(f"left out: {name} ({error})", file=sys.stderr)
    return found


def prepare(case, threads, peers, folder, log):
    """One entry per peer and variant, with a process that is ready to run it."""
    entries = []
    for module, peer in peers.items():
        for variant in peer.variants(case):
            place = os.path.join(folder, f"{module}-{variant.replace(' ', '-')}-{threads}")
            os.makedirs(place)
            entry = {"case": case, "threads": threads, "peer": peer.Peer.name, "variant": variant,
                     "process": measure.Process(module, threads, log), "folder": place}
            entry |= entry["process"].ask("prepare", case=vars(case), variant=variant, folder=place)
            entries.append(entry)
    return entries


def run_case(case, threads, peers, arguments, log):
    folder = tempfile.mkdtemp(prefix="qopt-peers-")
    limits = measure.Limits(arguments.limits, threads, case)
    entries = []
    try:
        entries = prepare(case, threads, peers, folder, log)
        check.check(case, entries)
        measure.measure(entries, limits, arguments.rounds, arguments.seconds)
    finally:
        for entry in entries:
            entry.pop("process").close()
        shutil.rmtree(folder, ignore_errors=True)
    return report.rows(entries, limits)


def main():
    arguments = parse()
    peers = load(arguments.peers)
    peers["peer_qopt"].MODEL_RECIPES = tuple(arguments.recipes)
    chosen = selected(arguments)
    rows = []
    with open(arguments.csv + ".log", "w", encoding="utf-8") as log:
        for number, case in enumerate(chosen):
            for threads in arguments.threads:
                if sys.stderr.isatty():
                    print(f"\r[{number + 1}/{len(chosen)}] {case.name}\x1b[K", end="",
                          file=sys.stderr)
                new = run_case(case, threads, peers, arguments, log)
                report.print_rows(new)
                rows += new
                report.write_csv(rows, arguments.csv)
    report.write_picture(rows, arguments.picture)


if __name__ == "__main__":
    main()
