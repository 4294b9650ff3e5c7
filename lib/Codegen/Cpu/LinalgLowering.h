// SPDX-License-Identifier: Apache-2.0
// What the lowerings of qopt ops to linalg share: how elements sit in memory,
// builders of generic ops, constants, and the list of pattern sets.
#ifndef QOPT_LIB_CODEGEN_CPU_LINALGLOWERING_H
#define QOPT_LIB_CODEGEN_CPU_LINALGLOWERING_H

#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qopt::codegen {

//===-- Elements in memory ------------------------------------------------===//

/// The signless type that holds one element in memory: uiN and iN as iN, i1 as
/// a byte that is 0 or 1, a quantized element as its code; f32, f64 (sums) and
/// index are themselves. Null for widths of no 1, 2, 4 or 8 bytes (i4, ...).
Type getStorageElement(Type element);
/// The same of a tensor type; null where the element has none.
RankedTensorType getStorageType(Type tensorType);

/// Whether an integer element extends with zeros: uiN and i1.
bool isUnsignedElement(Type element);

/// Between a stored element and the value that computation uses; they differ
/// for i1 only. `element` is the type in qopt IR.
Value fromStorage(OpBuilder &b, Location loc, Value stored, Type element);
Value toStorage(OpBuilder &b, Location loc, Value computed, Type element);

/// A stored integer element extended (or, where narrower, truncated) to `width`.
Value resizeInt(OpBuilder &b, Location loc, Value value, Type element,
                unsigned width);

//===-- Scalars -----------------------------------------------------------===//

Value floatConst(OpBuilder &b, Location loc, double value);
Value doubleConst(OpBuilder &b, Location loc, double value);
Value intConst(OpBuilder &b, Location loc, int64_t value, unsigned width);
Value indexConst(OpBuilder &b, Location loc, int64_t value);

/// min(max(x, lo), hi) on signed integers of one type.
Value clampInt(OpBuilder &b, Location loc, Value x, Value lo, Value hi);

//===-- Tensors -----------------------------------------------------------===//

/// Body of a generic op: the block arguments are the stored elements of the
/// inputs and then of the init; the result is the stored element to yield.
using Body = function_ref<Value(OpBuilder &, Location, ValueRange)>;

constexpr auto kParallel = utils::IteratorType::parallel;
constexpr auto kReduction = utils::IteratorType::reduction;

Value createEmpty(OpBuilder &b, Location loc, RankedTensorType type);

/// A tensor of `type` whose elements all are `value`.
Value createFill(OpBuilder &b, Location loc, RankedTensorType type,
                 TypedAttr value);

/// linalg.generic with one result; `maps` are those of the inputs and, last, of
/// `init`.
Value createGeneric(OpBuilder &b, Location loc, ValueRange inputs, Value init,
                    ArrayRef<AffineMap> maps,
                    ArrayRef<utils::IteratorType> iterators, Body body);

/// A generic op over the elements of `type` (storage form) in row-major order,
/// its init is not read.
Value createElementwise(OpBuilder &b, Location loc, RankedTensorType type,
                        ValueRange inputs, ArrayRef<AffineMap> inputMaps,
                        Body body);

/// Map that reads an operand of `shape` under numpy broadcasting from the indices of a
/// result of `resultShape`. Where both have a dimension of 1 it reads by the index, not
/// at 0: an operand of the result's shape has the identity, which is what lets
/// neighbours be fused.
AffineMap getBroadcastMap(MLIRContext *context, ArrayRef<int64_t> shape,
                          ArrayRef<int64_t> resultShape);

/// Row-major reshape between static shapes of equal element counts.
Value createReshape(OpBuilder &b, Location loc, Value value,
                    ArrayRef<int64_t> shape);

/// `value` (storage form) with its dimensions permuted: result dim i is
/// value's dim perm[i]. Computed at compile time where `original`, the value in
/// qopt IR, is constant.
Value createTranspose(OpBuilder &b, Location loc, Value value,
                      ArrayRef<int64_t> perm, ElementsAttr constant = {});

