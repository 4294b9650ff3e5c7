# SPDX-License-Identifier: Apache-2.0
"""Whether the results of all peers mean the same thing: a fast wrong answer is no peer."""

import os

import numpy as np

import models

# Largest root mean square error over the root mean square of the result.
TOLERANCES = {"nbits": 0.02, "block": 0.2}


def check(case, entries):
    """Notes in every entry how far its result is from the case's meaning ("agrees"), and turns
    entries that computed something else into errors."""
    if case.kind == "model":
        return
    results = {}
    for number, entry in enumerate(entries):
        if "error" in entry:
            continue
        path = os.path.join(entry["folder"], "y.npy")
        answer = entry["process"].ask("output", path=path)
        if "error" in answer:
            entry["error"] = answer["error"]
        else:
            results[number] = np.load(path).astype(np.float64)
    expected = models.reference(case)
    if expected is None and results:  # the first float entry, or the first of all
        first = next((n for n in results if entries[n]["variant"] in ("float", "")), min(results))
        expected = results[first]
    for number, result in results.items():
        entries[number]["agrees"] = text = compare(case, result.reshape(expected.shape), expected)
        if text.startswith("differs"):
            entries[number]["error"] = text


def compare(case, result, expected):
    if case.kind in TOLERANCES:
        error = np.sqrt(np.mean((result - expected) ** 2) / np.mean(expected ** 2))
        # Four bits cost about a tenth of the signal, however they are multiplied.
        limit = TOLERANCES[case.kind] + (3.0 / 2 ** case.bits if case.kind == "nbits" else 0)
        return f"{'within' if error <= limit else 'differs:'} {error:.4f} of the signal"
    worst = np.abs(result - expected).max()
    if case.kind == "dense":
        return "equal" if worst == 0 else f"differs by {worst:.0f}"
    # Halfway cases round either way: by one step in each layer.
    return f"within {worst:.0f} step(s)" if worst <= 3 else f"differs by {worst:.0f} steps"
