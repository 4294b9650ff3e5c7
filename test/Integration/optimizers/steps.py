# SPDX-License-Identifier: Apache-2.0
#
# Optimizer steps of several parameter tensors as one compiled library, and the
# scalars that a step takes (include/qopt/Numerics/Optimizers.h, StepScalars).
"""CompiledOptimizer: .mlir by tools/make_optimizer.py, compiled, called by ctypes."""

import sys

import numpy as np

from qopt_checks import ROOT
from run_library import DTYPES, Model

sys.path.insert(0, str(ROOT / "tools"))
import make_optimizer  # noqa: E402


def compile_steps(suite, folder, name, kind, tensors, arguments=(), compile_arguments=()):
    """Compiles steps for {name: array}; the path of the library, or None."""
    shapes = [f"--tensor={tensor}={'x'.join(map(str, array.shape))}"
              for tensor, array in tensors.items()]
    text, _ = make_optimizer.generate(["--kind", kind, "--name", name, *shapes, *arguments])
    source, library = folder / f"{name}.mlir", folder / f"{name}.so"
    source.write_text(text, encoding="utf-8")
    done = suite.ok(f"compile {name}", "compile", source, "-o", library, *compile_arguments)
    return library if done else None


class CompiledOptimizer:
    """Parameters and states; `step` replaces both by what the library returns."""

    def __init__(self, library, kind, tensors, rate, decay=None, weight_decay=0.0, isa=None):
        _, _, self.betas, default_decay = make_optimizer.KINDS[kind]
        self.model = Model(str(library), library.stem, isa, 1)
        self.kind, self.rate, self.weight_decay = kind, rate, weight_decay
        self.decay = decay or default_decay
        self.steps = 0
        desc = self.model.desc
        self.inputs = [(desc.inputs[i].name.decode(), desc.inputs[i].shape(),
                        DTYPES[desc.inputs[i].dtype]) for i in range(desc.num_inputs)]
        self.outputs = [desc.outputs[i].name.decode() for i in range(desc.num_outputs)]
        # States begin as zeroed memory.
        self.values = {name: np.zeros(shape, dtype) for name, shape, dtype in self.inputs}
        self.values.update({name: array.copy() for name, array in tensors.items()})
        self.parameters = list(tensors)

    def scalars(self, step):
        """In double, rounded once; EpsRule outside."""
        values = {"step": self.rate, "keep": 1 - self.rate * self.weight_decay}
        if "root" in self.values:
            values["step"] = self.rate / (1 - self.betas["beta1"] ** step)
            values["root"] = np.sqrt(1 - self.betas["beta2"] ** step)
        return values

    def step(self, gradients):
        self.steps += 1
        for name, value in self.scalars(self.steps).items():
            if name in self.values:
                self.values[name] = np.array(value, np.float32)
        for name, gradient in gradients.items():
            self.values[name + ".grad"] = np.ascontiguousarray(gradient, np.float32)
        arrays = self.model.run([self.values[name] for name, _, _ in self.inputs], 1)
        self.values.update(zip(self.outputs, arrays))

    def tensors(self):
        return {name: self.values[name] for name in self.parameters}

    def state_bytes(self):
        return sum(self.values[name].nbytes for name in self.outputs
                   if name not in self.parameters)
