# SPDX-License-Identifier: Apache-2.0
#
# Products as programs: of buffers, which a GPU target compiles as they are, and of
# tensors, which the interpreter runs. Weights are inputs, so that libraries of large
# products are small.
"""qopt.mma_matmul as text, and inputs for it."""

import dataclasses

import numpy as np

DTYPES = {"i8": np.int8, "ui8": np.uint8, "i32": np.int32}
ROW_ALIGN = 16  # bytes to which a row of weights is padded


@dataclasses.dataclass
class Product:
    """result[M, N] = epilogue(bias[n] + sum of input[m, k] * weights[n, k])."""
    rows: int
    columns: int
    depth: int
    result: str = "i32"  # i8 and ui8 are rescaled
    unsigned: bool = False
    rounding: str = "single"
    name: str = ""

    def __post_init__(self):
        self.name = self.name or (f"p{self.rows}x{self.columns}x{self.depth}_{self.result}"
                                  f"{'_u' if self.unsigned else ''}_{self.rounding}")

    def row_bytes(self):
        return -(-self.depth // ROW_ALIGN) * ROW_ALIGN

    def arguments(self):
        """(name, shape, element type) of each input."""
        n = self.columns
        inputs = [("x", (self.rows, self.depth), "ui8" if self.unsigned else "i8"),
                  ("w", (n, self.row_bytes()), "i8"), ("b", (n,), "i32")]
        if self.result != "i32":
            inputs += [("m", (n,), "i32"), ("s", (n,), "i8")]
        return inputs

    def text(self, container):
        """A module whose main is the product on `container`, tensor or memref."""
        def spell(shape, element):
            return f"{container}<{'x'.join(map(str, shape))}x{element}>"
        inputs = [(name, spell(shape, element)) for name, shape, element in self.arguments()]
        result = spell((self.rows, self.columns), self.result)
        signature = ", ".join(f'%{name}: {t} {{qopt.name = "{name}"}}' for name, t in inputs)
        operands = "%x, %w bias %b" + (" rescale %m, %s" if self.result != "i32" else "")
        attributes = ["unsigned_input"] if self.unsigned else []
        if self.result != "i32":
            low, high, zero = (-128, 120, -3) if self.result == "i8" else (2, 255, 131)
            attributes += [f"out_zp = {zero} : i64", f"lo = {low} : i64", f"hi = {high} : i64",
                           f"rounding = #qopt<requant_rounding {self.rounding}>"]
        types = ", ".join(t for _, t in inputs) + ", " + result
        op = f"qopt.mma_matmul {operands} outs %y {{{', '.join(attributes)}}} : ({types}) -> "
        if container == "memref":
            return (f'func.func @main({signature}, %y: {result} {{qopt.name = "y", qopt.result}}) '
                    f"{{\n  {op}()\n  return\n}}\n")
        return (f'func.func @main({signature}) -> ({result} {{qopt.name = "y"}}) {{\n'
                f"  %y = tensor.empty() : {result}\n  %r = {op}{result}\n"
                f"  return %r : {result}\n}}\n")

    def inputs(self, seed):
        """One sample of each input: along axis 0 for `qopt run`, which has one run."""
        random = np.random.default_rng(seed)
        n, arrays = self.columns, {}
        for name, shape, element in self.arguments():
            info = np.iinfo(DTYPES[element])
            arrays[name] = random.integers(info.min, info.max, shape, DTYPES[element],
                                           endpoint=True)
        # Sums that wrap in every seventh column, results about the range in the others.
        usual = np.arange(n) % 7 != 6
        arrays["b"][usual] >>= 18
        if self.result != "i32":
            arrays["m"] = np.where(usual, arrays["m"] | 1 << 30, arrays["m"]) & 0x7fffffff
            arrays["m"] = arrays["m"].astype(np.int32)
            arrays["s"] = np.where(usual, 37 + (arrays["s"] & 7),
                                   (arrays["s"].astype(np.uint8) % 63)).astype(np.int8)
        return arrays


# Each tile of a block; M, N and K ragged or not, shorter than a step, one row, one column.
PRODUCTS = [
    Product(1, 1, 1), Product(1, 64, 64), Product(3, 10, 20, "i8"),
    Product(16, 64, 256, "ui8", True), Product(17, 33, 48, "i8", False, "double_round"),
    Product(65, 130, 36, "ui8", True, "double_round"), Product(130, 129, 192), Product(9, 1, 8),
]
