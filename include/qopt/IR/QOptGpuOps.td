// SPDX-License-Identifier: Apache-2.0
// Products in the form that matrix instructions of GPUs read.
#ifndef QOPT_IR_GPUOPS_TD
#define QOPT_IR_GPUOPS_TD

include "qopt/IR/QOptOpBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"

class QOpt_GpuBuffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;

class QOpt_MmaOp<string mnemonic, list<Trait> traits = []>
    : Op<QOpt_Dialect, mnemonic, !listconcat(traits, [DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>])> {
  let hasVerifier = 1;
  code sharedDeclarations = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// M, N and K of the formula.
    int64_t getRows();
    int64_t getColumns();
    int64_t getDepth();
  }];
}

def QOpt_MmaMatmulOp : QOpt_MmaOp<"mma_matmul", [AttrSizedOperandSegments]> {
  let summary = "8-bit matrix product with weights as rows, for matrix instructions";
  let description = [{
    For every row m and column n:

        result[m, n] = epilogue(sum over k < K of read(input[m, k]) * weights[n, k])

    `read` is the code of `i8` and `ui8` input, and of `i8` input with
    `unsigned_input` (the signless spelling of `ui8`) the code modulo 256. Both sides
    have k innermost: 8-bit matrix instructions of GPUs read nothing else. Rows of
    weights are padded to a multiple of 16 bytes, which are copied at once; what
    stands there has no meaning. Sums wrap at 32 bits; that the true sum fits is
    proven by the integer lowering.

    | operand         | shape                | element             |
    |-----------------|----------------------|---------------------|
    | `input`         | [M, K], or pixels    | i8, ui8             |
    | `weights`       | [N, 16 * ceil(K/16)] | i8                  |
    | `bias`          | [N]                  | i32, or f32         |
    | `multiplier`    | [N]                  | i32                 |
    | `shift`         | [N]                  | i8                  |
    | `row_scales`    | [M] or [1]           | f32                 |
    | `column_scales` | [N] or [1]           | f32                 |
    | result          | [M, N]               | i8, ui8, i32 or f32 |

    Epilogues of the sum s, which the operands choose:

    - neither multiplier nor scales: s + bias[n], wrapping, an `i32`.
    - with `multiplier`: `qopt.rescale` of s + bias[n] by (multiplier, shift, rounding,
      in_zp = 0, out_zp, lo, hi) per column. `narrow` says that every |s + bias[n]| <
      2^30 and every shift is in [31, 61], so that 32 bits and the high half of one
      product are enough. A zero point of the input is in the bias.
    - with `row_scales` and `column_scales`: `qopt.dequantize_sums`, that is
      f32(s) * row_scales[m] * column_scales[n] (+ bias[n], where there is one), from
      the left, each operation rounded to f32, none fused with another.

    With `kernel` the rows are those of a convolution, and nothing lays them out: the
    input is pixels [batch, spatial.., C] with rank(kernel) spatial dimensions, M counts
    the positions of the result (batch, then spatial dimensions, row-major), K = taps *
    C, and input[m, k] stands for channel k % C of the pixel under tap k / C (row-major)
    of the filter at position m, found by `strides`, `dilations` and `padding` (lows,
    then highs); it is the code `pad_value` (0 where not given) beyond the input.

    - C1: operands and result have the shapes above, with no size 0.
    - C2: multiplier, shift, out_zp, lo, hi and rounding are all given or none is;
      lo <= hi lie in the range of the result type (`i8`: signed or unsigned codes),
      and a result without a rescale is `i32`, or `f32` with scales.
    - C3: unsigned_input is given for `ui8` input.
    - C4: operands are all tensors with a result of init's type, or all memrefs
      without a result.
    - C5: row_scales and column_scales are both given or none is, and not with a
      rescale.
    - C6: bias is given as `i32`, or with scales as `f32` if at all.
    - C7: `narrow` is given with a rescale only, and constant shifts then lie in
      [31, 61].
    - C8: kernel, strides, dilations and padding are all given or none is, with one
      positive number (of padding two that are not negative) per spatial dimension;
      pad_value is given with them only and is a code of the input.
    - C9: with kernel, C is a multiple of 4, so that pieces of pixels are copied at
      once, the input has less than 2^31 bytes, and dimensions with padding have at most
      32 taps, added up.

    ```mlir
    %c = qopt.mma_matmul %p, %v bias %b outs %g
      {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>,
       padding = array<i64: 1, 0>}
      : (tensor<2x6x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>)
      -> tensor<6x10xi32>
    %r = qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %e
      {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64,
       rounding = #qopt<requant_rounding single>}
      : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>,
         tensor<10xi8>, tensor<5x10xi8>) -> tensor<5x10xi8>
    %y = qopt.mma_matmul %x, %w scales %rows, %columns outs %f
      : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<5xf32>, tensor<10xf32>,
         tensor<5x10xf32>) -> tensor<5x10xf32>
    ```
  }];
  let arguments = (ins QOpt_GpuBuffer<[I8, UI8]>:$input,
      QOpt_GpuBuffer<[I8]>:$weights, Optional<QOpt_GpuBuffer<[I32, F32]>>:$bias,
      Optional<QOpt_GpuBuffer<[I32]>>:$multiplier,
      Optional<QOpt_GpuBuffer<[I8]>>:$shift,
      Optional<QOpt_GpuBuffer<[F32]>>:$row_scales,
      Optional<QOpt_GpuBuffer<[F32]>>:$column_scales,
      QOpt_GpuBuffer<[I8, UI8, I32, F32]>:$init, UnitAttr:$unsigned_input,
      UnitAttr:$narrow, OptionalAttr<I64Attr>:$out_zp, OptionalAttr<I64Attr>:$lo,
      OptionalAttr<I64Attr>:$hi, OptionalAttr<QOpt_RequantRoundingAttr>:$rounding,
      OptionalAttr<DenseI64ArrayAttr>:$kernel, OptionalAttr<DenseI64ArrayAttr>:$strides,
      OptionalAttr<DenseI64ArrayAttr>:$dilations, OptionalAttr<DenseI64ArrayAttr>:$padding,
      OptionalAttr<I64Attr>:$pad_value);
  let results = (outs Optional<QOpt_GpuBuffer<[I8, UI8, I32, F32]>>:$result);
  let assemblyFormat = [{
    $input `,` $weights (`bias` $bias^)? (`rescale` $multiplier^ `,` $shift)?
    (`scales` $row_scales^ `,` $column_scales)? `outs` $init attr-dict
    `:` functional-type(operands, results) }];
  let extraClassDeclaration = sharedDeclarations # [{
    /// The convolution whose rows are multiplied; nullopt: rows lie in the input.
    ::std::optional<::mlir::qopt::PixelGeometry> getPixels();
  }];
}

