// SPDX-License-Identifier: Apache-2.0
// The table formats: each is its parameters, its spelling and a code table made
// by Numerics. How to add one: docs/guides/add-a-format.md.
#ifndef QOPT_IR_FORMATS_TD
#define QOPT_IR_FORMATS_TD

include "qopt/IR/QOptInterfaces.td"

// An attribute with a code table; `buildTable` is all that it implements.
class QOpt_TableFormat<string name, string mnemonic>
    : QOpt_Attr<name, mnemonic,
                [DeclareAttrInterfaceMethods<QOpt_FormatInterface>]>;

// A family with the parameters k (bits of a code) and signedness, spelled s4, u4.
class QOpt_WidthFormat<string name, string mnemonic>
    : QOpt_TableFormat<name, mnemonic> {
  let parameters = (ins "unsigned":$width, "bool":$isSigned);
  let assemblyFormat = "`<` custom<FormatWidth>($width, $isSigned) `>`";
  let genVerifyDecl = 1;
}

def QOpt_MinifloatAttr : QOpt_TableFormat<"Minifloat", "float"> {
  let summary = "Floats of at most 16 bits: any exponent, mantissa and bias";
  let description = [{
    `e<E>m<M>` with E exponent and M mantissa bits and a sign bit; `ue<E>m<M>` has
    none. What follows says what the top codes mean:

    | suffix   | top of the range                                 | default bias  |
    |----------|--------------------------------------------------|---------------|
    | none     | IEEE: infinities and NaNs                        | 2^(E-1) - 1   |
    | `fn`     | no infinity, all ones is NaN                     | 2^(E-1) - 1   |
    | `fnuz`   | no infinity, no -0: its code is the one NaN      | 2^(E-1)       |
    | `finite` | every code is a number                           | 2^(E-1) - 1   |

    `e8m0` is the OCP scale type: 2^(c - 127), 255 is NaN, no zero, no sign.

    ```
    #qopt.float<e4m3fn>                   OCP E4M3 (MLIR's f8E4M3FN)
    #qopt.float<e5m2>                     OCP E5M2
    #qopt.float<e4m3fnuz, bias = 11.0>    f8E4M3B11FNUZ
    #qopt.float<e2m1finite>               OCP FP4 (f4E2M1FN has no NaN)
    #qopt.float<e4m3finite, bias = 7.5>   a real-valued bias folds a scale
    #qopt.float<ue4m4finite>              unsigned
    #qopt.float<e3m2finite, subnormals = flush>
    #qopt.float<e5m2, overflow = special> too large numbers become infinite
    ```
    Conversions round to nearest even and saturate, infinities included, unless
    `overflow = special`.

    Incorrect: `#qopt.float<e0m3finite>` (1 to 8 exponent bits),
    `#qopt.float<e4m0fn>` (no code is left for NaN), `#qopt.float<e4m0>`,
    `#qopt.float<e8m8>` (17 bits), `#qopt.float<ue4m3fnuz>` (no sign, no -0).
  }];
  let parameters = (ins "unsigned":$exponentBits, "unsigned":$mantissaBits,
      "bool":$isSigned, APFloatParameter<"">:$bias, "::qopt::numerics::FloatSpecials":$specials,
      "::qopt::numerics::SubnormalRule":$subnormals,
      "::qopt::numerics::OverflowRule":$overflow);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def QOpt_KBitFloatAttr : QOpt_TableFormat<"KBitFloat", "kbit_float"> {
  let summary = "Float-k of the k-bit scaling laws, normalised to [-1, 1]";
  let description = [{
    Sign, E exponent and M mantissa bits, every code finite, ties to the lower
    value. `gap` chooses among the published variants: subnormals are 2^-gap of
    IEEE's.

    ```
    #qopt.kbit_float<e2m1>            gradual underflow
    #qopt.kbit_float<e2m1, gap = 2>   bitsandbytes since 2023
    #qopt.kbit_float<e3m0>            powers of two
    #qopt.kbit_float<e2m1, gap = 4>   the paper's appendix A
    ```
    Incorrect: `#qopt.kbit_float<e0m3>` (an exponent has a bit),
    `#qopt.kbit_float<e2m1, gap = 3>` (the gap is 0, 2 or 4).
  }];
  let parameters = (ins "unsigned":$exponentBits, "unsigned":$mantissaBits,
                        "unsigned":$gap);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def QOpt_DynamicAttr : QOpt_WidthFormat<"Dynamic", "dynamic"> {
  let summary = "Dynamic (tree) exponent of the 8-bit optimizers";
  let description = [{
    2^k values in [-1, 1] or [0, 1], dense where a decade of the exponent is near
    1 and spread over k - 1 decades; code = rank. 1 is a value, -1 is not.

    ```
    #qopt.dynamic<s8>    first moments, gradients
    #qopt.dynamic<u8>    second moments, scales (double quantization)
    ```
    Incorrect: `#qopt.dynamic<s1>`, `#qopt.dynamic<s9>` (2 to 8 bits).
  }];
}

def QOpt_NF4Attr : QOpt_TableFormat<"NF4", "nf4"> {
  let summary = "NormalFloat-4: quantiles of the normal distribution";
  let description = "16 values in [-1, 1], code 7 is 0: `#qopt.nf4`.";
}

def QOpt_FP4Attr : QOpt_TableFormat<"FP4", "fp4"> {
  let summary = "The 4-bit float of bitsandbytes, whose codes are not monotonic";
  let description = [{
    Magnitudes 0, 1/192, 2/3, 1, 1/3, 1/2, 1/6, 1/4 by code, sign in bit 3:
    `#qopt.fp4`. OCP's FP4 is `#qopt.float<e2m1finite>`.
  }];
}

def QOpt_AF4Attr : QOpt_TableFormat<"AF4", "af4"> {
  let summary = "AbnormalFloat-4: NF4's idea made for blocks of 64";
  let description = "16 values in [-1, 1]: `#qopt.af4`.";
}

def QOpt_FlintAttr : QOpt_WidthFormat<"Flint", "flint"> {
  let summary = "Flint of ANT: integers near zero, powers of two far from it";
  let description = [{
    Integer-valued; signed codes are sign and magnitude, ties go to the larger
    value.

    ```
    #qopt.flint<s4>    0 1 2 3 4 6 8 16 and their negatives
    #qopt.flint<u4>    0 .. 7 8 10 12 14 16 24 32 64
    ```
    Incorrect: `#qopt.flint<s2>`, `#qopt.flint<u9>` (3 to 8 bits).
  }];
}

def QOpt_PowerOfTwoAttr : QOpt_WidthFormat<"PowerOfTwo", "pot"> {
  let summary = "Powers of two and zero";
  let description = [{
    Integer-valued: magnitude code 0 is 0, c > 0 is 2^(c - 1); ties go to the
    larger value.

    ```
    #qopt.pot<s4>    0, 1, 2, 4 .. 64 and their negatives
    #qopt.pot<u3>    0, 1, 2 .. 64
    ```
    Incorrect: `#qopt.pot<s1>`, `#qopt.pot<u8>` (2 to 8 bits signed, 1 to 7
    unsigned).
  }];
}

def QOpt_AdditivePowerOfTwoAttr
    : QOpt_TableFormat<"AdditivePowerOfTwo", "apot"> {
  let summary = "Sums of powers of two (APoT)";
  let description = [{
    Integer-valued: every magnitude is a sum of powers of two, one out of each
    term's own set of 2^terms - 1 powers or none; `terms` is the number of bits
    that choose it (2 where it is not written).

    ```
    #qopt.apot<s4>              terms of two bits, the last of one
    #qopt.apot<u8, terms = 4>   two terms of four bits
    ```
    Incorrect: `#qopt.apot<u4, terms = 3>` (3 does not divide 4),
    `#qopt.apot<u0>`.
  }];
  let parameters = (ins "unsigned":$width, "bool":$isSigned,
                        DefaultValuedParameter<"unsigned", "2">:$termBits);
  let assemblyFormat = [{ `<` custom<FormatWidth>($width, $isSigned)
      (`,` `terms` `=` $termBits^)? `>` }];
  let genVerifyDecl = 1;
}

def QOpt_LogAttr : QOpt_TableFormat<"Log", "log"> {
  let summary = "Logarithmic steps";
  let description = [{
    Zero and powers of 2^(1 / steps) from 1 downwards; the logarithm is rounded,
    so that values meet at their geometric mean.

    ```
    #qopt.log<s4>              powers of two
    #qopt.log<s8, steps = 4>   four values per octave
    ```
    Incorrect: `#qopt.log<s9>`, `#qopt.log<s4, steps = 0>`.
  }];
  let parameters = (ins "unsigned":$width, "bool":$isSigned,
                        DefaultValuedParameter<"unsigned", "1">:$steps);
  let assemblyFormat = [{ `<` custom<FormatWidth>($width, $isSigned)
      (`,` `steps` `=` $steps^)? `>` }];
  let genVerifyDecl = 1;
}

def QOpt_TernaryAttr : QOpt_TableFormat<"Ternary", "ternary"> {
  let summary = "-1, 0 and 1 in two bits";
  let description = [{
    Two's complement: codes 3, 0 and 1; |x| <= 1/2 gives 0: `#qopt.ternary`.
  }];
}

def QOpt_BinaryAttr : QOpt_TableFormat<"Binary", "binary"> {
  let summary = "-1 and 1 in one bit";
  let description = "Codes 0 and 1; x >= 0 gives 1: `#qopt.binary`.";
}

def QOpt_BcqAttr : QOpt_Attr<"Bcq", "bcq", [
    DeclareAttrInterfaceMethods<QOpt_FormatInterface, ["getTable", "getBits",
      "getNumPlanes", "hasZero", "getMaxCode", "isIntegerValued", "decode",
      "encode", "chooseParams", "quantize", "dequantize", "getStorageType"]>]> {
  let summary = "Binary-coding quantization: signed sums of a slot's scales";
  let description = [{
    q planes of bits, each with a scale of its own: bit i of a code says whether
    scale i is added or subtracted (Rastegari 2016, Guo 2017, Xu 2018; with an
    offset, LUT-GEMM 2022). The scale tensor has a leading dimension q before what
    the granularity asks for; the zero point has not.

    real value = sum over i, ascending, of (bit i ? +scale_i : -scale_i), each sum
    rounded to f32; an f32 zero point, in real units, is subtracted last. Integer
    zero points are 0.

    `qopt.quantize` chooses bits greedily: r = f32(x + zero point), or x; from plane
    q - 1 down to 0, bit = not (r < 0) and r = f32(r - (bit ? +scale : -scale)).
    NaN gives ones.

    ```
    #qopt.bcq<3>    tensor<64x32x!qopt.q<#qopt.bcq<3>, #qopt.channel<0>>> has
                    scales of type tensor<3x64xf32>
    ```
    Incorrect: `#qopt.bcq<0>`, `#qopt.bcq<9>` (1 to 8 planes).
  }];
  let parameters = (ins "unsigned":$planes);
  let assemblyFormat = "`<` $planes `>`";
  let genVerifyDecl = 1;
}

def QOpt_AbfloatAttr : QOpt_TableFormat<"Abfloat", "abfloat"> {
  let summary = "The outlier float of OliVe: large integers, no zero";
  let description = [{
    (-1)^s * 2^(e + bias) * (2^M + m); magnitude code 0 does not exist.

    ```
    #qopt.abfloat<e2m1, bias = 2>    12 16 24 32 48 64 96 and their negatives
    ```
    Incorrect: `#qopt.abfloat<e5m1, bias = 2>` (1 to 4 exponent bits),
    `#qopt.abfloat<e2m1, bias = 17>` (a bias of 0 to 16).
  }];
  let parameters = (ins "unsigned":$exponentBits, "unsigned":$mantissaBits,
                        "unsigned":$bias);
  let assemblyFormat = [{ `<` custom<ExponentMantissa>($exponentBits,
      $mantissaBits) `,` `bias` `=` $bias `>` }];
  let genVerifyDecl = 1;
}

def QOpt_CodebookAttr : QOpt_TableFormat<"Codebook", "codebook"> {
  let summary = "Any list of values";
  let description = [{
    Code = position in the list, which ascends; a code has the bits that the list
    needs. `ties` says where a number half way between two values goes:
    `to_lower` (where it is not written), `to_upper`, `to_even`, `toward_zero`,
    `away_from_zero`.

    ```
    #qopt.codebook<dense<[-1.0, 0.0, 0.25, 1.0]> : tensor<4xf32>>
    #qopt.codebook<dense<[-1.0, 0.0, 1.0]> : tensor<3xf32>, ties = toward_zero>
    ```
    Incorrect: `#qopt.codebook<dense<[0.0, -1.0]> : tensor<2xf32>>` (descends),
    a list with a NaN or an infinity, of one value, or of more than 65536.
  }];
  let parameters = (ins "::mlir::DenseElementsAttr":$values,
                        "::qopt::numerics::TieRule":$ties);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

#endif
