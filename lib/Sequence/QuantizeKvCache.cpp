// SPDX-License-Identifier: Apache-2.0
// --qopt-quantize-kv-cache: keys and values to codes and back, where a step model
// would remember them.
#include "CachePlace.h"

#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/Spelling.h"
#include "qopt/Sequence/Passes.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_QUANTIZEKVCACHE
#include "qopt/Sequence/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

// The values that a step model would remember, in program order of their readers,
// each with its uses on the way to an attention.
struct Place {
  bool isKey = false;
  llvm::SetVector<OpOperand *> uses;
};
using Places = llvm::MapVector<Value, Place>;

Places collectPlaces(func::FuncOp func, const PositionAnalysis &analysis) {
  Places places;
  func.walk([&](Operation *op) {
    const OpRule *attention = analysis.getRule(op);
    if (!attention)
      return;
    for (auto [rule, operand] :
         llvm::zip_equal(attention->uses, op->getOpOperands())) {
      if (rule.kind != OperandUse::Kind::All)
        continue;
      Value place = findCachePlace(operand.get(), analysis);
      OpOperand *use = &operand;
      while (use->get() != place)
        use = &use->get().getDefiningOp()->getOpOperand(0);
      places[place].uses.insert(use);
      places[place].isKey |= attention->result.role == Positions::Role::Scores;
    }
  });
  return places;
}

LogicalResult checkPlace(Value place, const PositionAnalysis &analysis,
                         int64_t group) {
  auto type = cast<RankedTensorType>(place.getType());
  auto refuse = [&] {
    return emitError(place.getLoc())
           << "node '" << getNodeName(place.getDefiningOp()) << "': expected ";
  };
  int64_t last = type.getRank() - 1;
  if (analysis.lookup(place)->query == last)
    return refuse() << "keys and values with the elements of a head last, got "
                       "positions last in "
                    << type;
  if (group > 0 && type.getDimSize(last) % group != 0)
    return refuse() << "groups that divide " << type.getDimSize(last)
                    << " elements of a head, got groups of " << group;
  return success();
}

struct QuantizeKvCache final
    : mlir::qopt::impl::QuantizeKvCacheBase<QuantizeKvCache> {
  using QuantizeKvCacheBase::QuantizeKvCacheBase;

  void runOnOperation() override {
    IntAttr ofKeys = parse(keys), ofValues = parse(values);
    if (!ofKeys || !ofValues)
      return signalPassFailure();
    auto analysis = PositionAnalysis::run(getOperation());
    if (failed(analysis))
      return signalPassFailure();
    for (auto &[value, place] : collectPlaces(getOperation(), *analysis)) {
      if (stageOf(value.getType()) != Stage::Float)
        continue;
      if (failed(checkPlace(value, *analysis, group)))
        return signalPassFailure();
      Value real = insert(value, place.isKey ? ofKeys : ofValues, group);
      for (OpOperand *use : place.uses)
        use->set(real);
      ++numQuantized;
    }
  }

private:
  // Null after an error.
  IntAttr parse(StringRef text) {
    FormatInterface parsed =
        parseFormat(text, &getContext(), /*narrow=*/true,
                    [&] { return getOperation().emitError(); });
    if (!parsed)
      return {};
    auto integer = dyn_cast<IntAttr>(Attribute(parsed));
    if (integer && integer.getIsSigned() && integer.getWidth() >= 2 &&
        integer.getWidth() <= 8 && group >= 0)
      return integer;
    getOperation().emitError()
        << "expected signed integers of 2 to 8 bits (s2 .. s8) and groups of at "
           "least 0 for a KV cache, got '"
        << text << "' and groups of " << group;
    return {};
  }

  // dequantize(quantize(place, absmax of each group / largest code)), every group
  // being a last dimension.
  static Value insert(Value place, IntAttr integer, int64_t group) {
    OpBuilder builder(place.getContext());
    builder.setInsertionPointAfterValue(place);
    Location loc = place.getLoc();
    auto type = cast<RankedTensorType>(place.getType());
    SmallVector<int64_t> shape(type.getShape());
    bool splits = group > 0 && group != shape.back();
    Value groups = place;
    if (splits) {
      shape.back() /= group;
      shape.push_back(group);
      groups = ReshapeOp::create(builder, loc, type.clone(shape), groups);
    }
    ArrayRef<int64_t> slots = ArrayRef(shape).drop_back();
    auto q = QType::get(place.getContext(), integer,
                        TokenGranularityAttr::get(place.getContext()));
    Value scale = ChooseScalesOp::create(builder, loc, type.clone(slots), groups,
                                         q, FloatAttr());
    Value zero = createIntConstant(builder, loc, builder.getI32Type(), slots, {0});
    Value codes =
        QuantizeOp::create(builder, loc, RankedTensorType::get(shape, q), groups,
                           scale, zero, Rounding::nearest_even);
    Value real =
        DequantizeOp::create(builder, loc, type.clone(shape), codes);
    return splits ? ReshapeOp::create(builder, loc, type, real).getResult() : real;
  }
};

} // namespace
