// SPDX-License-Identifier: Apache-2.0
// --qopt-insert-qdq: chooses scales and puts quantize/dequantize around every
// value that a quantized op touches.
//   y = op(x)  ->  y = op(dq(q(x))); use(dq(q(y)))
#include "qopt/Quantize/Assign/Passes.h"

#include "QuantizeConstant.h"
#include "ScaleClasses.h"
#include "qopt/IR/FilterChoice.h"
#include "qopt/IR/IntegerForm.h"
#include "llvm/ADT/StringSet.h"

#include <algorithm>
#include <cmath>

#define DEBUG_TYPE "qopt-insert-qdq"

namespace mlir::qopt {
#define GEN_PASS_DEF_INSERTQDQ
#include "qopt/Quantize/Assign/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::AffineParams;

namespace {

// Integer arithmetic has one scale for a code.
FormatInterface requireOneScale(Operation *op, StringRef text,
                                FormatInterface format) {
  if (!format || !format.getNumPlanes())
    return format;
  op->emitError() << "expected a format with one scale per slot, got '" << text
                  << "'";
  return {};
}

FormatInterface parseActivationFormat(Operation *op, StringRef text) {
  return requireOneScale(op, text,
                         parseFormat(text, op->getContext(), /*narrow=*/false,
                                     [&] { return op->emitError(); }));
}

// Filters have narrow range and zero point 0, so unsigned ones are of no use.
FormatInterface parseFilterFormat(Operation *op, StringRef text) {
  FormatInterface format = parseFormat(text, op->getContext(), /*narrow=*/true,
                                       [&] { return op->emitError(); });
  if (!format || !format.isUniform() || format.isSignedCode())
    return requireOneScale(op, text, format);
  op->emitError() << "expected a signed format for filters, got '" << text
                  << "'";
  return {};
}

struct InsertQdq final : mlir::qopt::impl::InsertQdqBase<InsertQdq> {
  using InsertQdqBase::InsertQdqBase;

  void runOnOperation() override {
    activationFormat = parseActivationFormat(getOperation(), activations);
    weightFormat = parseFilterFormat(getOperation(), weights);
    if (!activationFormat || !weightFormat || failed(parseGranularityOption()) ||
        failed(parseOverrides()))
      return signalPassFailure();
    SmallVector<Operation *> ops;
    if (failed(collectOps(ops)))
      return signalPassFailure();
    ScaleClasses classes(ops, activationFormat, symmetric);
    if (failed(classes.solve()))
      return signalPassFailure();
    for (Operation *op : ops)
      if (failed(quantizeConstants(op, classes)))
        return signalPassFailure();
    insertAroundValues(classes);
    numQuantized += ops.size();
  }

private:
  FormatInterface activationFormat, weightFormat;
  llvm::StringMap<FormatInterface> formatOf;
  bool perChannel = true;

  LogicalResult parseGranularityOption() {
    if (granularity != "channel" && granularity != "tensor")
      return getOperation()->emitError()
             << "expected granularity channel or tensor for filters beside "
                "quantized activations, got '"
             << granularity << "'";
    perChannel = granularity == "channel";
    return success();
  }

  LogicalResult parseOverrides() {
    llvm::StringSet<> names;
    getOperation()->walk([&](Operation *op) {
      if (isa<ConvOp, MatmulOp>(op) && getConstant(op->getOperand(1)))
        names.insert(getNodeName(op));
    });
    for (StringRef entry : overrides) {
      auto [node, text] = entry.rsplit('=');
      if (!names.contains(node))
        return getOperation()->emitError()
               << "expected an override for a node of this model with a "
                  "constant filter, got '"
               << node << "'";
      FormatInterface format = parseFilterFormat(getOperation(), text);
      if (!format)
        return failure();
      formatOf[node] = format;
    }
    return success();
  }

  // The ops to quantize, or one error that lists all that cannot be.
  LogicalResult collectOps(SmallVector<Operation *> &ops) {
    std::string refusals;
    getOperation()->walk([&](Operation *op) {
      if (!isa<QOptDialect>(op->getDialect()) || op->getNumResults() != 1 ||
          isa<ConstantOp, CastOp>(op) ||
          !getElementTypeOrSelf(op->getResult(0).getType()).isF32())
        return;
      if (op->hasAttr(QOptDialect::kFloatAttr)) {
        ++numFloat;
        return;
      }
      if (llvm::all_of(op->getOperands(),
                       [](Value v) { return bool(getConstant(v)); }))
        return;
      std::string whyNot;
      if (getScaleRule(op, whyNot))
        ops.push_back(op);
      else
        refusals += "\n  '" + getNodeName(op) + "': " + whyNot;
    });
    if (refusals.empty())
      return success();
    return getOperation()->emitError()
           << "expected only nodes with an integer form, or nodes kept in "
              "float by request (recipe entries float_nodes, float_kinds), got:"
           << refusals;
  }

