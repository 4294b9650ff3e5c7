// SPDX-License-Identifier: Apache-2.0
// Passes between this project and upstream's dialects: exact expansions of what
// upstream's own passes get wrong, and conversions to and from its types.
#ifndef QOPT_INTEROP_PASSES_TD
#define QOPT_INTEROP_PASSES_TD

include "mlir/Pass/PassBase.td"

def ExpandMinifloatCasts : Pass<"qopt-expand-minifloat-casts"> {
  let summary = "Casts of 4, 6 and 8-bit floats become integer operations, exact";
  let description = [{
    `arith.extf` and `arith.truncf` between f16, bf16, f32, f64 and the builtin
    minifloats (f8E4M3FN, f8E5M2, f8E4M3FNUZ, f8E5M2FNUZ, f8E4M3B11FNUZ, f8E4M3,
    f8E3M4, f8E8M0FNU, f6E3M2FN, f6E2M3FN, f4E2M1FN), or between two minifloats,
    become integer `arith` ops on the codes, which `arith.bitcast` carries to
    and from the float types. Scalars, vectors and static tensors. No rounding
    mode of the machine, no flushing of subnormals and no library function has a
    part in it: the results are Numerics' (`Formats/Minifloat.h`), bit for bit.

    - Rounded once, from the source's own value: to nearest even, or as
      `roundingmode` says. Between two f8E8M0FNU, ties go up.
    - Too large: infinity, or NaN in formats without; the largest value in the
      6 and 4-bit formats, and where `saturate` is set. The attribute
      `qopt.saturate` (a bool) of an op overrides the option. Rounding toward
      the range keeps the largest value; infinite inputs saturate, too.
    - NaN: the format's quiet NaN with the sign clear; +0 in the 6 and 4-bit
      formats.
    - -0 and underflow of negative numbers: -0, or 0 in the FNUZ formats.
    - f8E8M0FNU: 0 and underflow give 2^-127; negative numbers NaN, or 2^-127
      where they saturate or are rounded up.
    - Widening is exact, but for f8E8M0FNU to f16: rounded to nearest even.

    `arith.scaling_extf` and `arith.scaling_truncf` become such casts around a
    multiplication or division by the scale, which is a power of two, in f32 (or
    f64): rounded once, also where f16 could not hold the scale.

    Refuses tensors of dynamic shape (their constants have no shape to take;
    `--convert-elementwise-to-linalg` makes scalars of them).

    Upstream's `--arith-expand` rounds ties away from zero, loses the sign of
    small numbers, maps the code 0 of f8E8M0FNU to zero, and leaves the other
    formats alone.

    ```mlir
    // before
    %w = arith.extf %c : f8E8M0FNU to f32
    // after
    %0 = arith.bitcast %c : f8E8M0FNU to i8
    %1 = arith.extui %0 : i8 to i32
    %2 = arith.shli %1, %c23_i32 : i32
    %3 = arith.cmpi eq, %1, %c0_i32 : i32
    %4 = arith.select %3, %c4194304_i32, %2 : i32
    %5 = arith.cmpi eq, %1, %c255_i32 : i32
    %6 = arith.select %5, %c2143289344_i32, %4 : i32
    %7 = arith.bitcast %6 : i32 to f32
    ```
    Executed by test/Interop/expand-minifloat-casts-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let options = [Option<"saturate", "saturate", "bool", "false",
    "Too large numbers become the largest one, not infinity or NaN">];
  let statistics = [Statistic<"numExpanded", "expanded", "Casts expanded">];
}

def LowerQuantOps : Pass<"qopt-lower-quant-ops"> {
  let summary = "quant.qcast and quant.dcast become arithmetic that rounds and saturates";
  let description = [{
    A drop-in for upstream's `--lower-quant-ops`, which truncates 2.9 to 2 and
    wraps 300 to 44: `quant.qcast` and `quant.dcast` of `!quant.uniform` types
    (one scale, per axis, sub-channel; scalars, ranked and unranked tensors)
    become `arith` and `math` ops, on tensors inside `linalg.generic`.

    - quantize: clamp(round(x / scale) + zero_point, storage_min, storage_max),
      one division in the expressed type, `rounding` of the quotient, exact
      integer addition, saturation. Infinities saturate; NaN becomes the zero
      point, clamped. On f32 these are Numerics' codes (`IntFormat.h`).
    - dequantize: (code - zero_point) * scale, an exact difference, rounded to
      the expressed type, and one multiplication.
    - f16 and bf16 are computed as f32, and the result is rounded once more.

    Run it before upstream's `--canonicalize`, which takes `quant.dcast` of
    `quant.qcast` for the number before it was rounded.

    Storage casts stay where a quantized type does: at the borders of functions
    (upstream's `--strip-func-quant-types` removes them) and of other ops. Pairs
    that cancel are gone.

    Refuses quantized types that are not uniform, expressed types other than
    f16, bf16, f32 and f64, zero points of 2^52 and more, and rounding at random.

    ```mlir
    // before
    %0 = quant.qcast %x : f32 to !quant.uniform<i8:f32, 5.000000e-01:3>
    %1 = quant.scast %0 : !quant.uniform<i8:f32, 5.000000e-01:3> to i8
    // after
    %a = arith.divf %x, %scale : f32
    %b = math.roundeven %a : f32
    %c = arith.cmpf uno, %b, %b : f32
    %d = arith.select %c, %zero, %b : f32
    %e = arith.cmpf olt, %d, %low : f32
    %f = arith.select %e, %low, %d : f32
    %g = arith.cmpf ogt, %f, %high : f32
    %h = arith.select %g, %high, %f : f32
    %i = arith.fptosi %h : f32 to i32
    %j = arith.addi %i, %zero_point : i32
    %k = arith.maxsi %j, %storage_min : i32
    %l = arith.minsi %k, %storage_max : i32
    %m = arith.trunci %l : i32 to i8
    ```
    Executed by test/Interop/lower-quant-ops-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::quant::QuantDialect", "::mlir::shape::ShapeDialect",
    "::mlir::tensor::TensorDialect"];
  let options = [Option<"rounding", "rounding", "std::string", "\"nearest_even\"",
    "nearest_even, nearest_away, nearest_up, toward_zero or floor">];
  let statistics = [Statistic<"numLowered", "lowered", "Casts lowered">];
}

def ImportQuantTypes : Pass<"qopt-import-quant-types", "ModuleOp"> {
  let summary = "!quant.uniform and its casts become qopt's quantized types and ops";
  let description = [{
    Scales and zero points leave the types and become constants:

    | upstream               | here                                              |
    |------------------------|---------------------------------------------------|
    | one scale              | `#qopt.tensor`                                    |
    | per axis               | `#qopt.channel<axis>`                             |
    | sub-channel            | `#qopt.group<axis, size>` where one axis is cut in blocks and each index of the others has its own; `#qopt.channel`, `#qopt.tensor` where that is all it says |
    | storage range          | the `#qopt.int` with that range (`i8<-127:127>` is `<s8, narrow>`, `i8<0:15>` is `<u4>`) |
    | `quant.qcast`          | `qopt.quantize`, rounding as `rounding` says      |
    | `quant.dcast`          | `qopt.dequantize`                                 |
    | `quant.scast`          | `qopt.assemble`, `qopt.codes` (`qopt.cast` where codes are held in other integers) |

    Functions and calls pass codes instead: a quantized argument would not know
    its scales here. Run it before upstream's passes: their folder takes
    `quant.dcast` of `quant.qcast` for the number before it was rounded. Scales become f32, as the expressed type says.

    Refuses what has no counterpart: scalars and dynamic shapes, expressed types
    other than f32, ranges that are no k-bit integers, zero points outside of
    the range, scales that are not normal f32, blocks along two axes, and other
    ops on quantized values.

    ```mlir
    // before
    %0 = quant.qcast %x : tensor<2x4xf32> to tensor<2x4x!quant.uniform<i8:f32:0, {5.000000e-01:3,2.500000e-01}>>
    %1 = quant.dcast %0 : tensor<2x4x!quant.uniform<i8:f32:0, {5.000000e-01:3,2.500000e-01}>> to tensor<2x4xf32>
    // after
    %a = qopt.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
    %b = qopt.constant dense<[3, 0]> : tensor<2xi32>
    %c = qopt.quantize %x, %a, %b rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!q_s8_c0_>
    %d = qopt.dequantize %c : tensor<2x4x!q_s8_c0_> -> tensor<2x4xf32>
    ```
    Executed by test/Interop/import-quant-types-doc.mlir.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect",
    "::mlir::quant::QuantDialect"];
  let options = [Option<"rounding", "rounding", "std::string", "\"nearest_even\"",
    "nearest_even, nearest_away, nearest_up, toward_zero, floor or stochastic">];
  let statistics = [Statistic<"numImported", "imported", "Casts imported">];
}

def ExportQuantTypes : Pass<"qopt-export-quant-types", "ModuleOp"> {
  let summary = "qopt's quantized types and border ops become !quant.uniform and its casts";
  let description = [{
    The way back from `--qopt-import-quant-types`: constant scales and zero
    points enter the types, `qopt.quantize`, `qopt.dequantize`, `qopt.assemble`
    and `qopt.codes` become casts. Codes of k bits have storage type `ik`.

    Refuses what upstream's type can not say, naming the op: scales known only at
    run time (granularity token among them), formats that are no integers, groups
    of which the last is short, granularities other than tensor, channel and
    group, rounding other than to nearest even, and ops that compute with
    quantized values.

    ```mlir
    // before
    %s = qopt.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
    %z = qopt.constant dense<[3, 0]> : tensor<2xi32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<1x2xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!qopt.q<#qopt.int<u4>, #qopt.channel<1>>>
    %y = qopt.dequantize %q : tensor<1x2x!qopt.q<#qopt.int<u4>, #qopt.channel<1>>> -> tensor<1x2xf32>
    // after
    %a = quant.qcast %x : tensor<1x2xf32> to tensor<1x2x!quant.uniform<u4:f32:1, {5.000000e-01:3,2.500000e-01}>>
    %b = quant.dcast %a : tensor<1x2x!quant.uniform<u4:f32:1, {5.000000e-01:3,2.500000e-01}>> to tensor<1x2xf32>
    ```
    Executed by test/Interop/export-quant-types-doc.mlir.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect",
    "::mlir::quant::QuantDialect"];
  let statistics = [Statistic<"numExported", "exported", "Ops exported">];
}

#endif