def QOpt_MmaMatmulRunsOp : QOpt_MmaOp<"mma_matmul_runs"> {
  let summary = "8-bit rows times 4-bit codes scaled run by run, for matrix instructions";
  let description = [{
    `qopt.matmul_runs`, its operations and their order, with weights as codes in the
    order in which the lanes of a warp want them. For every row m and column n:

        total = 0
        for each run r of `run` consecutive k (the last may be shorter), in order:
          sum = sum over k of r: read(input[m, k]) * w[k, n]
          total = total + f32(sum) * scales[r, n]
        result[m, n] = total * row_scales[m]          (+ bias[n], where there is one)

    `read` is that of `qopt.mma_matmul`. w is `table[u]` of the 4-bit field u where there
    is a table (any format of at most 16 integer values: NF4 as 8-bit integers, E2M1,
    flint, uniform codes less a zero point), else u as a number in two's complement. Sums
    are exact integers; f32(sum), every product and every other sum is rounded to f32, and
    no two of them are fused.

    `codes` are words of eight fields, both registers of a lane's weights in one m16n8k32
    instruction. Columns form blocks of 32 and k steps of 32, both padded (by any codes);
    words are flat, outermost first:

        [block][step][lane: 32][tile: 4]

    so that a lane reads the words of a step's four instructions as 16 bytes. Lane 4 * g
    + q and tile j hold column 8 * (g / 2) + 2 * j + g % 2 of the block, at k = 4 * q + i
    and 16 + 4 * q + i of the step, i < 4: in the fields i and 4 + i where there is a
    table (a look-up of four fields gives a register), else in the fields 2 * i and 2 * i
    + 1 (a shift and a mask give a register). The order of columns leaves every lane with
    eight neighbours of a row of results. `FragmentGeometry.h` computes it.

    | operand      | shape                              | element |
    |--------------|------------------------------------|---------|
    | `input`      | [M, K]                             | i8, ui8 |
    | `codes`      | [ceil(N/32) * ceil(K/32) * 128]    | i32     |
    | `row_scales` | [M] or [1]                         | f32     |
    | `scales`     | [ceil(K/run), N]                   | f32     |
    | `bias`       | [N]                                | f32     |
    | result       | [M, N]                             | f32     |

    - C1: operands and result have the shapes above, with no size 0.
    - C2: run is 32, a multiple of 64, or K.
    - C3: table has 16 entries.
    - C4: sums of a run fit 32 bits for any input.
    - C5: unsigned_input is given for `ui8` input.
    - C6: operands are all tensors with a result of init's type, or all memrefs
      without a result.

    ```mlir
    %r = qopt.mma_matmul_runs %x, %codes rows %s scales %t outs %e {run = 32 : i64}
      : (tensor<5x64xi8>, tensor<256xi32>, tensor<5xf32>, tensor<2x10xf32>,
         tensor<5x10xf32>) -> tensor<5x10xf32>
    ```
  }];
  let arguments = (ins QOpt_GpuBuffer<[I8, UI8]>:$input,
      QOpt_GpuBuffer<[I32]>:$codes, QOpt_GpuBuffer<[F32]>:$row_scales,
      QOpt_GpuBuffer<[F32]>:$scales, Optional<QOpt_GpuBuffer<[F32]>>:$bias,
      QOpt_GpuBuffer<[F32]>:$init, UnitAttr:$unsigned_input, I64Attr:$run,
      OptionalAttr<DenseI8ArrayAttr>:$table);
  let results = (outs Optional<QOpt_GpuBuffer<[F32]>>:$result);
  let assemblyFormat = [{
    $input `,` $codes `rows` $row_scales `scales` $scales (`bias` $bias^)?
    `outs` $init attr-dict `:` functional-type(operands, results) }];
  let extraClassDeclaration = sharedDeclarations # [{
    /// The integers of the 16 codes.
    ::llvm::SmallVector<int8_t> getIntegers();
    /// The largest magnitude that a run's sum can have.
    int64_t getLargestSum();
  }];
}

