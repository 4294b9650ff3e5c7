// SPDX-License-Identifier: Apache-2.0
// --qopt-quantize-at-run-time: matrix products of codes whose scales are made from
// the data as it comes, one per token or one per tensor; filters are constants.
//   matmul(x, w) + b  ->  sums(q(x), q(w)) * scale(x) * scale(w) + b
//   matmul(x, codes) + b  ->  matmul_runs(q(x), codes) * scale(x) + b
#include "qopt/Quantize/Assign/Passes.h"

#include "ProductSides.h"
#include "QuantizeConstant.h"
#include "qopt/Analysis/AccumulatorRange.h"
#include "qopt/IR/FilterChoice.h"
#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/IR/Spelling.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "qopt-quantize-at-run-time"

namespace mlir::qopt {
#define GEN_PASS_DEF_QUANTIZEATRUNTIME
#include "qopt/Quantize/Assign/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

// The last two dimensions exchanged.
SmallVector<int64_t> exchanged(int64_t rank) {
  auto perm = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(perm[rank - 2], perm[rank - 1]);
  return perm;
}

Value exchange(OpBuilder &b, Location loc, Value value) {
  RankedTensorType type = typeOf(value);
  SmallVector<int64_t> perm = exchanged(type.getRank()), shape;
  for (int64_t d : perm)
    shape.push_back(type.getDimSize(d));
  // A transpose of the same kind before is undone instead.
  if (auto before = value.getDefiningOp<TransposeOp>())
    if (before.getPerm() == ArrayRef<int64_t>(perm))
      return before.getInput();
  return TransposeOp::create(b, loc, type.clone(shape), value, perm);
}

struct QuantizeAtRunTime final
    : mlir::qopt::impl::QuantizeAtRunTimeBase<QuantizeAtRunTime> {
  using Base::Base;

  void runOnOperation() override {
    if (failed(parseOptions()))
      return signalPassFailure();
    SmallVector<MatmulOp> products;
    if (failed(collect(products)))
      return signalPassFailure();
    for (MatmulOp product : products)
      if (failed(quantize(product)))
        return signalPassFailure();
  }

private:
  FormatInterface activationFormat, weightFormat;
  Attribute perTensor, sharing; ///< granularities; of activations
  /// What was made of an activation: for the left and for the right side.
  llvm::DenseMap<std::pair<Value, unsigned>, Side> sides;

  LogicalResult parseOptions() {
    Operation *op = getOperation();
    auto parse = [&](StringRef text) {
      return parseFormat(text, op->getContext(), /*narrow=*/true,
                         [&] { return op->emitError(); });
    };
    activationFormat = parse(activations);
    weightFormat = parse(weights);
    if (!activationFormat || !weightFormat)
      return failure();
    for (FormatInterface format : {activationFormat, weightFormat})
      if (!getLargestMagnitude(format))
        return op->emitError() << "expected formats with negative values and one "
                                  "scale per slot for scales made at run time, "
                                  "got "
                               << format;
    if (scales != "token" && scales != "tensor")
      return op->emitError() << "expected scales per token or tensor, got '"
                             << scales << "'";
    if (granularity != "channel" && granularity != "tensor")
      return op->emitError()
             << "expected granularity channel or tensor for filters beside "
                "quantized activations, got '"
             << granularity << "'";
    perTensor = TensorGranularityAttr::get(op->getContext());
    sharing = scales == "token" ? TokenGranularityAttr::get(op->getContext())
                                : perTensor;
    return success();
  }

  // All products that were not kept in float, or one error that lists the other ops.
  LogicalResult collect(SmallVector<MatmulOp> &products) {
    std::string refusals;
    // What is made of constants alone, such as scales that are codes themselves.
    llvm::DenseSet<Value> constant;
    auto isData = [&](Value v) { return !getConstant(v) && !constant.contains(v); };
    getOperation()->walk([&](Operation *op) {
      if (isa<QOptDialect>(op->getDialect()) && llvm::none_of(op->getOperands(), isData))
        constant.insert(op->result_begin(), op->result_end());
      if (!isa<QOptDialect>(op->getDialect()) || op->getNumResults() != 1 ||
          isa<ConstantOp, CastOp, ReshapeOp, TransposeOp, SliceOp, ConcatOp,
              BroadcastOp, GatherOp, KeepColumnsOp>(op) ||
          !getElementTypeOrSelf(op->getResult(0).getType()).isF32() ||
          llvm::none_of(op->getOperands(), isData))
        return;
      if (op->hasAttr(QOptDialect::kFloatAttr)) {
        ++numFloat;
        return;
      }
      auto product = dyn_cast<MatmulOp>(op);
      if (product && (isWeightOnly(op) ||
                      stageOf(product.getRhs().getType()) == Stage::Float))
        products.push_back(product);
      else
        refusals += "\n  '" + getNodeName(op) +
                    "': " + op->getName().getStringRef().str();
    });
    if (refusals.empty())
      return success();
    return getOperation()->emitError()
           << "expected only float matrix products, or nodes kept in float by "
              "request (recipe entries quantize_only, float_nodes, float_kinds), "
              "where scales are made at run time, got:"
           << refusals;
  }

  bool inIntegers() const {
    return activationFormat.isUniform() && weightFormat.isUniform();
  }

  LogicalResult quantize(MatmulOp op) {
    if (isWeightOnly(op))
      return quantizeLeft(op);
    if (!inIntegers())
      return quantizeInFloat(op);
    if (failed(checkSums(op)))
      return failure();
    auto lhs = getSide(op, op.getLhs(), /*isRight=*/false);
    auto rhs = getSide(op, op.getRhs(), /*isRight=*/true);
    if (failed(lhs) || failed(rhs))
      return failure();
    ++numQuantized;
    auto split = getOutlierSplit(op);
    auto half = split ? split->outliers->getAttrOfType<StringAttr>(kOutlierHalfAttr)
                      : StringAttr();
    if (half && half.getValue() == "s16")
      return addWideOutliers(*split, *lhs, *rhs, sharing);
    if (half && half.getValue() == "codes")
      split->outliers.getRhsMutable().assign(createOutlierFilter(*split, *rhs));
    OpBuilder b(op);
    Value sums = createSums(b, op, lhs->codes, rhs->codes);
    Value real =
        DequantizeSumsOp::create(b, op.getLoc(), op.getType(), sums, lhs->scale,
                                 rhs->scale, op.getBias());
    op.replaceAllUsesWith(real);
    op.erase();
    return success();
  }

  // Codes of weights are there, with scales that may change along k.
  LogicalResult quantizeLeft(MatmulOp op) {
    QType weights = getQType(op.getRhs());
    auto form = getRunsForm(weights.getFormat());
    int64_t depth = typeOf(op.getLhs()).getShape().back();
    auto run = getRunLength(weights.getGranularity(), depth);
    if (!form && !weights.getFormat().isUniform() && run == depth)
      return roundLeft(op);
    if (!activationFormat.isUniform() || activationFormat.getBits() > 8)
      return op.emitOpError() << "expected activations of at most 8-bit integers "
                                 "beside quantized weights in node '"
                              << getNodeName(op) << "', got " << activationFormat;
    bool isReal = hasRealZeroPoint(getQuantParams(op.getRhs()).zeroPoint);
    if (!form || !run || weights.getNofM() || (isReal && !form->planes) ||
        getConstant(op.getLhs()) || typeOf(op.getRhs()).getRank() != 2)
      return op.emitOpError()
             << "expected dense weights of integers, or of a table of integers "
                "times a power of two, with i32 zero points, or binary codes, and "
                "scales per tensor, column or group along k in node '"
             << getNodeName(op) << "', got " << op.getRhs().getType();
    if (!sumsFit(*form, weights.getFormat().isUniform(), *run))
      return op.emitOpError() << "expected sums of a run that provably fit 32 bits "
                                 "in node '"
                              << getNodeName(op) << "', got runs of " << *run
                              << " codes of " << weights.getFormat();
    auto lhs = getSide(op, op.getLhs(), /*isRight=*/false);
    if (failed(lhs))
      return failure();
    OpBuilder b(op);
    Value real = MatmulRunsOp::create(b, op.getLoc(), op.getType(), lhs->codes,
                                      op.getRhs(), lhs->scale, op.getBias());
    op.replaceAllUsesWith(real);
    op.erase();
    ++numQuantized;
    ++numRuns;
    return success();
  }

  // Any codes of the formats, K of them, must sum up within 32 bits.
  LogicalResult checkSums(MatmulOp op) {
    bool constant = bool(getConstant(op.getRhs()));
    int64_t terms = typeOf(op.getLhs()).getShape().back();
    unsigned bits = bitsOf(boundProducts(
        codeRange(activationFormat),
        codeRange(constant ? weightFormat : activationFormat), terms));
    if (bits <= 32)
      return success();
    return op.emitError() << "expected sums that provably fit 32 bits in node '"
                          << getNodeName(op) << "', got " << terms
                          << " products of " << activationFormat << " and "
                          << (constant ? weightFormat : activationFormat)
                          << ", which take " << bits << " bits";
  }

  //===-- Sides -----------------------------------------------------------===//

  FailureOr<Side> getSide(MatmulOp op, Value value, bool isRight) {
    if (getConstant(value))
      return constantSide(op, value, isRight);
    Side &side = sides[{value, isRight}];
    if (!side.codes)
      side = isRight && sharing != perTensor ? columnSide(op, value)
                                             : rowSide(op, value);
    return side;
  }

  FailureOr<Side> constantSide(MatmulOp op, Value value, bool isRight) {
    auto assembled = makeConstant(op, value, isRight);
    if (failed(assembled))
      return failure();
    OpBuilder b(op);
    QType type = getQType(*assembled);
    Value codes = CodesOp::create(
        b, op.getLoc(), typeOf(value).clone(type.getFormat().getStorageType()),
        *assembled);
    return Side{codes, assembled->getDefiningOp<AssembleOp>().getScale()};
  }

  // A filter as --qopt-choose-filter-formats left it, else by its largest magnitude
  // per column; a constant left side has one scale.
  FailureOr<Value> makeConstant(MatmulOp op, Value value, bool isRight) {
    ConstantSpec spec;
    spec.format = isRight ? weightFormat : activationFormat;
    int64_t rank = typeOf(value).getRank();
    if (isRight && granularity == "channel")
      spec.axis = rank - 1;
    if (isRight && failed(takeChoice(op, spec)))
      return failure();
    OpBuilder b(op);
    return quantizeConstant(b, op, value, spec);
  }

  LogicalResult takeChoice(MatmulOp op, ConstantSpec &spec) {
    auto choice = getFilterChoice(op, typeOf(op.getRhs()).getShape());
    if (failed(choice))
      return failure();
    dropFilterChoice(op);
    if (!*choice)
      return success();
    QType chosen = (*choice)->type;
    auto channel = dyn_cast<ChannelGranularityAttr>(chosen.getGranularity());
    int64_t columns = typeOf(op.getRhs()).getRank() - 1;
    bool byColumn = channel && channel.getAxis() == columns;
    if (chosen.getFormat().isUniform() != weightFormat.isUniform() ||
        (!byColumn && !isa<TensorGranularityAttr>(chosen.getGranularity())))
      return op.emitError() << "expected a filter of " << weightFormat
                            << " with one scale per tensor or column (axis "
                            << columns << ") in node '" << getNodeName(op)
                            << "', got " << chosen;
    spec.format = chosen.getFormat();
    spec.axis = channel ? std::optional<int64_t>(columns) : std::nullopt;
    spec.scales.assign((*choice)->scales.begin(), (*choice)->scales.end());
    return success();
  }

  // A value's rows are tokens: scale per row, or one for all.
  Side rowSide(MatmulOp op, Value value) {
    OpBuilder b(op.getContext());
    b.setInsertionPointAfterValue(value);
    Value quantized = createQuantize(b, op.getLoc(), value);
    Type storage = activationFormat.getStorageType();
    Value codes = CodesOp::create(b, op.getLoc(), typeOf(value).clone(storage),
                                  quantized);
    return {codes, quantized.getDefiningOp<QuantizeOp>().getScale()};
  }

  // The right side's columns are made rows, and its codes columns again.
  Side columnSide(MatmulOp op, Value value) {
    OpBuilder b(op.getContext());
    b.setInsertionPointAfterValue(value);
    Side side = rowSide(op, exchange(b, op.getLoc(), value));
    b.setInsertionPointAfterValue(side.codes);
    // (Not folded: the exchange before is of numbers, this one of codes.)
    RankedTensorType type = typeOf(side.codes);
    side.codes = TransposeOp::create(
        b, op.getLoc(), typeOf(value).clone(type.getElementType()), side.codes,
        exchanged(type.getRank()));
    return side;
  }

  // quantize(x) under a scale made from x. Probabilities all together have 1/127; a
  // row of many small ones is better served by its own scale.
  Value createQuantize(OpBuilder &b, Location loc, Value value) {
    auto softmax = value.getDefiningOp<SoftmaxOp>();
    bool isFixed = softmax && !softmax.getLog() && sharing == perTensor;
    auto target = QType::get(&getContext(), activationFormat, sharing);
    SmallVector<int64_t> shape =
        getScaleShape(target.getGranularity(), typeOf(value).getShape());
    Value scale;
    if (isFixed)
      scale = createFloatConstant(b, loc, shape,
                                  {1.0f / *getLargestMagnitude(activationFormat)});
    else
      scale = ChooseScalesOp::create(b, loc,
                                     RankedTensorType::get(shape, b.getF32Type()),
                                     value, target, FloatAttr());
    numScales += !isFixed;
    Value zero = createIntConstant(b, loc, b.getI32Type(), shape, {0});
    return QuantizeOp::create(
        b, loc, RankedTensorType::get(typeOf(value).getShape(), target), value,
        scale, zero, Rounding::nearest_even);
  }

  //===-- Formats without integers ----------------------------------------===//

  // Both sides rounded to codes, the product in f32 (a filter's codes are read as
  // they are where a kernel takes them).
  LogicalResult quantizeInFloat(MatmulOp op) {
    for (unsigned i : {0u, 1u}) {
      Value value = op->getOperand(i);
      OpBuilder b(op);
      if (!getConstant(value)) {
        op->setOperand(i, roundedSide(op, value, /*isRight=*/i == 1));
        continue;
      }
      auto assembled = makeConstant(op, value, /*isRight=*/i == 1);
      if (failed(assembled))
        return failure();
      op->setOperand(i, i == 1 && typeOf(value).getRank() == 2
                            ? *assembled
                            : DequantizeOp::create(b, op.getLoc(), value.getType(),
                                                   *assembled));
    }
    ++numQuantized;
    return success();
  }

  // Weights that are no integers under scales per column or tensor: in f32, too.
  LogicalResult roundLeft(MatmulOp op) {
    op.getLhsMutable().assign(roundedSide(op, op.getLhs(), /*isRight=*/false));
    ++numQuantized;
    return success();
  }

  Value roundedSide(MatmulOp op, Value value, bool isRight) {
    Side &side = sides[{value, isRight}];
    if (side.codes)
      return side.codes;
    OpBuilder b(op.getContext());
    b.setInsertionPointAfterValue(value);
    Location loc = op.getLoc();
    bool byColumn = isRight && sharing != perTensor;
    Value rows = byColumn ? exchange(b, loc, value) : value;
    side.codes = DequantizeOp::create(b, loc, rows.getType(),
                                      createQuantize(b, loc, rows));
    if (byColumn)
      side.codes = exchange(b, loc, side.codes);
    return side.codes;
  }
};

} // namespace
