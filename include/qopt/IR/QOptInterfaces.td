// SPDX-License-Identifier: Apache-2.0
// What every number format says of itself. Ops, passes and kernels ask these
// methods and never a format by name: a new format touches one attribute, one
// Numerics file and one test file.
#ifndef QOPT_IR_INTERFACES_TD
#define QOPT_IR_INTERFACES_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

// Defaults speak of the code table, which is built once per context (getTable).
def QOpt_FormatInterface : AttrInterface<"FormatInterface"> {
  let cppNamespace = "::mlir::qopt";
  let description = [{
    A number format: a finite set of codes and the real number each stands for
    (before scale and zero point are applied).

    A table format implements `buildTable` and nothing else. Its codes are bit
    patterns 0 .. 2^bits-1 stored as `ui8` or `ui16`, its zero point is 0, and
    everything else follows from the table. A uniform format, whose codes are
    integers that stand for themselves, has no table and overrides the rest; so
    does a format with several scales per slot, whose values are sums of scales.
    Loops over many elements use `FormatCodec` (`qopt/IR/FormatCodec.h`).
  }];
  let methods = [
    InterfaceMethod<[{Makes the code table: values of codes and rounding between
      them. The format's verifier has accepted its parameters. nullopt exactly for
      uniform formats and those with several scales per slot. Ask getTable(),
      which keeps it.}],
      "std::optional<::qopt::numerics::CodeTable>", "buildTable">,
    InterfaceMethod<[{The code table, made once per context and kept as long as
      that; null where buildTable gives none. Safe from any thread.}],
      "const ::qopt::numerics::CodeTable *", "getTable", (ins), "",
      [{ return ::mlir::qopt::detail::lookupTable($_attr); }]>,
    InterfaceMethod<"Number of bits of a code (1..32).", "unsigned", "getBits",
      (ins), "",
      [{ return static_cast<unsigned>($_attr.getTable()->bits()); }]>,
    InterfaceMethod<"Whether codes are signed integers.", "bool", "isSignedCode",
      (ins), "", [{ return false; }]>,
    InterfaceMethod<"Smallest code.", "int64_t", "getMinCode", (ins), "",
      [{ return 0; }]>,
    InterfaceMethod<"Largest code.", "int64_t", "getMaxCode", (ins), "",
      [{ return int64_t($_attr.getTable()->numCodes()) - 1; }]>,
    InterfaceMethod<[{Whether value(code) == code, so that integer arithmetic
      on codes is arithmetic on values.}], "bool", "isUniform", (ins), "",
      [{ return false; }]>,
    InterfaceMethod<[{How many scales each slot of the granularity has: the leading
      dimension of the scale tensor where it is not 0. 0 (the common case): one
      scale, and no such dimension.}], "unsigned", "getNumPlanes", (ins), "",
      [{ return 0; }]>,
    InterfaceMethod<[{Whether 0 has a code: for uniform formats the zero point, for
      others the code that 0 encodes to.}], "bool", "hasZero", (ins), "",
      [{ return $_attr.getTable()->hasZero(); }]>,
    InterfaceMethod<"Whether every code's value is an integer.", "bool",
      "isIntegerValued", (ins), "",
      [{ return $_attr.getTable()->isIntegerValued(); }]>,
    InterfaceMethod<[{The number a code stands for (of a format with several scales
      per slot: with all of them 1). Requires
      getMinCode() <= code <= getMaxCode().}], "double", "decode",
      (ins "int64_t":$code), "",
      [{ return $_attr.getTable()->decode(static_cast<uint32_t>(code)); }]>,
    InterfaceMethod<[{The code whose value is nearest to `value` under the
      given rounding mode, saturating unless the format has infinities; NaN
      encodes 0 in a uniform format and as the table says in others.}],
      "int64_t", "encode",
      (ins "double":$value, "::qopt::numerics::RoundingMode":$rounding), "",
      [{ return $_attr.getTable()->encode(value, rounding); }]>,
    InterfaceMethod<[{Scale and zero point that cover [lo, hi] widened to contain 0;
      `symmetric` asks for a zero point that needs no correction (0 for signed
      codes). Of a table format the scale is max(|lo|, |hi|) over the largest
      magnitude (of one without negative values: hi over the largest value), the
      zero point 0. nullopt when a bound is not finite.}],
      "std::optional<::qopt::numerics::AffineParams>", "chooseParams",
      (ins "double":$lo, "double":$hi, "bool":$symmetric), "",
      [{ return ::qopt::numerics::chooseTableScale(lo, hi, *$_attr.getTable()); }]>,
    InterfaceMethod<[{The code of a real number: one f32 division by `scale` (0 where
      the scale is 0), rounding, zero point, saturation; NaN gives the zero point
      of a uniform format.}],
      "int64_t", "quantize", (ins "float":$value, "float":$scale,
      "int64_t":$zeroPoint, "::qopt::numerics::RoundingMode":$rounding), "",
      [{ return ::qopt::numerics::quantize(value, scale, *$_attr.getTable(),
                                           rounding, 0, 0); }]>,
    InterfaceMethod<[{The real number of a code: f32(decode(code) - zeroPoint) * scale,
      one f32 multiplication.}],
      "float", "dequantize", (ins "int64_t":$code, "float":$scale,
      "int64_t":$zeroPoint), "",
      [{ return ::qopt::numerics::dequantize(code, scale, *$_attr.getTable()); }]>,
    InterfaceMethod<[{Builtin integer type that stores one code: the next of
      8, 16 or 32 bits; `iN` for signed codes and `uiN` for unsigned ones.}],
      "::mlir::IntegerType", "getStorageType", (ins), "",
      [{ return ::mlir::IntegerType::get($_attr.getContext(),
                    $_attr.getTable()->bits() <= 8 ? 8 : 16,
                    ::mlir::IntegerType::Unsigned); }]>,
  ];
}

#endif