def QOpt_MmaSparseMatmulOp : QOpt_MmaOp<"mma_sparse_matmul", [AttrSizedOperandSegments]> {
  let summary = "qopt.mma_matmul with 2:4 sparse weights, for sparse matrix instructions";
  let description = [{
    `qopt.mma_matmul`, its epilogues and their operands, with weights of which at most two
    of four neighbours along k are not 0. A group is four such neighbours; two of its
    weights are stored as bytes of `values`, and their positions in the group, 0 to 3 in
    two bits each, in `metadata`:

        result[m, n] = epilogue(sum over groups G < ceil(K/4), j < 2 of
                       read(input[m, 4 * G + position[n, G, j]]) * value[n, G, j])

    where the input is 0 beyond K. Positions ascend: position[n, G, 0] <
    position[n, G, 1]. A group with fewer weights stores zeros.

    Both are words in the order of `mma.sp::ordered_metadata.m16n8k64`, whose sparse
    operand is the left one: weights are its 16 rows, rows of the input its columns.
    Columns n form blocks of 32 and k steps of 64, both padded (with zeros at positions 0
    and 1); words are flat, outermost first:

        values    [block][step][instruction: 2][lane: 32][register: 4]
        metadata  [block][step][lane: 32][instruction: 2]

    Row r of instruction i is column 4 * (r % 8) + 2 * i + r / 8 of the block, so that a
    lane has four neighbours of a row of results. `SparseFragmentGeometry.h` computes the
    rest. Weights take 5/8 of the dense form's bytes.

    | operand         | shape                           | element             |
    |-----------------|---------------------------------|---------------------|
    | `input`         | [M, K]                          | i8, ui8             |
    | `values`        | [ceil(N/32) * ceil(K/64) * 256] | i32                 |
    | `metadata`      | [ceil(N/32) * ceil(K/64) * 64]  | i32                 |
    | `bias`          | [N]                             | i32, or f32         |
    | `multiplier`    | [N]                             | i32                 |
    | `shift`         | [N]                             | i8                  |
    | `row_scales`    | [M] or [1]                      | f32                 |
    | `column_scales` | [N] or [1]                      | f32                 |
    | result          | [M, N]                          | i8, ui8, i32 or f32 |

    - C1: operands and result have the shapes above, with no size 0.
    - C2: multiplier, shift, out_zp, lo, hi and rounding are all given or none is;
      lo <= hi lie in the range of the result type (`i8`: signed or unsigned codes),
      and a result without a rescale is `i32`, or `f32` with scales.
    - C3: unsigned_input is given for `ui8` input.
    - C4: operands are all tensors with a result of init's type, or all memrefs
      without a result.
    - C5: row_scales and column_scales are both given or none is, and not with a
      rescale.
    - C6: bias is given as `i32`, or with scales as `f32` if at all.
    - C7: `narrow` is given with a rescale only, and constant shifts then lie in
      [31, 61].
    - C8: the positions of every group of constant metadata ascend.

    ```mlir
    %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e
      : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>,
         tensor<5x10xi32>) -> tensor<5x10xi32>
    ```
  }];
  let arguments = (ins QOpt_GpuBuffer<[I8, UI8]>:$input,
      QOpt_GpuBuffer<[I32]>:$values, QOpt_GpuBuffer<[I32]>:$metadata,
      Optional<QOpt_GpuBuffer<[I32, F32]>>:$bias,
      Optional<QOpt_GpuBuffer<[I32]>>:$multiplier,
      Optional<QOpt_GpuBuffer<[I8]>>:$shift,
      Optional<QOpt_GpuBuffer<[F32]>>:$row_scales,
      Optional<QOpt_GpuBuffer<[F32]>>:$column_scales,
      QOpt_GpuBuffer<[I8, UI8, I32, F32]>:$init, UnitAttr:$unsigned_input,
      UnitAttr:$narrow, OptionalAttr<I64Attr>:$out_zp, OptionalAttr<I64Attr>:$lo,
      OptionalAttr<I64Attr>:$hi, OptionalAttr<QOpt_RequantRoundingAttr>:$rounding);
  let results = (outs Optional<QOpt_GpuBuffer<[I8, UI8, I32, F32]>>:$result);
  let assemblyFormat = [{
    $input `,` $values `,` $metadata (`bias` $bias^)?
    (`rescale` $multiplier^ `,` $shift)? (`scales` $row_scales^ `,` $column_scales)?
    `outs` $init attr-dict `:` functional-type(operands, results) }];
  let extraClassDeclaration = sharedDeclarations;
}

