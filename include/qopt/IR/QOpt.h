// SPDX-License-Identifier: Apache-2.0
// The qopt dialect: formats, granularities, the quantized element type, ops.
// Reference: docs/Dialect.md (generated from the .td files beside this header).
#ifndef QOPT_IR_QOPT_H
#define QOPT_IR_QOPT_H

#include "qopt/IR/CodesGeometry.h"
#include "qopt/IR/KernelGeometry.h"
#include "qopt/Numerics/IntFormat.h"
#include "qopt/Numerics/Formats/Minifloat.h"
#include "qopt/Numerics/Optimizers.h"
#include "qopt/Numerics/Requantize.h"
#include "qopt/Numerics/Rounding.h"
#include "qopt/Numerics/TableFormat.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::qopt {
/// Verifies that all quantized operands and results of an element-moving op
/// have one element type (or all are of one non-quantized type).
LogicalResult verifySameParams(Operation *op);

namespace detail {
/// The code tables of one context, made on first use.
class TableCache;
/// The table of a format attribute, null for a uniform one. Thread-safe.
const ::qopt::numerics::CodeTable *lookupTable(Attribute format);
} // namespace detail

namespace OpTrait {
/// The result has the quantization parameters of the first operand.
template <typename ConcreteType>
class SameParams : public ::mlir::OpTrait::TraitBase<ConcreteType, SameParams> {
public:
  static LogicalResult verifyTrait(Operation *op) {
    return verifySameParams(op);
  }
};
/// A quantized result has its parameters as trailing operands
/// `result_scale`, `result_zero_point`.
template <typename ConcreteType>
class ResultParams
    : public ::mlir::OpTrait::TraitBase<ConcreteType, ResultParams> {};
} // namespace OpTrait
} // namespace mlir::qopt

#include "qopt/IR/QOptAttrInterfaces.h.inc"
#include "qopt/IR/QOptEnums.h.inc"

#include "qopt/IR/QOptDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "qopt/IR/QOptAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "qopt/IR/QOptTypes.h.inc"

#define GET_OP_CLASSES
#include "qopt/IR/QOptOps.h.inc"

namespace mlir::qopt {

/// What the element type of a tensor says about the stage of its op.
enum class Stage { Float, Quantized, Integer };

/// The stage of a tensor (or element) type; every type a qopt op accepts has one.
Stage stageOf(Type type);

/// Element type as the quantized type, or null.
QType getQType(Type tensorType);
inline QType getQType(Value value) { return getQType(value.getType()); }

/// Shape of the parameters, one per slot, that `granularity` asks for on a value
/// of `shape`: of zero points, and of scales unless the format has several.
SmallVector<int64_t> getScaleShape(Attribute granularity,
                                   ArrayRef<int64_t> shape);
/// Shape of the scale tensor of a quantized tensor: the planes of the format
/// first, where it has any.
SmallVector<int64_t> getScaleShape(RankedTensorType type);

/// From the indices of an element of `shape` to those of its scale. The map has
/// one dimension per dimension of `shape`; the axis of the granularity must lie
/// in it.
AffineMap getScaleMap(Attribute granularity, ArrayRef<int64_t> shape);

/// Whether a matmul is in weight-only form: rhs quantized, all else float.
bool isWeightOnly(MatmulOp op);
/// The same of any op; false for all but matmul.
bool isWeightOnly(Operation *op);

/// Scale and zero point of a quantized value, found by walking up from it
/// through element-moving ops to the op that set them. Null members when the
/// value comes from a block argument.
struct QuantParams {
  Value scale;
  Value zeroPoint;
};
QuantParams getQuantParams(Value value);

/// Whether a zero point operand holds f32 numbers in place of codes.
bool hasRealZeroPoint(Value zeroPoint);

/// Contents of a constant tensor, or null when `value` is not a constant or is
/// held as a resource.
ElementsAttr getConstant(Value value);
/// Elements of a constant as doubles / as 64-bit integers by the element
/// type's signedness; nullopt when `value` is not constant.
std::optional<SmallVector<double>> getConstantFloats(Value value);
std::optional<SmallVector<int64_t>> getConstantInts(Value value);
SmallVector<int64_t> getIntValues(ElementsAttr attr);

/// Builders of constant tensors; a rank-0 tensor for empty `shape`.
Value createFloatConstant(OpBuilder &builder, Location loc,
                          ArrayRef<int64_t> shape, ArrayRef<float> values);
/// `values` must be representable in `elementType` (iN: two's complement,
/// uiN: unsigned); one value means a splat.
Value createIntConstant(OpBuilder &builder, Location loc, Type elementType,
                        ArrayRef<int64_t> shape, ArrayRef<int64_t> values);
DenseElementsAttr makeIntElements(Type elementType, ArrayRef<int64_t> shape,
                                  ArrayRef<int64_t> values);

/// The constant with its dimensions permuted (result dim i = dim perm[i]).
/// Element types of whole bytes only; splats stay splats.
DenseElementsAttr transposeElements(DenseElementsAttr attr,
                                    ArrayRef<int64_t> perm);

/// The constant's elements as one value per index of the last dimension of a
/// tensor with `channels` there: the constant's shape is all ones but for its
/// last dimension, which is 1 or `channels`. nullopt when it varies otherwise,
/// or is not an f32 constant.
std::optional<SmallVector<double>> getPerChannel(Value constant,
                                                 int64_t channels);

/// Range of an integer type: iN is two's complement, uiN unsigned.
::qopt::numerics::IntRange getIntegerRange(Type integerType);

/// Broadcast of two static shapes as in numpy, or failure.
FailureOr<SmallVector<int64_t>> broadcastShapes(ArrayRef<int64_t> lhs,
                                                ArrayRef<int64_t> rhs);

/// Output size of one convolution or pooling dimension in floor form (may be
/// <= 0 when the kernel does not fit).
int64_t convOutputSize(int64_t input, int64_t kernel, int64_t stride,
                       int64_t padLow, int64_t padHigh, int64_t dilation,
                       int64_t inputDilation = 1);

/// Whether the windows of a pool hold different numbers of counted positions:
/// some reach outside the input (outside its padding too with
/// count_include_pad).
bool hasPartialWindows(PoolOp op);

/// Name for messages: the NameLoc of the op, or its mnemonic.
std::string getNodeName(Operation *op);
std::string getNodeName(Location loc);

/// Conversions between the dialect's enums and Numerics' (equal by value).
inline ::qopt::numerics::RoundingMode toNumerics(Rounding r) {
  return static_cast<::qopt::numerics::RoundingMode>(r);
}
inline ::qopt::numerics::RequantRounding toNumerics(RequantRounding r) {
  return static_cast<::qopt::numerics::RequantRounding>(r);
}

} // namespace mlir::qopt

#endif // QOPT_IR_QOPT_H
