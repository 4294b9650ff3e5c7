# SPDX-License-Identifier: Apache-2.0
"""One module per optimizer with a step for every combination of its rules.

usage: optimizer_modules.py > modules.mlir

Steps of a module share parameters and gradients and differ in decay, eps rule,
zero rule, block and kind of state; blocks divide the tensor or do not, are
larger than it, or have one element.
"""
import itertools

SHAPE = (3, 7, 29)  # 609 elements
BLOCKS = (64, 100, 203, 609, 1000, 1, 16)
ZERO_RULES = ("nearest", "keep_negative", "keep_sign")
DECAYS = ("coupled", "before", "after")
# Kind: states, hyperparameters, eps rules.
KINDS = {
    "adam": (2, "beta1 = 0.9, beta2 = 0.999, eps = 1.0e-8, ", ("outside", "scaled", "inside_root")),
    "momentum": (1, "beta1 = 0.9, ", (None,)),
    "lion": (1, "beta1 = 0.9, beta2 = 0.99, ", (None,)),
    "rmsprop": (1, "beta2 = 0.99, eps = 1.0e-3, ", ("outside", "inside_root")),
    "adagrad": (1, "eps = 1.0e-3, ", ("outside", "inside_root")),
}


class Module:
    def __init__(self, kind):
        self.kind = kind
        self.count, self.constants, self.eps_rules = KINDS[kind]
        self.shape = "x".join(map(str, SHAPE))
        self.elements = SHAPE[0] * SHAPE[1] * SHAPE[2]
        self.arguments, self.body, self.results = [], [], []

    def argument(self, kind):
        self.arguments.append(kind)
        return f"%a{len(self.arguments) - 1}", kind

    def step(self, shared, decay, eps_rule, block, zero_rule):
        element = "ui8" if block else "f32"
        state = f"tensor<{self.shape}x{element}>"
        states = [self.argument(state) for _ in range(self.count)]
        absmax = [self.argument(f"tensor<{-(-self.elements // block)}xf32>")
                  for _ in range(self.count if block else 0)]
        scalars = [shared[2]] + [shared[3]] * (self.kind == "adam") + [shared[4]] * (decay != "coupled")
        outputs = [shared[0][1]] + [kind for _, kind in states + absmax]
        inits = []
        for kind in outputs:
            inits.append((f"%e{len(self.body)}", kind))
            self.body.append(f"    {inits[-1][0]} = tensor.empty() : {kind}")
        attributes = self.constants + f"decay = #qopt<decay {decay}>"
        attributes += ", weight_decay = 0.01" if decay == "coupled" else ""
        attributes += f", eps_rule = #qopt<eps_rule {eps_rule}>" if eps_rule else ""
        attributes += f", zero_rule = #qopt<zero_rule {zero_rule}>, block = {block} : i64" if block else ""
        join = lambda values, i: ", ".join(value[i] for value in values)
        result, used = f"%r{len(self.body)}", list(shared[:2]) + states + absmax + scalars + inits
        self.body.append(
            f"    {result}:{len(outputs)} = qopt.optimizer_step {self.kind} {join(shared[:2], 0)} states {join(states, 0)}"
            + (f" absmax {join(absmax, 0)}" if block else "")
            + f" scalars {join(scalars, 0)} outs {join(inits, 0)} {{{attributes}}}\n"
            f"      : ({join(used, 1)}) -> ({', '.join(outputs)})")
        self.results += [(f"{result}#{i}", kind) for i, kind in enumerate(outputs)]

    def text(self):
        shared = [self.argument(f"tensor<{self.shape}xf32>") for _ in range(2)]
        shared += [self.argument("tensor<f32>") for _ in range(3)]
        choices = itertools.product(DECAYS, self.eps_rules)
        for i, (decay, eps_rule) in enumerate(choices):
            self.step(shared, decay, eps_rule, BLOCKS[i % len(BLOCKS)], ZERO_RULES[i % 3])
            if i % 2 == 0:
                self.step(shared, decay, eps_rule, None, None)
        arguments = ", ".join(f"%a{i}: {kind}" for i, kind in enumerate(self.arguments))
        kinds = ", ".join(kind for _, kind in self.results)
        values = ", ".join(value for value, _ in self.results)
        return "\n".join([f"module @{self.kind} {{", f"  func.func @main({arguments}) -> ({kinds}) {{",
                          *self.body, f"    return {values} : {kinds}", "  }", "}"])


if __name__ == "__main__":
    print("\n// -----\n".join(Module(kind).text() for kind in KINDS))
