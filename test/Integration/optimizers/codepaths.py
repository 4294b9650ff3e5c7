# SPDX-License-Identifier: Apache-2.0
#
# The library of an optimizer holds one code path per instruction set, and all
# of them train the same network to the same bytes; so does the interpreter.
"""Steps are equal on every code path and in the interpreter."""

import numpy as np

from optimizers.network import batches, gradients_of, init_parameters, load_data
from optimizers.steps import CompiledOptimizer, compile_steps
from qopt_checks import ROOT, available_isas, load_arrays

EXAMPLE = ROOT / "docs/guides/adam8.mlir"


def train_on(library, tensors, isa):
    optimizer = CompiledOptimizer(library, "adamw", tensors, 1e-3, weight_decay=0.01, isa=isa)
    for images, labels in batches(load_data()[0], 2):
        optimizer.step(gradients_of(optimizer.tensors(), images, labels))
    return optimizer.values


def check_against_interpreter(suite, folder, library, tensors):
    optimizer = CompiledOptimizer(library, "adamw", tensors, 1e-3, weight_decay=0.01)
    images, labels = next(batches(load_data()[0], 1))
    gradients = gradients_of(tensors, images, labels)
    optimizer.step(gradients)
    optimizer.step(gradients)
    second = optimizer.values
    # The same second step from the state after the first.
    optimizer = CompiledOptimizer(library, "adamw", tensors, 1e-3, weight_decay=0.01)
    optimizer.step(gradients)
    first = dict(optimizer.values)
    for name, value in optimizer.scalars(2).items():
        first[name] = np.array(value, np.float32)
    np.savez(folder / "in.npz", **{name: first[name] for name, _, _ in optimizer.inputs})
    if not suite.ok("interpreter", "run", folder / "adamw.mlir", "--engine=reference",
                    "--input", folder / "in.npz", "--output", folder / "out.npz"):
        return
    for name, value in load_arrays(folder / "out.npz").items():
        suite.check(f"interpreter {name}", value.tobytes() == second[name].tobytes(),
                    "bytes differ")


def check_code_paths(suite, folder):
    tensors = init_parameters()
    library = compile_steps(suite, folder, "adamw", "adamw", tensors)
    if library is None:
        return
    results = {isa: train_on(library, tensors, isa) for isa in available_isas()}
    wanted = results["generic"]
    for isa, values in results.items():
        differing = [name for name in wanted if values[name].tobytes() != wanted[name].tobytes()]
        suite.check(f"{isa} equals generic", not differing, str(differing))
    check_against_interpreter(suite, folder, library, tensors)
    suite.ok("the guide's example compiles", "compile", EXAMPLE, "-o", folder / "example.so")
