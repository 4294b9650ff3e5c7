// SPDX-License-Identifier: Apache-2.0
// What every number format says of itself. Ops, passes and kernels ask these
// methods and never a format by name: a new format touches one attribute, one
// Numerics file and one test file.
#ifndef QOPT_IR_INTERFACES_TD
#define QOPT_IR_INTERFACES_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def QOpt_FormatInterface : AttrInterface<"FormatInterface"> {
  let cppNamespace = "::mlir::qopt";
  let description = [{
    A number format: a finite set of codes and the real number each stands for
    (before scale and zero point are applied).
  }];
  let methods = [
    InterfaceMethod<"Number of bits of a code (1..32).", "unsigned", "getBits">,
    InterfaceMethod<"Whether codes are signed integers.", "bool", "isSignedCode">,
    InterfaceMethod<"Smallest code.", "int64_t", "getMinCode">,
    InterfaceMethod<"Largest code.", "int64_t", "getMaxCode">,
    InterfaceMethod<[{Whether value(code) == code, so that integer arithmetic
      on codes is arithmetic on values.}], "bool", "isUniform">,
    InterfaceMethod<"Whether every code's value is an integer.", "bool",
      "isIntegerValued">,
    InterfaceMethod<[{The number a code stands for. Requires
      getMinCode() <= code <= getMaxCode().}], "double", "decode",
      (ins "int64_t":$code)>,
    InterfaceMethod<[{The code whose value is nearest to `value` under the
      given rounding mode, saturating; NaN encodes 0.}], "int64_t", "encode",
      (ins "double":$value, "::qopt::numerics::RoundingMode":$rounding)>,
    InterfaceMethod<[{Scale and zero point that cover [lo, hi] widened to contain 0;
      `symmetric` asks for a zero point that needs no correction (0 for signed
      codes). nullopt when a bound is not finite.}],
      "std::optional<::qopt::numerics::AffineParams>", "chooseParams",
      (ins "double":$lo, "double":$hi, "bool":$symmetric)>,
    InterfaceMethod<[{The code of a real number: one f32 division by `scale`,
      rounding, zero point, saturation; NaN gives the zero point.}],
      "int64_t", "quantize", (ins "float":$value, "float":$scale,
      "int64_t":$zeroPoint, "::qopt::numerics::RoundingMode":$rounding)>,
    InterfaceMethod<[{The real number of a code: f32(decode(code) - zeroPoint) * scale,
      one f32 multiplication.}],
      "float", "dequantize", (ins "int64_t":$code, "float":$scale,
      "int64_t":$zeroPoint)>,
    InterfaceMethod<[{Builtin integer type that stores one code: the next of
      8, 16 or 32 bits; `iN` for signed codes and `uiN` for unsigned ones.}],
      "::mlir::IntegerType", "getStorageType">,
  ];
}

#endif
