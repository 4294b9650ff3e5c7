// SPDX-License-Identifier: Apache-2.0
// Packed kernels: linear ops whose constant weights have been reordered for the
// CPU and whose epilogue is fused. Made by qopt-pack-weights, turned into loops
// and vector code by qopt-expand-kernels. They exist on tensors and on memrefs.
#ifndef QOPT_IR_KERNELOPS_TD
#define QOPT_IR_KERNELOPS_TD

include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class QOpt_Buffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;
def QOpt_KernelData : QOpt_Buffer<[F32, I8, UI8, I16, UI16, I32]>;
def QOpt_KernelWeights : QOpt_Buffer<[F32, I8]>;
def QOpt_KernelBias : QOpt_Buffer<[F32, I32]>;

class QOpt_KernelOp<string mnemonic, dag attributes = (ins)>
    : Op<QOpt_Dialect, mnemonic, [AttrSizedOperandSegments,
        DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let arguments = !con((ins QOpt_KernelData:$input, QOpt_KernelWeights:$weights,
      QOpt_KernelBias:$bias, Optional<QOpt_Buffer<[I32]>>:$multiplier,
      Optional<QOpt_Buffer<[I8]>>:$shift, QOpt_KernelData:$init,
      DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides,
      DenseI64ArrayAttr:$dilations, I64Attr:$groups,
      UnitAttr:$unsigned_input, OptionalAttr<I64Attr>:$out_zp,
      OptionalAttr<I64Attr>:$lo, OptionalAttr<I64Attr>:$hi,
      OptionalAttr<QOpt_RequantRoundingAttr>:$rounding, UnitAttr:$narrow,
      OptionalAttr<F32Attr>:$clamp_lo, OptionalAttr<F32Attr>:$clamp_hi),
      attributes);
  let results = (outs Optional<QOpt_KernelData>:$result);
  let assemblyFormat = [{
    $input `,` $weights `bias` $bias (`rescale` $multiplier^ `,` $shift)?
    `outs` $init attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// Sizes of the packed form; see KernelGeometry.h.
    ::mlir::qopt::KernelGeometry getGeometry();
  }];
}