  LogicalResult quantizeConstants(Operation *op, const ScaleClasses &classes) {
    OpBuilder builder(op);
    bool inFloat = computesInFloat(op, classes);
    numFloatByFormat += inFloat;
    for (unsigned i : getDataOperands(op)) {
      Value operand = op->getOperand(i);
      std::string whyNot;
      bool isShared = getScaleRule(op, whyNot) == ScaleRule::SameAsInput;
      bool isFilter = isFilterOperand(op, i);
      if (!getConstant(operand) || (inFloat && !isFilter && !isShared))
        continue;
      auto spec = specOf(op, i, operand, classes, inFloat);
      if (failed(spec))
        return failure();
      FailureOr<Value> assembled =
          quantizeConstant(builder, op, operand, *spec);
      if (failed(assembled))
        return failure();
      // A product in f32 reads codes: packed kernels take them as they are.
      if (inFloat && isFilter && isa<MatmulOp>(op))
        op->setOperand(i, *assembled);
      else
        op->setOperand(i, DequantizeOp::create(builder, operand.getLoc(),
                                               operand.getType(), *assembled));
    }
    return success();
  }

  static bool hasForm(FormatInterface format) {
    return getIntegerForm(format).has_value();
  }

  // Whether a format that the op was given leaves it no integer form. (The sums of a
  // linear op are integers whatever format its result has; a function of one code
  // of 8 bits is a table.)
  bool computesInFloat(Operation *op, const ScaleClasses &classes) {
    if (movesOnly(op))
      return false;
    bool isLinear = isa<ConvOp, MatmulOp>(op);
    bool allHaveForms = isLinear || hasForm(classes.getFormat(op->getResult(0)));
    for (unsigned i : getDataOperands(op)) {
      Value operand = op->getOperand(i);
      if (!getConstant(operand))
        allHaveForms &= hasForm(classes.getFormat(operand));
      else if (isFilterOperand(op, i))
        allHaveForms &= hasConstantForm(filterFormatOf(op));
    }
    return !allHaveForms && !isTable(op, classes);
  }

  static bool isTable(Operation *op, const ScaleClasses &classes) {
    return isa<UnaryOp>(op) && !isClamp(op) &&
           classes.getFormat(op->getOperand(0)).getBits() <= 8;
  }

  // Constants may be integers though their format has codes that are none.
  static bool hasConstantForm(FormatInterface format) {
    const auto *table = format.getTable();
    return !table || (table->integerExponent() && table->integerBits() <= 16);
  }

  // An override's, a choice's, or the common one.
  FormatInterface filterFormatOf(Operation *op) {
    auto found = formatOf.find(getNodeName(op));
    if (found != formatOf.end())
      return found->second;
    auto chosen = op->getAttrOfType<TypeAttr>(kFilterTypeAttr);
    QType type = chosen ? dyn_cast<QType>(chosen.getValue()) : QType();
    return type ? type.getFormat() : weightFormat;
  }

  FailureOr<ConstantSpec> specOf(Operation *op, unsigned i, Value operand,
                                 const ScaleClasses &classes, bool inFloat) {
    ConstantSpec spec;
    std::string whyNot;
    if (isFilterOperand(op, i)) {
      auto found = formatOf.find(getNodeName(op));
      spec.format = found != formatOf.end() ? found->second : weightFormat;
      int64_t rank = cast<RankedTensorType>(operand.getType()).getRank();
      if (perChannel && (isa<ConvOp>(op) || rank == 2))
        spec.axis = isa<ConvOp>(op) ? 0 : rank - 1;
      if (found == formatOf.end() && failed(takeChoice(op, spec)))
        return failure();
      dropFilterChoice(op);
      if (!inFloat)
        spec.leastScales = leastFilterScales(op, spec, classes);
    } else if (getScaleRule(op, whyNot) == ScaleRule::SameAsInput) {
      spec.format = classes.getFormat(op->getResult(0));
      spec.params = classes.getParams(op->getResult(0));
    } else {
      // Constants of elementwise ops are few: 16 bits cost nothing and lose
      // next to nothing (sign-magnitude range, zero point 0).
      spec.format = IntAttr::get(op->getContext(), 16, true, true);
    }
    return spec;
  }