/// `input` placed at `low` (with `step` between its elements) in a tensor of
/// `shape` that is `fill` elsewhere.
Value createPadded(OpBuilder &b, Location loc, Value input,
                   ArrayRef<int64_t> shape, ArrayRef<int64_t> low,
                   ArrayRef<int64_t> step, TypedAttr fill);

/// Static tensor.extract_slice.
Value createSlice(OpBuilder &b, Location loc, Value input,
                  ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes,
                  ArrayRef<int64_t> strides);

//===-- Constants ---------------------------------------------------------===//

/// The constant in storage form: equal bytes, signless type, i1 as bytes.
/// Null when the attribute kind is not one that holds its bytes.
ElementsAttr toStorageElements(ElementsAttr attr);

/// arith.constant of `bytes` (row-major elements of `type`). Large contents
/// become a resource, which unlike a dense attribute can be freed.
Value createConstantFromBytes(OpBuilder &b, Location loc, RankedTensorType type,
                              ArrayRef<char> bytes);

//===-- Scalar functions --------------------------------------------------===//

/// e^x of an f32, exactly Numerics' realExp.
Value buildExp(OpBuilder &b, Location loc, Value x);
/// f(x) of an f32: exactly Numerics' realUnary where it is defined there, else as
/// evaluateUnary defines it, to the accuracy of libm.
Value buildFloatUnary(OpBuilder &b, Location loc, UnaryKind kind, Value x,
                      double alpha, double beta);
/// f(x, y) of two f32 as Numerics' evaluateBinary defines it.
Value buildFloatBinary(OpBuilder &b, Location loc, BinaryKind kind, Value x,
                       Value y);
/// f(x, y) on two integers of one type, wrapping in it; see evaluateBinaryInt.
Value buildIntBinary(OpBuilder &b, Location loc, BinaryKind kind, Value x,
                     Value y, bool isUnsigned);
/// round(x) to an integral value of the same float type under `rounding`.
/// Requires |x| <= 2^20 for f32 and |x| <= 2^50 for f64; `index` is the
/// element's position, used by stochastic rounding only.
Value buildRound(OpBuilder &b, Location loc, Rounding rounding, Value x,
                 function_ref<Value()> index);
/// Numerics' counterHash(0, index) as an f64 in [0, 1), 53 bits; `index` is an i64.
Value buildUniform(OpBuilder &b, Location loc, Value index);
/// sum / count rounded half away from zero (Numerics' averageRound), signed.
Value buildAverageRound(OpBuilder &b, Location loc, Value sum, Value count);

//===-- What can be lowered -----------------------------------------------===//

/// Whether there is an integer form of the kind.
bool hasIntForm(UnaryKind kind);
bool hasIntForm(ReduceKind kind);

/// Reports every op that is not of the float or the integer stage, has elements
/// without a storage type, is a constant whose bytes are not at hand, or has no
/// integer form. Fails if there is one.
LogicalResult checkStage(ModuleOp module);

//===-- Pattern sets ------------------------------------------------------===//

void populateLinearPatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns);
void populateElementwisePatterns(const TypeConverter &converter,
                                 RewritePatternSet &patterns);
void populateBorderPatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns);
void populateCodePatterns(const TypeConverter &converter,
                          RewritePatternSet &patterns);
void populateWeightOnlyPatterns(const TypeConverter &converter,
                                RewritePatternSet &patterns);
void populateWindowPatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns);
void populateReducePatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns);
void populateSoftmaxPatterns(const TypeConverter &converter,
                             RewritePatternSet &patterns);
void populateComparePatterns(const TypeConverter &converter,
                             RewritePatternSet &patterns);
void populateTransformerPatterns(const TypeConverter &converter,
                                 RewritePatternSet &patterns);
void populateShapePatterns(const TypeConverter &converter,
                           RewritePatternSet &patterns);
void populateSelectionPatterns(const TypeConverter &converter,
                               RewritePatternSet &patterns);
void populateIntegerPatterns(const TypeConverter &converter,
                             RewritePatternSet &patterns);
void populateEncodePatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns);

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_LINALGLOWERING_H