def QOpt_PackedConvOp : QOpt_KernelOp<"packed_conv",
      (ins OptionalAttr<DenseI64ArrayAttr>:$zero_rows)> {
  let summary = "Convolution or matrix product with packed constant weights";
  let description = [{
    result[n, o, f] = epilogue(bias[f] + sum over k, c of
      read(input[n, o * stride + k * dilation, g*C/G + c]) * filter[f, k, c])

    over r >= 0 spatial dimensions, with no padding (a `qopt.pad` comes first).
    A matrix product with a constant right side is r = rank - 2 spatial
    dimensions and a kernel of ones.

    Integer form: `read` is the code of `ui8` input (and of `i8` input with
    `unsigned_input`, its signless spelling below lowering), and code + 128
    of `i8` input; the packer folds -128 * sum of the filter into the bias. So
    every instruction set multiplies unsigned by signed bytes. Sums wrap at 32
    bits; that the true sum fits is proven by the integer lowering.

    The reduction is cut into runs of L elements that are contiguous in the
    input: L = K_r * C when groups = 1 and the last dilation is 1, else C/G; the
    other kernel positions, in row-major order, give R runs. Per group, output
    channels form P = ceil(F/G / 16) panels of 16 columns, padded by zeros:

    | operand    | integer                        | float            |
    |------------|--------------------------------|------------------|
    | weights    | [G, P, R * ceil(L/4), 16, 4] i8| [G, P, R * L, 16]|
    | bias       | [G, P, 16] i32                 | [G, P, 16] f32   |
    | multiplier | [G, P, 16] i32                 | none             |
    | shift      | [G, P, 16] i8                  | none             |

    Epilogue: with `multiplier`, `qopt.rescale` by (multiplier, shift, rounding,
    in_zp = 0, out_zp, lo, hi) per channel; without, the `i32` sum itself. Float:
    clamp to [clamp_lo, clamp_hi] where given; NaN stays NaN.
    `narrow` says that every |sum| < 2^30 and every shift is in [31, 61], so that
    the epilogue needs the high half of one product only.

    `zero_rows` = [first, last] promises that so many indices at the beginning and at
    the end of the input's outermost spatial dimension hold codes only that are read
    as 0 (a border of padding): products with them may be left out. The interpreter
    refuses an input that breaks the promise.

    - C1: input and result have rank r + 2 where r is the length of `kernel`,
      `strides` and `dilations`, all entries of which are positive.
    - C2: groups divides C and F.
    - C3: the result has the shape of the formula, with all sizes positive.
    - C4: operands are all float or 8-bit input, `i8` weights and `i32` bias.
    - C5: weights, bias, multiplier and shift have the packed shapes.
    - C6: a rescale has out_zp, lo, hi and rounding, lo <= hi in the range of the
      result type (`iN`: signed or unsigned codes, since `uiN` is spelled `iN`
      below lowering); without one there are none and the result is `i32`.
    - C7: clamp_lo and clamp_hi are given in float form only, and not NaN.
    - C8: `narrow` is given with a rescale only, and constant shifts then lie in
      [31, 61] (padding channels included).
    - C9: `unsigned_input` is given for `ui8` input and not for float.
    - C10: operands are all tensors with a result of init's type, or all memrefs
      without a result.
    - C11: zero_rows is given in integer form with r >= 1 only, as two sizes, neither
      negative, that together are no more than the outermost spatial dimension.

    ```mlir
    %r = qopt.packed_conv %x, %w bias %b rescale %m, %s outs %e
      {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>,
       dilations = array<i64: 1, 1>, groups = 1 : i64, out_zp = 3 : i64,
       lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
      : (tensor<1x8x8x8xi8>, tensor<1x1x2x16x4xi8>, tensor<1x1x16xi32>,
         tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x8x8x10xi8>)
      -> tensor<1x8x8x10xi8>
    ```
  }];
}

def QOpt_PackedDepthwiseOp : QOpt_KernelOp<"packed_depthwise"> {
  let summary = "Depthwise convolution with packed constant weights";
  let description = [{
    result[n, o, c] = epilogue(bias[c] + sum over k of
      read(input[n, o * stride + k * dilation, c]) * filter[c, k])

    `read` and epilogue as for `qopt.packed_conv`; `groups` = C, r >= 1. With T
    kernel positions and P = ceil(C / 16) panels:

    | operand    | integer                        | float         |
    |------------|--------------------------------|---------------|
    | weights    | [P * 16 * Q * 4] i8            | [T, P * 16]   |
    | bias       | [1, P, 16] i32                 | [1, P, 16] f32|
    | multiplier | [1, P, 16] i32                 | none          |
    | shift      | [1, P, 16] i8                  | none          |

    Integer weights: taps form quads of four along dimension d, the last but one
    where it has more than one tap and else the last; Q = T / K_d * ceil(K_d / 4)
    quads in row-major order of the other dimensions, along d innermost. Panels
    are grouped into blocks of 4, then at most one of 2 and one of 1. A block of
    B panels holds, outermost first, [Q][j: 4][panel of the block: B][channel: 4]
    [tap: 4], the channel being 16 * panel + 4 * j + channel. This is the order in
    which byte interleaving of four taps leaves the channels in a vector of B
    16-byte lanes, so that no lane ever crosses.

    - C1..C10 as for `qopt.packed_conv`, with groups = C = F and r >= 1.
  }];
}