  // What --qopt-choose-filter-formats left, where a product of integers has room
  // for it.
  LogicalResult takeChoice(Operation *op, ConstantSpec &spec) {
    auto type = cast<RankedTensorType>(op->getOperand(1).getType());
    auto choice = getFilterChoice(op, type.getShape());
    if (failed(choice))
      return failure();
    if (!*choice)
      return success();
    QType chosen = (*choice)->type;
    int64_t channels = isa<ConvOp>(op) ? 0 : type.getRank() - 1;
    auto channel = dyn_cast<ChannelGranularityAttr>(chosen.getGranularity());
    if (!isa<TensorGranularityAttr>(chosen.getGranularity()) &&
        !(channel && channel.getAxis() == channels))
      return op->emitError()
             << "expected one scale per tensor or output channel (axis "
             << channels << ") for the filter of node '" << getNodeName(op)
             << "' beside quantized activations, got "
             << chosen.getGranularity();
    spec.format = chosen.getFormat();
    spec.axis = channel ? std::optional<int64_t>(channels) : std::nullopt;
    spec.scales.assign((*choice)->scales.begin(), (*choice)->scales.end());
    return success();
  }

  // Scales at which |bias| / (input scale * filter scale) stays below 2^28: a
  // channel of vanishing weights must not blow its bias up beyond 32 bits.
  static SmallVector<double> leastFilterScales(Operation *op,
                                               const ConstantSpec &spec,
                                               const ScaleClasses &classes) {
    constexpr double kLargestBiasCode = 1 << 28;
    Value bias = isa<ConvOp>(op) ? cast<ConvOp>(op).getBias()
                                 : cast<MatmulOp>(op).getBias();
    auto values = bias ? getConstantFloats(bias) : std::nullopt;
    Value input = op->getOperand(0);
    if (!values || !classes.contains(input))
      return {};
    double inputScale = classes.getParams(input).scale *
                        getIntegerUnit(classes.getFormat(input)) *
                        getIntegerUnit(spec.format);
    SmallVector<double> least;
    for (double b : *values)
      least.push_back(std::abs(b) / (inputScale * kLargestBiasCode));
    if (!spec.axis)
      least = {*std::max_element(least.begin(), least.end())};
    return least;
  }

  // The sums of a linear layer that only float ops read need no codes of their own.
  static bool isReadInFloatOnly(Value value) {
    return isa_and_nonnull<ConvOp, MatmulOp>(value.getDefiningOp()) &&
           !value.use_empty() &&
           llvm::all_of(value.getUsers(), [](Operation *user) {
             return user->hasAttr(QOptDialect::kFloatAttr);
           });
  }

  void insertAroundValues(const ScaleClasses &classes) {
    MLIRContext *context = &getContext();
    auto granularity = TensorGranularityAttr::get(context);
    OpBuilder builder(context);
    llvm::DenseMap<Value, std::pair<Value, Value>> paramsOf;
    for (Value value : classes.getValues()) {
      FormatInterface format = classes.getFormat(value);
      if (isReadInFloatOnly(value))
        continue;
      // In float a clamp reads numbers that were never rounded.
      if (classes.isClamped(value) && !hasForm(format))
        continue;
      auto &params = paramsOf[classes.getLeader(value)];
      if (!params.first) {
        AffineParams p = classes.getParams(value);
        builder.setInsertionPointToStart(&getOperation().getBody().front());
        params.first =
            createFloatConstant(builder, value.getLoc(), {}, p.scale);
        params.second = createIntConstant(builder, value.getLoc(),
                                          builder.getI32Type(), {}, p.zeroPoint);
      }
      builder.setInsertionPointAfterValue(value);
      // Constants made above stand at the block's start, so below arguments.
      if (isa<BlockArgument>(value))
        builder.setInsertionPointAfter(params.second.getDefiningOp());
      auto type = cast<RankedTensorType>(value.getType());
      auto qType = RankedTensorType::get(
          type.getShape(), QType::get(context, format, granularity));
      auto quantize =
          QuantizeOp::create(builder, value.getLoc(), qType, value,
                             params.first, params.second, Rounding::nearest_even);
      auto dequantize =
          DequantizeOp::create(builder, value.getLoc(), type, quantize);
      value.replaceAllUsesExcept(dequantize, quantize);
    }
  }
};

} // namespace
