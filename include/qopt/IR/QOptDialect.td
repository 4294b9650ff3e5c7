// SPDX-License-Identifier: Apache-2.0
// The dialect, its enums, formats, granularities and the quantized type.
#ifndef QOPT_IR_DIALECT_TD
#define QOPT_IR_DIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinTypeInterfaces.td"
include "qopt/IR/QOptInterfaces.td"

def QOpt_Dialect : Dialect {
  let name = "qopt";
  let cppNamespace = "::mlir::qopt";
  let summary = "Neural networks in float, quantized and integer-only form";
  let description = [{
    One op family serves three stages. The element type says which:

    | stage     | element type                    | made by                    |
    |-----------|---------------------------------|----------------------------|
    | float     | `f32`                           | import                     |
    | quantized | `!qopt.q<format, granularity>`  | `qopt-fuse-qdq`            |
    | integer   | `i8`, `ui8`, `i16`, `i32`, ...  | `qopt-lower-to-integer`    |

    A quantized tensor is one value: codes with their scales and zero points.
    `qopt.quantize` and `qopt.assemble` make one, `qopt.dequantize` and
    `qopt.codes` take it apart; in between nobody sees the parts. An op whose
    result is quantized takes the result's scale and zero point as its trailing
    operands `result(%scale, %zero_point)`. Ops that only move or select
    elements (reshape, transpose, concat, slice, max pooling, ...) have no such
    operands: their result has the very parameters of their operands.

    At the integer stage scales are gone: `qopt.rescale` carries fixed-point
    multipliers, `qopt.table` 256-entry functions. Signless `iN` tensors hold
    two's-complement codes, `uiN` tensors unsigned ones.

    Activations are channels-last: `[N, spatial..., C]`; filters are
    `[O, spatial..., C/groups]`.
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasNonDefaultDestructor = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let extraClassDeclaration = [{
    /// Name of the attribute (array of [lo, hi] pairs as dense<f32>) that
    /// calibration leaves on an op's results or a function's arguments.
    static constexpr ::llvm::StringLiteral kRangeAttr = "qopt.range";
    /// Unit attribute: the user asked that this op stays float.
    static constexpr ::llvm::StringLiteral kFloatAttr = "qopt.keep_float";
    /// On functions: the ONNX names of arguments and results.
    static constexpr ::llvm::StringLiteral kNameAttr = "qopt.name";
    /// On functions: unit attribute, axis 0 of all arguments and results is a
    /// symbolic batch that was imported as 1; the runtime loops over it.
    static constexpr ::llvm::StringLiteral kBatchAttr = "qopt.symbolic_batch";
    void registerAttributes();
    void registerTypes();
    /// The code tables of the formats used in this context.
    detail::TableCache &getTableCache() { return *tableCache; }

  private:
    std::unique_ptr<detail::TableCache> tableCache;
  }];
}

//===-- Enums -------------------------------------------------------------===//

class QOpt_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::mlir::qopt";
  let genSpecializedAttr = 0;
}
class QOpt_EnumAttr<EnumAttrInfo info, string mnemonic>
    : EnumAttr<QOpt_Dialect, info, mnemonic>;
class Case<string sym, int v> : I32EnumAttrCase<sym, v>;

// Values equal ::qopt::numerics::RoundingMode; a static_assert holds them to it.
def QOpt_Rounding : QOpt_Enum<"Rounding", "how a real number becomes an integer", [
  Case<"nearest_even", 0>, Case<"nearest_away", 1>, Case<"nearest_up", 2>,
  Case<"toward_zero", 3>, Case<"floor", 4>, Case<"stochastic", 5>]>;
def QOpt_RoundingAttr : QOpt_EnumAttr<QOpt_Rounding, "rounding">;

// Values equal ::qopt::numerics::RequantRounding.
def QOpt_RequantRounding : QOpt_Enum<"RequantRounding",
  "rounding of multiplier+shift requantization", [
  Case<"single", 0>, Case<"double_round", 1>]>;
def QOpt_RequantRoundingAttr : QOpt_EnumAttr<QOpt_RequantRounding, "requant_rounding">;

// Names equal ::qopt::numerics::UnaryFn (looked up by name).
def QOpt_UnaryKind : QOpt_Enum<"UnaryKind", "elementwise function of one operand", [
  Case<"relu", 0>, Case<"leaky_relu", 1>, Case<"clip", 2>, Case<"sigmoid", 3>,
  Case<"tanh", 4>, Case<"hard_sigmoid", 5>, Case<"hard_swish", 6>, Case<"exp", 7>,
  Case<"log", 8>, Case<"sqrt", 9>, Case<"reciprocal", 10>, Case<"neg", 11>,
  Case<"abs", 12>, Case<"erf", 13>, Case<"floor", 14>, Case<"ceil", 15>,
  Case<"round", 16>, Case<"softplus", 17>, Case<"softsign", 18>, Case<"elu", 19>,
  Case<"selu", 20>, Case<"celu", 21>, Case<"gelu", 22>, Case<"gelu_tanh", 23>,
  Case<"silu", 24>, Case<"mish", 25>, Case<"sign", 26>, Case<"sin", 27>,
  Case<"cos", 28>, Case<"tan", 29>, Case<"asin", 30>, Case<"acos", 31>,
  Case<"atan", 32>, Case<"sinh", 33>, Case<"cosh", 34>, Case<"asinh", 35>,
  Case<"acosh", 36>, Case<"atanh", 37>, Case<"thresholded_relu", 38>]>;
def QOpt_UnaryKindAttr : QOpt_EnumAttr<QOpt_UnaryKind, "unary">;

// Names equal ::qopt::numerics::BinaryFn.
def QOpt_BinaryKind : QOpt_Enum<"BinaryKind", "elementwise function of two operands", [
  Case<"add", 0>, Case<"sub", 1>, Case<"mul", 2>, Case<"div", 3>, Case<"max", 4>,
  Case<"min", 5>, Case<"pow", 6>, Case<"prelu", 7>, Case<"mod", 8>, Case<"fmod", 9>]>;
def QOpt_BinaryKindAttr : QOpt_EnumAttr<QOpt_BinaryKind, "binary_kind">;

def QOpt_PoolKind : QOpt_Enum<"PoolKind", "pooling function", [
  Case<"max", 0>, Case<"average", 1>, Case<"sum", 2>]>;
def QOpt_PoolKindAttr : QOpt_EnumAttr<QOpt_PoolKind, "pool">;

def QOpt_ReduceKind : QOpt_Enum<"ReduceKind", "reduction function", [
  Case<"sum", 0>, Case<"mean", 1>, Case<"max", 2>, Case<"min", 3>, Case<"prod", 4>,
  Case<"l1", 5>, Case<"l2", 6>, Case<"sum_square", 7>, Case<"log_sum", 8>,
  Case<"log_sum_exp", 9>]>;
def QOpt_ReduceKindAttr : QOpt_EnumAttr<QOpt_ReduceKind, "reduce">;

def QOpt_NormKind : QOpt_Enum<"NormKind", "what a normalization divides by", [
  Case<"layer", 0>, Case<"rms", 1>]>;
def QOpt_NormKindAttr : QOpt_EnumAttr<QOpt_NormKind, "norm_kind">;

def QOpt_PadMode : QOpt_Enum<"PadMode", "what lies outside the tensor", [
  Case<"constant", 0>, Case<"edge", 1>, Case<"reflect", 2>, Case<"wrap", 3>]>;
def QOpt_PadModeAttr : QOpt_EnumAttr<QOpt_PadMode, "pad_mode">;

def QOpt_ResizeMode : QOpt_Enum<"ResizeMode", "interpolation", [
  Case<"nearest", 0>, Case<"linear", 1>, Case<"cubic", 2>]>;
def QOpt_ResizeModeAttr : QOpt_EnumAttr<QOpt_ResizeMode, "resize_mode">;

//===-- Formats -----------------------------------------------------------===//

class QOpt_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<QOpt_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def QOpt_IntAttr : QOpt_Attr<"Int", "int", [
    DeclareAttrInterfaceMethods<QOpt_FormatInterface, ["getTable", "getBits",
      "isSignedCode", "getMinCode", "getMaxCode", "isUniform", "hasZero",
      "isIntegerValued", "decode", "encode", "chooseParams", "quantize", "dequantize",
      "getStorageType"]>]> {
  let summary = "Uniform integer format of k bits";
  let description = [{
    Codes are the k-bit integers and stand for themselves.

    ```
    #qopt.int<s8>          -128 .. 127
    #qopt.int<s8, narrow>  -127 .. 127   (symmetric weights)
    #qopt.int<u4>             0 .. 15
    #qopt.int<s32>         accumulators and biases
    ```
    Incorrect: `#qopt.int<s17>` (k is 1..16, or 32), `#qopt.int<u8, narrow>`
    (narrow drops the most negative code, so it needs a signed format),
    `#qopt.int<s1, narrow>` (would leave one code).
  }];
  let parameters = (ins "unsigned":$width, "bool":$isSigned, "bool":$narrow);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

include "qopt/IR/QOptFormats.td"

//===-- Granularities -----------------------------------------------------===//

def QOpt_TensorGranularityAttr : QOpt_Attr<"TensorGranularity", "tensor"> {
  let summary = "One scale for the whole tensor: scales have type tensor<f32>";
}
def QOpt_ChannelGranularityAttr : QOpt_Attr<"ChannelGranularity", "channel"> {
  let summary = "One scale per index of `axis`: scales have type tensor<D x f32>";
  let parameters = (ins "int64_t":$axis);
  let assemblyFormat = "`<` $axis `>`";
  let genVerifyDecl = 1;
}
def QOpt_GroupGranularityAttr : QOpt_Attr<"GroupGranularity", "group"> {
  let summary = "One scale per `size` consecutive elements along `axis`";
  let description = [{
    Scales have the tensor's shape with dimension `axis` replaced by
    ceil(D / size); the last group may be short.
  }];
  let parameters = (ins "int64_t":$axis, "int64_t":$size);
  let assemblyFormat = "`<` $axis `,` $size `>`";
  let genVerifyDecl = 1;
}
def QOpt_BlockGranularityAttr : QOpt_Attr<"BlockGranularity", "block"> {
  let summary = "One scale per `size` consecutive elements in row-major order";
  let description = [{
    Blocks of the flattened tensor run over the ends of rows; scales have type
    tensor<ceil(elements / size) x f32>, and the last block may be short.

    ```
    #qopt.block<64>     NF4 and other k-bit weights
    #qopt.block<256>    8-bit optimizer states
    ```
    Incorrect: `#qopt.block<0>` (a block has at least one element).
  }];
  let parameters = (ins "int64_t":$size);
  let assemblyFormat = "`<` $size `>`";
  let genVerifyDecl = 1;
}
def QOpt_TokenGranularityAttr : QOpt_Attr<"TokenGranularity", "token"> {
  let summary = [{One run-time scale per row: scales have the tensor's shape
    without its last dimension}];
}

//===-- Sparsity ----------------------------------------------------------===//

def QOpt_SparsityAttr : QOpt_Attr<"Sparsity", "sparse"> {
  let summary = "N:M sparsity: at most N of M consecutive elements are not zero";
  let description = [{
    In each run of M elements along `axis`, from its start, at most N have a code
    other than that of 0: the zero point of a uniform format, the code that 0
    encodes to of any other. The last run may be short; at most N there, too.

    ```
    #qopt.sparse<2:4, 0>    what NVIDIA's sparse tensor cores take
    #qopt.sparse<4:8, 1>
    ```
    Incorrect: `#qopt.sparse<4:4, 0>`, `#qopt.sparse<0:4, 0>`,
    `#qopt.sparse<1:257, 0>` (1 <= N < M <= 256), `#qopt.sparse<2:4, -1>`.
  }];
  let parameters = (ins "int64_t":$kept, "int64_t":$group, "int64_t":$axis);
  let assemblyFormat = "`<` $kept `` `:` `` $group `,` $axis `>`";
  let genVerifyDecl = 1;
}

//===-- The quantized element type ----------------------------------------===//

def QOpt_QType : TypeDef<QOpt_Dialect, "Q"> {
  let mnemonic = "q";
  let summary = "Element of a quantized tensor: format x granularity (x sparsity)";
  let description = [{
    Says how numbers are represented, never what they are: scales and zero
    points belong to the value, not to the type. Stands only as the element
    type of a ranked tensor.

    real value = (decode(code) - zero_point) * scale

    (for `#qopt.bcq` see there). Zero points are i32 or f32 tensors: i32 ones are
    codes of a uniform format and 0 for any other, f32 ones are any number. A
    sparsity says which codes are zero for certain; such a type has a format with
    a code for 0 and i32 zero points.

    ```
    tensor<1x8x8x16x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    tensor<16x3x3x8x!qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>>
    tensor<64x64x!qopt.q<#qopt.nf4, #qopt.block<64>>>
    tensor<64x64x!qopt.q<#qopt.float<e2m1finite>, #qopt.group<0, 32>>>
    tensor<64x64x!qopt.q<#qopt.int<s8>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>>
    ```
  }];
  let parameters = (ins "::mlir::qopt::FormatInterface":$format,
                        "::mlir::Attribute":$granularity,
                        OptionalParameter<"::mlir::Attribute">:$sparsity);
  let assemblyFormat = "`<` $format `,` $granularity (`,` $sparsity^)? `>`";
  let genVerifyDecl = 1;
  let builders = [TypeBuilder<(ins "::mlir::qopt::FormatInterface":$format,
                                   "::mlir::Attribute":$granularity), [{
    return $_get($_ctxt, format, granularity, ::mlir::Attribute());
  }]>];
  let extraClassDeclaration = [{
    /// The sparsity, or null.
    ::mlir::qopt::SparsityAttr getNofM() const {
      return ::llvm::cast_if_present<::mlir::qopt::SparsityAttr>(getSparsity());
    }
    /// The same type without its sparsity.
    QType getDense() const {
      return get(getContext(), getFormat(), getGranularity());
    }
  }];
}

#endif
