// SPDX-License-Identifier: Apache-2.0
// Ops of quantization at run time: scales made from the data as it comes, sums of
// codes under scales per row and per column, and columns of outliers. Float ops
// and integer ops meet here; what they compute is Numerics' RunTimeScale.h.
#ifndef QOPT_IR_RUNTIMEOPS_TD
#define QOPT_IR_RUNTIMEOPS_TD

include "qopt/IR/QOptDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class QOpt_RunTimeOp<string mnemonic> : Op<QOpt_Dialect, mnemonic, [Pure]>;

def QOpt_RunTimeNumbers : StaticShapeTensorOf<[F32]>;

def QOpt_ChooseScalesOp : QOpt_RunTimeOp<"choose_scales"> {
  let summary = "Symmetric scales of a value, from its largest magnitudes";
  let description = [{
    For every slot of the granularity of `target` the largest |x| over the largest
    magnitude of the format (127 of `s8`, 448 of E4M3), one f32 division: the scale
    under which `qopt.quantize` with zero points of 0 clips nothing. A slot of zeros
    has scale 0, one with an infinite element an infinite scale, one with a NaN the
    scale NaN, so that its results become NaN, too. With `below` only elements of
    |x| < below count (bitsandbytes' row statistic of LLM.int8()).

    - C1: the result has the shape that the granularity of `target` asks for.
    - C2: the granularity is `#qopt.tensor`, `#qopt.channel` or `#qopt.token`.
    - C3: the format has negative values and one scale per slot.
    - C4: `below` is positive.

    ```mlir
    %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8, narrow>, #qopt.token>
       : tensor<2x64xf32> -> tensor<2xf32>
    ```
  }];
  let arguments = (ins QOpt_RunTimeNumbers:$input, TypeAttrOf<QOpt_QType>:$target,
                       OptionalAttr<F32Attr>:$below);
  let results = (outs QOpt_RunTimeNumbers:$result);
  let assemblyFormat = [{
    $input `for` $target (`below` $below^)? attr-dict
    `:` type($input) `->` type($result) }];
  let hasVerifier = 1;
}

def QOpt_DequantizeSumsOp : QOpt_RunTimeOp<"dequantize_sums"> {
  let summary = "Sums of products of codes to real numbers, by rows and columns";
  let description = [{
    result[b, m, n] = f32(sums[b, m, n]) * rows[b, m] * columns[b, n] + bias[n], from
    the left: the sum of codes is rounded to f32, then every product and the sum with
    the bias (where there is one) are. No two of them are fused.

    What a matrix product of symmetric codes means whose left side has a scale per
    token and whose right side has one per column; neither scale varies along the
    dimension that was summed over.

    - C1: sums and result have one shape, of rank >= 2.
    - C2: `rows` broadcasts, as in numpy, to the result's shape without its last
      dimension.
    - C3: `columns` broadcasts, as in numpy, to the result's shape without its last
      but one dimension.
    - C4: bias has shape [N].

    ```mlir
    %y = qopt.dequantize_sums %sums rows %s columns %w bias %b
       : tensor<2x10xi32>, tensor<2xf32>, tensor<10xf32>, tensor<10xf32> -> tensor<2x10xf32>
    ```
  }];
  let arguments = (ins StaticShapeTensorOf<[I32]>:$sums, QOpt_RunTimeNumbers:$rows,
                       QOpt_RunTimeNumbers:$columns, Optional<QOpt_RunTimeNumbers>:$bias);
  let results = (outs QOpt_RunTimeNumbers:$result);
  let assemblyFormat = [{
    $sums `rows` $rows `columns` $columns (`bias` $bias^)? attr-dict
    `:` type($sums) `,` type($rows) `,` type($columns) (`,` type($bias)^)?
    `->` type($result) }];
  let hasVerifier = 1;
}

def QOpt_FindOutliersOp : QOpt_RunTimeOp<"find_outliers"> {
  let summary = "Which columns hold a large magnitude in any row";
  let description = [{
    result[k] is 1 where |x[.., k]| >= threshold or x[.., k] is NaN for any indices in
    front, else 0 (LLM.int8(), equation 8).

    - C1: the input has rank >= 1 and the result one element per index of its last
      dimension.
    - C2: the threshold is positive.

    ```mlir
    %m = qopt.find_outliers %x threshold 6.0 : tensor<2x64xf32> -> tensor<64xi1>
    ```
  }];
  let arguments = (ins QOpt_RunTimeNumbers:$input, F32Attr:$threshold);
  let results = (outs StaticShapeTensorOf<[I1]>:$result);
  let assemblyFormat = [{
    $input `threshold` $threshold attr-dict `:` type($input) `->` type($result) }];
  let hasVerifier = 1;
}

def QOpt_KeepColumnsOp : QOpt_RunTimeOp<"keep_columns"> {
  let summary = "The columns of a mask; all others become 0";
  let description = [{
    result[.., k] = x[.., k] where mask[k] is 1 (with `inverted`: where it is 0), else
    +0. Both halves add up to x, exactly.

    - C1: input and result have one shape, of rank >= 1.
    - C2: the mask has one element per index of the last dimension.

    ```mlir
    %rest = qopt.keep_columns %x, %m inverted : tensor<2x64xf32>, tensor<64xi1> -> tensor<2x64xf32>
    ```
  }];
  let arguments = (ins QOpt_RunTimeNumbers:$input, StaticShapeTensorOf<[I1]>:$mask,
                       UnitAttr:$inverted);
  let results = (outs QOpt_RunTimeNumbers:$result);
  let assemblyFormat = [{
    $input `,` $mask (`inverted` $inverted^)? attr-dict
    `:` type($input) `,` type($mask) `->` type($result) }];
  let hasVerifier = 1;
}

#endif
