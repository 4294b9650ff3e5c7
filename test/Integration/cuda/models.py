# SPDX-License-Identifier: Apache-2.0
#
# Products as programs: of buffers, which a GPU target compiles as they are, and of
# tensors, which the interpreter runs. Weights are inputs, so that libraries of large
# products are small.
"""Products of the GPU's ops as text, and inputs for them."""

import dataclasses

import numpy as np

DTYPES = {"i8": np.int8, "ui8": np.uint8, "i32": np.int32, "f32": np.float32}
ROW_ALIGN = 16  # bytes to which a row of weights is padded
LOW_BITS = 4  # of a weight of CodesProduct


class Program:
    """One op on its operands: arguments() and call() are the subclass's."""

    def arguments(self):
        """(name, shape, element type) of each input."""
        raise NotImplementedError

    def call(self):
        """The op with its operands and attributes: mnemonic, operands, attributes."""
        raise NotImplementedError

    def tolerance(self, inputs):
        """How far a GPU's results may be from the interpreter's, per element; None: not
        in a bit."""
        return None

    def text(self, container):
        """A module whose main is the op on `container`, tensor or memref."""
        def spell(shape, element):
            return f"{container}<{'x'.join(map(str, shape))}x{element}>"
        inputs = [(name, spell(shape, element)) for name, shape, element in self.arguments()]
        result = spell((self.rows, self.columns), self.result)
        signature = ", ".join(f'%{name}: {t} {{qopt.name = "{name}"}}' for name, t in inputs)
        mnemonic, operands, attributes = self.call()
        types = ", ".join(t for _, t in inputs) + ", " + result
        op = f"{mnemonic} {operands} outs %y {{{', '.join(attributes)}}} : ({types}) -> "
        if container == "memref":
            return (f'func.func @main({signature}, %y: {result} {{qopt.name = "y", qopt.result}}) '
                    f"{{\n  {op}()\n  return\n}}\n")
        return (f'func.func @main({signature}) -> ({result} {{qopt.name = "y"}}) {{\n'
                f"  %y = tensor.empty() : {result}\n  %out = {op}{result}\n"
                f"  return %out : {result}\n}}\n")


@dataclasses.dataclass
class Product(Program):
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
        n = self.columns
        inputs = [("x", (self.rows, self.depth), "ui8" if self.unsigned else "i8"),
                  ("w", (n, self.row_bytes()), "i8"), ("b", (n,), "i32")]
        if self.result != "i32":
            inputs += [("m", (n,), "i32"), ("s", (n,), "i8")]
        return inputs

    def call(self):
        operands = "%x, %w bias %b" + (" rescale %m, %s" if self.result != "i32" else "")
        attributes = ["unsigned_input"] if self.unsigned else []
        if self.result != "i32":
            low, high, zero = (-128, 120, -3) if self.result == "i8" else (2, 255, 131)
            attributes += [f"out_zp = {zero} : i64", f"lo = {low} : i64", f"hi = {high} : i64",
                           f"rounding = #qopt<requant_rounding {self.rounding}>"]
        return "qopt.mma_matmul", operands, attributes

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