def QOpt_MmaFloatMatmulOp : QOpt_MmaOp<"mma_float_matmul", [AttrSizedOperandSegments]> {
  let summary = "8- or 16-bit float product with f32 sums, for matrix instructions";
  let description = [{
    For every row m and column n, with x[k] and w[k] the numbers that the codes of
    input[m, k] and weights[n, k] stand for:

        total = 0
        for each run r of `promote` consecutive k (0: one run of all K), in order:
          sum = 0
          for each block b of `block` consecutive k of r, in order:
            sum = f32(sum + sum over k of b: x[k] * w[k])
          total = f32(total + sum)          (with promote = 0: total = sum)
        result[m, n] = total * row_scales[m] * column_scales[n] + bias[n]

    `f32` rounds once, to nearest even; what it rounds is exact: products are, and so are
    the sums in one block, in any order. A block is what one matrix instruction takes
    (`mma.sync`: 32 k of 8 bits on chips that multiply them, else 16; `wgmma`: 32 and 16).
    Blocks and runs are counted from k = 0; the last ones may be shorter. Scales (both or
    none) and bias, where given, apply from the left, each operation rounded to f32, none
    fused with another. A sum with NaN or with infinities of both signs is NaN.

    Tensor cores promise neither the order in a block nor one rounding. What a chip gives
    may differ from the above: with S = sum over all k of |x[k] * w[k]| and B the number
    of blocks, by at most S * B * (`block` + 1) * 2^-13 before the scales, where every
    summand of a block keeps 13 bits below the largest one (the least that is reported of
    a chip: 8-bit sums of sm_90). Checks on hardware use this bound.

    Codes are `i8` or `i16` (those of the input `ui8` and `ui16`, too): bits of
    `input_type` and `weight_type`. Rows of weights are padded to a multiple of 16 bytes;
    what stands there has no meaning.

    | operand         | shape                     | element             |
    |-----------------|---------------------------|---------------------|
    | `input`         | [M, K]                    | i8, ui8, i16, ui16  |
    | `weights`       | [N, K padded to 16 bytes] | i8, i16             |
    | `bias`          | [N]                       | f32                 |
    | `row_scales`    | [M] or [1]                | f32                 |
    | `column_scales` | [N] or [1]                | f32                 |
    | result          | [M, N]                    | f32                 |

    - C1: operands and result have the shapes above, with no size 0.
    - C2: input_type and weight_type are `f8E4M3FN` or `f8E5M2` (in any mixture, of `i8`
      codes), or both are `f16` or both `bf16` (of `i16` codes).
    - C3: block is 16, or 32 with types of 8 bits.
    - C4: promote is 0 or a positive multiple of 64.
    - C5: operands are all tensors with a result of init's type, or all memrefs without
      a result.
    - C6: row_scales and column_scales are both given or none is.

    ```mlir
    %r = qopt.mma_float_matmul %x, %w scales %rows, %columns outs %e
      {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64, promote = 128 : i64}
      : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5xf32>, tensor<10xf32>,
         tensor<5x10xf32>) -> tensor<5x10xf32>
    ```
  }];
  let arguments = (ins QOpt_GpuBuffer<[I8, UI8, I16, UI16]>:$input,
      QOpt_GpuBuffer<[I8, I16]>:$weights, Optional<QOpt_GpuBuffer<[F32]>>:$bias,
      Optional<QOpt_GpuBuffer<[F32]>>:$row_scales,
      Optional<QOpt_GpuBuffer<[F32]>>:$column_scales,
      QOpt_GpuBuffer<[F32]>:$init, TypeAttr:$input_type, TypeAttr:$weight_type,
      I64Attr:$block, DefaultValuedAttr<I64Attr, "0">:$promote);
  let results = (outs Optional<QOpt_GpuBuffer<[F32]>>:$result);
  let assemblyFormat = [{
    $input `,` $weights (`bias` $bias^)? (`scales` $row_scales^ `,` $column_scales)?
    `outs` $init attr-dict `:` functional-type(operands, results) }];
  let extraClassDeclaration = sharedDeclarations # [{
    /// Bytes of a code: 1 or 2.
    int64_t getElementBytes();
    /// Codes of a padded row of weights.
    int64_t getRowElements();
  }];
}