def QOpt_PackedCodesMatmulOp : Op<QOpt_Dialect, "packed_codes_matmul",
       [AttrSizedOperandSegments, DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "Matrix product of floats with packed codes of any format";
  let description = [{
    The weight-only form of `qopt.matmul`, its operations and their order, with
    the right side packed. For every row m and column n:

        total = bias[n]
        for each run of `run` consecutive k (the last may be shorter), in order:
          partial = 0
          for each k of the run in order:
            partial = partial + input[m, k] * weight[k, n]
          total = total + partial * scale[run, n]
        result[m, n] = total

    with every product and sum rounded to f32 (no fused multiply-add). Codes are
    unsigned fields u of `bits` bits (signed codes are stored as code +
    2^(bits-1)), and

    | given         | weight               | serves                             |
    |---------------|----------------------|------------------------------------|
    | `table`       | table[u]             | any format                         |
    | `zero_point`  | f32(u - zero_point)  | uniform formats, one zero point    |
    | `zero_points` | f32(u - zero_points) | uniform formats, one per scale     |

    Columns form P = ceil(N / 16) panels of 16, padded by columns that are never
    read back; panels form blocks of four, the last of which may have fewer. A
    column's run is one string of bits, the fields of consecutive k from the lowest
    bit up, cut into words of 32 bits; a field may lie in two of them, and every run
    starts a new word. With R runs and W words per column, each operand is flat,
    outermost first:

    | operand       | order                                      | element       |
    |---------------|--------------------------------------------|---------------|
    | `codes`       | [block][W][panel of the block][column: 16] | i32           |
    | `scales`      | [block][R][panel of the block][column: 16] | f32, i16 or i8|
    | `zero_points` | as scales                                  | i8, unsigned  |
    | `table`       | [2^bits]                                   | f32           |
    | `bias`        | [P * 16]                                   | f32           |

    So a block of columns is one stream of words, and unpacking is a shift by a
    constant for every number of bits. Scales of integers are unsigned fields v of
    the f32 number with the bits v << `scale_shift`, times `scale_factor` where that
    is given (one f32 multiplication): powers of two (E8M0) are `i8` with shift 23,
    E4M3 under a scale s `i8` with shift 20 and the factor 2^120 * s, any numbers
    whose lower halves are 0 are `i16` with shift 16.

    - C1: input has rank >= 2, the result has its shape but for the last size, N;
      no size is 0.
    - C2: bits is in [1, 8] and run in [1, K], K being the last size of the input.
    - C3: codes, scales, zero_points, table and bias have the sizes above.
    - C4: exactly one of table, zero_points and zero_point is given; zero_point is
      in [0, 2^bits).
    - C5: operands are all tensors with a result of init's type, or all memrefs
      without a result.
    - C6: scale_shift is given for integer scales and not for others, in [0, 32 -
      their width]; scale_factor is given beside it only, positive and finite.

    ```mlir
    %r = qopt.packed_codes_matmul %x, %codes scales %s bias %b outs %e
      {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
      : (tensor<1x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>,
         tensor<1x10xf32>) -> tensor<1x10xf32>
    ```
  }];
  let arguments = (ins QOpt_Buffer<[F32]>:$input, QOpt_Buffer<[I32]>:$codes,
      QOpt_Buffer<[F32, I16, I8]>:$scales, Optional<QOpt_Buffer<[F32]>>:$table,
      Optional<QOpt_Buffer<[I8]>>:$zero_points, QOpt_Buffer<[F32]>:$bias,
      QOpt_Buffer<[F32]>:$init, I64Attr:$bits, I64Attr:$run,
      OptionalAttr<I64Attr>:$zero_point, OptionalAttr<I64Attr>:$scale_shift,
      OptionalAttr<F32Attr>:$scale_factor);
  let results = (outs Optional<QOpt_Buffer<[F32]>>:$result);
  let assemblyFormat = [{
    $input `,` $codes `scales` $scales (`table` $table^)?
    (`zero_points` $zero_points^)? `bias` $bias `outs` $init attr-dict
    `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// Sizes of the packed form; see CodesGeometry.h.
    ::mlir::qopt::CodesGeometry getGeometry();
  }];
}

#endif
