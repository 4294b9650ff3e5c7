#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the .mlir of an optimizer step, to be compiled by `qopt compile`.

  make_optimizer.py --kind adamw --tensor w=64x256 --tensor b=256 -o adamw.mlir

One function `main` steps all tensors. Inputs, by name: the scalars step, root
(adam, adamw) and keep (decay before or after); for each tensor T of them T,
T.grad, its states T.m and T.v, and for 8-bit states T.m.absmax and T.v.absmax.
Outputs: T and its states, new. Tensors of fewer than 4096 elements and those
named by --float keep f32 states. docs/guides/8-bit-optimizers.md says more.
"""

import argparse
import math
import sys

LEAST_ELEMENTS_FOR_8_BIT = 4096

# What is there per kind: the op's kind, its states, the hyperparameters' defaults.
KINDS = {
    "adam": ("adam", "mv", {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, "coupled"),
    "adamw": ("adam", "mv", {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, "before"),
    "momentum": ("momentum", "m", {"beta1": 0.9}, "coupled"),
    "lion": ("lion", "m", {"beta1": 0.9, "beta2": 0.99}, "before"),
    "rmsprop": ("rmsprop", "v", {"beta2": 0.99, "eps": 1e-8}, "coupled"),
    "adagrad": ("adagrad", "v", {"eps": 1e-10}, "coupled"),
}


def parse_tensor(text):
    name, _, shape = text.partition("=")
    try:
        sizes = tuple(int(size) for size in shape.split("x"))
    except ValueError:
        sizes = ()
    if not name or not sizes or min(sizes) < 1:
        raise argparse.ArgumentTypeError(f"expected NAME=64x256, got '{text}'")
    return name, sizes


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--tensor", type=parse_tensor, action="append", required=True,
                        metavar="NAME=SHAPE", help="a parameter tensor; may be repeated")
    parser.add_argument("--float", action="append", default=[], metavar="NAME",
                        help="f32 states for this tensor (an embedding); 'all' for all")
    parser.add_argument("--block", type=int, default=256, help="elements per scale (256)")
    parser.add_argument("--decay", choices=("coupled", "before", "after"),
                        help="where weight decay goes (before for adamw and lion, else coupled)")
    parser.add_argument("--weight-decay", type=float, default=0.0,
                        help="of coupled decay (0); that of other decay is in the scalar keep")
    parser.add_argument("--beta1", type=float)
    parser.add_argument("--beta2", type=float)
    parser.add_argument("--eps", type=float)
    parser.add_argument("--eps-rule", choices=("outside", "scaled", "inside_root"),
                        default="outside")
    parser.add_argument("--zero-rule", choices=("nearest", "keep_negative", "keep_sign"),
                        default="keep_sign")
    parser.add_argument("--name", help="prefix of the library's functions (the kind)")
    parser.add_argument("-o", default="-", metavar="FILE", help="standard output by default")
    return parser.parse_args(arguments)


def number(value):
    """A float as MLIR reads it: with a decimal point."""
    mantissa, e, exponent = repr(float(value)).partition("e")
    return mantissa + ("" if "." in mantissa else ".0") + e + exponent


class Function:
    """Arguments, body and results of the function, as they are added."""

    def __init__(self, options):
        self.options = options
        self.kind, self.states, self.defaults, decay = KINDS[options.kind]
        self.decay = options.decay or decay
        self.arguments, self.body, self.results = [], [], []
        self.scalars = [self.argument(name, "tensor<f32>") for name in self.scalar_names()]

    def scalar_names(self):
        return (["step"] + ["root"] * (self.kind == "adam")
                + ["keep"] * (self.decay != "coupled"))

    def argument(self, name, kind):
        self.arguments.append((name, kind))
        return f"%a{len(self.arguments) - 1}", kind

    def attributes(self, coded):
        chosen = {name: getattr(self.options, name) for name in self.defaults}
        values = [f"{name} = {number(self.defaults[name] if value is None else value)}"
                  for name, value in chosen.items()]
        values.append(f"decay = #qopt<decay {self.decay}>")
        if "eps" in self.defaults:
            values.append(f"eps_rule = #qopt<eps_rule {self.options.eps_rule}>")
        if self.decay == "coupled":
            values.append(f"weight_decay = {number(self.options.weight_decay)}")
        if coded:
            values += [f"zero_rule = #qopt<zero_rule {self.options.zero_rule}>",
                       f"block = {self.options.block} : i64"]
        return ", ".join(values)

    def add(self, name, sizes):
        count = math.prod(sizes)
        coded = count >= LEAST_ELEMENTS_FOR_8_BIT and not {name, "all"} & set(self.options.float)
        shape = "x".join(map(str, sizes))
        floats = f"tensor<{shape}xf32>"
        code = f"tensor<{shape}xui8>" if coded else floats
        scales = f"tensor<{-(-count // self.options.block)}xf32>"
        states = [(f"{name}.{s}", code) for s in self.states]
        absmax = [(f"{name}.{s}.absmax", scales) for s in self.states] if coded else []
        parameter = self.argument(name, floats)
        gradient = self.argument(name + ".grad", floats)
        state_values = [self.argument(*s) for s in states]
        absmax_values = [self.argument(*s) for s in absmax]
        outputs = [(name, floats)] + states + absmax
        inits = []
        for _, kind in outputs:
            inits.append((f"%e{len(self.body)}", kind))
            self.body.append(f"  {inits[-1][0]} = tensor.empty() : {kind}")
        result = f"%r{len(self.body)}"
        used = [parameter, gradient] + state_values + absmax_values + self.scalars + inits
        names = lambda values: ", ".join(value for value, _ in values)
        types = lambda values: ", ".join(kind for _, kind in values)
        self.body.append(
            f"  {result}:{len(outputs)} = qopt.optimizer_step {self.kind} {names([parameter, gradient])}"
            f" states {names(state_values)}"
            + (f" absmax {names(absmax_values)}" if coded else "")
            + f" scalars {names(self.scalars)} outs {names(inits)}\n"
            f"    {{{self.attributes(coded)}}}\n"
            f"    : ({types(used)}) -> ({types(outputs)})")
        self.results += [(f"{result}#{i}", kind, output)
                         for i, (output, kind) in enumerate(outputs)]

    def text(self):
        named = lambda name: f'{{qopt.name = "{name}"}}'
        arguments = ",\n    ".join(f"%a{i}: {kind} {named(name)}"
                                   for i, (name, kind) in enumerate(self.arguments))
        outputs = ",\n    ".join(f"{kind} {named(name)}" for _, kind, name in self.results)
        values = ", ".join(value for value, _, _ in self.results)
        types = ", ".join(kind for _, kind, _ in self.results)
        return "\n".join([f"module @{self.options.name or self.options.kind} {{",
                          f"func.func @main(\n    {arguments})\n    -> ({outputs}) {{",
                          *self.body, f"  return {values} : {types}", "}", "}", ""])


def generate(arguments=None):
    """The .mlir text for command-line arguments."""
    options = parse_arguments(arguments)
    function = Function(options)
    for name, sizes in options.tensor:
        function.add(name, sizes)
    return function.text(), options.o


def main():
    text, path = generate()
    if path == "-":
        sys.stdout.write(text)
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