def QOpt_MmaProductOp : QOpt_MmaOp<"mma_product", [AttrSizedOperandSegments]> {
  let summary = "Batched product of two 8-bit activations, for matrix instructions";
  let description = [{
    `qopt.product` with k innermost on both sides. With L = transpose(left, left_perm) of
    shape [b.., M, K], R = transpose(right, right_perm) of shape [b.., N, K] and

        sum[b, m, n] = sum over k < K of (L[b, m, k] - left_zp) * (R[b, n, k] - right_zp)

    the result is transpose(epilogue(sum), result_perm); `transpose` is `qopt.transpose`. A
    leading dimension of R of size 1 serves all of that dimension. Sums wrap at 32 bits.
    Rows of R may be padded to a multiple of 16 codes, which are 0. The kernel reads and
    writes the transposed dimensions where they lie, and sums up codes for the zero points
    on its way.

    Epilogue: with `multiplier` and `shift`, `qopt.rescale` of column n's sums by them
    with rounding, in_zp = 0, out_zp, lo and hi; without, the `i32` sum itself. `narrow`
    says that every |sum| < 2^30 and every shift is in [31, 61].

    Codes of `ui8` operands are unsigned, and those of `i8` operands where
    `unsigned_left` or `unsigned_right` says so (their spelling below lowering).

    - C1: left, right and result have one rank r >= 2, and perms are permutations of r
      dimensions that leave the last one in its place.
    - C2: L is [b.., M, K], R is [b.. or 1, N, K or 16 * ceil(K/16)], the result before
      result_perm is [b.., M, N]; no size is 0.
    - C3: zero points are codes of their operand; unsigned_left and unsigned_right are
      given for `ui8` operands.
    - C4: multiplier and shift, of shape [N], out_zp, lo, hi and rounding are all given
      with a result of 8 bits, whose range (`i8`: signed or unsigned codes) lo <= hi lie
      in; without them the result is `i32`.
    - C5: `narrow` is given with a rescale only, and constant shifts then lie in
      [31, 61].
    - C6: operands are all tensors with a result of init's type, or all memrefs without a
      result.

    ```mlir
    %r = qopt.mma_product %q, %k rescale %m, %s outs %e
      {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>,
       result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64,
       out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64,
       rounding = #qopt<requant_rounding single>}
      : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<6xi32>, tensor<6xi8>, tensor<2x5x6xi8>)
      -> tensor<2x5x6xi8>
    ```
  }];
  let arguments = (ins QOpt_GpuBuffer<[I8, UI8]>:$left, QOpt_GpuBuffer<[I8, UI8]>:$right,
      Optional<QOpt_GpuBuffer<[I32]>>:$multiplier,
      Optional<QOpt_GpuBuffer<[I8]>>:$shift, QOpt_GpuBuffer<[I8, UI8, I32]>:$init,
      DenseI64ArrayAttr:$left_perm, DenseI64ArrayAttr:$right_perm,
      DenseI64ArrayAttr:$result_perm, I64Attr:$left_zp, I64Attr:$right_zp,
      UnitAttr:$unsigned_left, UnitAttr:$unsigned_right, UnitAttr:$narrow,
      OptionalAttr<I64Attr>:$out_zp, OptionalAttr<I64Attr>:$lo,
      OptionalAttr<I64Attr>:$hi, OptionalAttr<QOpt_RequantRoundingAttr>:$rounding);
  let results = (outs Optional<QOpt_GpuBuffer<[I8, UI8, I32]>>:$result);
  let assemblyFormat = [{
    $left `,` $right (`rescale` $multiplier^ `,` $shift)? `outs` $init attr-dict
    `:` functional-type(operands, results) }];
  let extraClassDeclaration = sharedDeclarations # [{
    /// Sizes, and where rows lie.
    ::mlir::qopt::BatchGeometry getGeometry();
  }];
}

#endif