@dataclasses.dataclass
class CodesProduct(Program):
    """qopt.mma_matmul_runs: rows of 8 bits by codes of 4, scaled run by run."""
    rows: int
    columns: int
    depth: int
    run: int = 128
    result: str = "f32"
    name: str = ""

    def __post_init__(self):
        self.name = self.name or f"c{self.rows}x{self.columns}x{self.depth}_r{self.run}"

    def arguments(self):
        m, n, k = self.rows, self.columns, self.depth
        words = -(-n // 32) * -(-k // 32) * 128
        return [("x", (m, k), "i8"), ("c", (words,), "i32"), ("r", (m,), "f32"),
                ("s", (-(-k // self.run), n), "f32")]

    def call(self):
        return "qopt.mma_matmul_runs", "%x, %c rows %r scales %s", [f"run = {self.run} : i64"]

    def inputs(self, seed):
        """One sample of each input; all of the codes' bit patterns occur."""
        random = np.random.default_rng(seed)
        arrays = {}
        for name, shape, element in self.arguments():
            dtype = DTYPES[element]
            if element == "f32":
                arrays[name] = random.uniform(1e-3, 1e-2, shape).astype(dtype)
            else:
                info = np.iinfo(dtype)
                arrays[name] = random.integers(info.min, info.max, shape, dtype, endpoint=True)
        return arrays


# Each tile of a block; M, N and K ragged or not, shorter than a step, one row, one column.
PRODUCTS = [
    Product(1, 1, 1), Product(1, 64, 64), Product(3, 10, 20, "i8"),
    Product(16, 64, 256, "ui8", True), Product(17, 33, 48, "i8", False, "double_round"),
    Product(65, 130, 36, "ui8", True, "double_round"), Product(130, 129, 192), Product(9, 1, 8),
]
@dataclasses.dataclass
class SparseProduct(Program):
    """qopt.mma_sparse_matmul: weights of which two of four are not 0."""
    rows: int
    columns: int
    depth: int
    result: str = "i32"
    name: str = ""

    def __post_init__(self):
        self.name = self.name or f"q{self.rows}x{self.columns}x{self.depth}"

    def arguments(self):
        steps = -(-self.columns // 32) * -(-self.depth // 64)
        return [("x", (self.rows, self.depth), "i8"), ("v", (256 * steps,), "i32"),
                ("positions", (64 * steps,), "i32"), ("b", (self.columns,), "i32")]

    def call(self):
        return "qopt.mma_sparse_matmul", "%x, %v, %positions bias %b", []

    def inputs(self, seed):
        """One sample of each input: any weights, positions that ascend."""
        random, arrays = np.random.default_rng(seed), {}
        for name, shape, element in self.arguments():
            info = np.iinfo(DTYPES[element])
            arrays[name] = random.integers(info.min, info.max, shape, DTYPES[element],
                                           endpoint=True)
        pairs = np.array([0x4, 0x8, 0xc, 0x9, 0xd, 0xe], np.uint32)  # 1 of 0, 2 of 0, ...
        fields = random.choice(pairs, (8, arrays["positions"].size))
        arrays["positions"] = sum(f << np.uint32(4 * i) for i, f in enumerate(fields)).view(np.int32)
        return arrays


def e4m3_numbers():
    """Of all 256 codes; NaN is 0x7f and 0xff."""
    code = np.arange(256)
    exponent, fraction = code >> 3 & 15, code & 7
    numbers = np.where(exponent == 0, fraction * 2.0**-9, (8 + fraction) * 2.0**(exponent - 10.0))
    numbers[code & 127 == 127] = np.nan
    return np.where(code & 128, -numbers, numbers)


@dataclasses.dataclass
class FloatProduct(Program):
    """qopt.mma_float_matmul of E4M3; blocks of 16 are those that every chip multiplies."""
    rows: int
    columns: int
    depth: int
    result: str = "f32"
    promote: int = 128
    block: int = 16
    name: str = ""

    def __post_init__(self):
        self.name = self.name or f"f{self.rows}x{self.columns}x{self.depth}_p{self.promote}"

    def arguments(self):
        row = -(-self.depth // ROW_ALIGN) * ROW_ALIGN
        return [("x", (self.rows, self.depth), "i8"), ("w", (self.columns, row), "i8")]

    def call(self):
        return "qopt.mma_float_matmul", "%x, %w", [
            "input_type = f8E4M3FN", "weight_type = f8E4M3FN", f"block = {self.block} : i64",
            f"promote = {self.promote} : i64"]

    def inputs(self, seed):
        """One sample of each input: codes of numbers below 16, no NaN."""
        random = np.random.default_rng(seed)
        return {name: (random.integers(0, 0x58, shape, np.uint8)
                       | random.integers(0, 2, shape, np.uint8) << np.uint8(7)).view(np.int8)
                for name, shape, _ in self.arguments()}

    def tolerance(self, inputs):
        """The bound in the op's description."""
        numbers = np.abs(e4m3_numbers())
        x, w = (numbers[inputs[name].view(np.uint8)] for name in "xw")
        blocks = -(-self.depth // self.block)
        return x @ w[:, :self.depth].T * (blocks * (self.block + 1) * 2.0**-13)


# Both ways to multiply codes, with few rows and many, all lengths of runs.
CODES_PRODUCTS = [
    CodesProduct(1, 64, 128), CodesProduct(3, 33, 96, 32), CodesProduct(16, 130, 256, 64),
    CodesProduct(40, 64, 192, 192), CodesProduct(129, 96, 288, 32),
]
SPARSE_PRODUCTS = [SparseProduct(1, 32, 64), SparseProduct(9, 40, 100),
                   SparseProduct(70, 130, 256)]
FLOAT_PRODUCTS = [FloatProduct(5, 24, 48), FloatProduct(70, 65, 336),
                  FloatProduct(130, 129, 128, promote=0)]
# By tensor copies and wgmma, of chips that have them.
HOPPER_PRODUCTS = [
    Product(33, 1, 16, name="hopper_column"), Product(64, 96, 128, name="hopper_whole"),
    Product(130, 161, 592, "i8", name="hopper_ragged"),
    Product(100, 80, 64, "ui8", True, "double_round", name="hopper_unsigned"),
]
# What tools/gpu-check.sh compares, and what it times: kinds by name.
CHECKED = PRODUCTS + CODES_PRODUCTS + SPARSE_PRODUCTS + FLOAT_PRODUCTS + HOPPER_PRODUCTS
TIMED = {"s8": Product, "w4": CodesProduct, "sparse": SparseProduct, "fp8": FloatProduct}

FP8_CHIPS = ("sm_89", "sm_90a", "sm_120a")  # that multiply 8-bit floats


def for_chips(product, target):
    """The product and chips to compile it for: native 8-bit floats where there are any."""
    chips = [c for c in target.partition(":")[2].split(",") if c in FP8_CHIPS]
    if not isinstance(product, FloatProduct) or not chips:
        return product, target
    return dataclasses.replace(product, block=32), "nvptx:" + ",".join(chips)
