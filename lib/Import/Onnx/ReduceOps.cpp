// SPDX-License-Identifier: Apache-2.0
// The Reduce* family: axes as attribute (old opsets) or as input; CumSum.
#include "NodeImporter.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static void reduceOver(NodeImporter &n, ReduceKind kind,
                       std::optional<SmallVector<int64_t>> given,
                       bool emptyMeansNone) {
  bool keep = n.getFlag("keepdims", true);
  const Tensor &x = n.input(0);
  SmallVector<int64_t> axes;
  if (given && !given->empty())
    axes = n.normalizeAxes(*given, x->rank());
  else if (!emptyMeansNone)
    axes.assign(llvm::seq<int64_t>(0, x->rank()).begin(),
                llvm::seq<int64_t>(0, x->rank()).end());
  if (n.failed())
    return;
  // Bool is ordered as 0 and 1, which the signless i1 is not.
  bool isBool = x->type == DataType::Bool;
  if (isBool && kind != ReduceKind::max && kind != ReduceKind::min)
    return n.fail("this reduction of bool is not supported");
  Tensor operand = isBool ? n.b.cast(x, DataType::Uint8) : x;
  Tensor y = n.b.reduce(kind, operand, axes);
  y = isBool ? n.b.cast(y, DataType::Bool) : y;
  Shape shape;
  for (int64_t d = 0; d < x->rank(); ++d)
    if (!llvm::is_contained(axes, d))
      shape.push_back(x->shape[d]);
  n.setOutput(0, keep ? y : n.b.reshape(y, shape));
}

template <ReduceKind kind>
static void importReduceAttr(NodeImporter &n) {
  std::optional<SmallVector<int64_t>> axes;
  if (n.hasAttr("axes"))
    axes = n.getInts("axes", {});
  reduceOver(n, kind, axes, /*emptyMeansNone=*/false);
}

template <ReduceKind kind>
static void importReduceInput(NodeImporter &n) {
  bool noop = n.getFlag("noop_with_empty_axes", false);
  std::optional<SmallVector<int64_t>> axes;
  if (n.has(1)) {
    n.requireRank(1, 1);
    axes = n.constantInts(1);
  }
  if (!n.failed())
    reduceOver(n, kind, axes, noop);
}

//===-- CumSum ------------------------------------------------------------===//

// `x` moved `distance` places along the axis, zeros where it came from.
static Tensor shifted(NodeImporter &n, const Tensor &x, int64_t axis,
                      int64_t distance, bool towardFirst) {
  if (!x || n.failed())
    return nullptr;
  SmallVector<int64_t> starts(x->rank(), 0), steps(x->rank(), 1),
      low(x->rank(), 0), high(x->rank(), 0);
  Shape shape = x->shape;
  shape[axis] -= distance;
  starts[axis] = towardFirst ? distance : 0;
  (towardFirst ? high : low)[axis] = distance;
  return n.b.pad(n.b.slice(x, shape, starts, steps), low, high, PadMode::constant, 0);
}

// Sums of 2, 4, 8, ... neighbours (Hillis and Steele 1986): log2(n) additions of
// the whole instead of n of slices.
static void importCumSum(NodeImporter &n) {
  bool exclusive = n.getFlag("exclusive", false),
       reverse = n.getFlag("reverse", false);
  Tensor x = n.input(0);
  auto given = n.constantScalar(1);
  if (n.failed())
    return;
  int64_t axis = n.normalizeAxis(static_cast<int64_t>(*given), x->rank());
  if (n.failed())
    return;
  int64_t size = x->shape[axis];
  if (exclusive && size > 0)
    x = shifted(n, x, axis, 1, reverse);
  for (int64_t distance = 1; distance < size; distance *= 2)
    x = n.b.binary(BinaryKind::add, x, shifted(n, x, axis, distance, reverse));
  n.setOutput(0, x);
}

template <ReduceKind kind>
static constexpr OpRow attrRow(const char *name, int16_t lastOpset) {
  return {name, 1, lastOpset, 1, 1, 1, importReduceAttr<kind>};
}
template <ReduceKind kind>
static constexpr OpRow inputRow(const char *name, int16_t firstOpset) {
  return {name, firstOpset, kNewest, 1, 2, 1, importReduceInput<kind>};
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getReduceOps() {
  using K = ReduceKind;
  static constexpr OpRow rows[] = {
      attrRow<K::sum>("ReduceSum", 12),
      inputRow<K::sum>("ReduceSum", 13),
      attrRow<K::mean>("ReduceMean", 17),
      inputRow<K::mean>("ReduceMean", 18),
      attrRow<K::max>("ReduceMax", 17),
      inputRow<K::max>("ReduceMax", 18),
      attrRow<K::min>("ReduceMin", 17),
      inputRow<K::min>("ReduceMin", 18),
      attrRow<K::prod>("ReduceProd", 17),
      inputRow<K::prod>("ReduceProd", 18),
      attrRow<K::l1>("ReduceL1", 17),
      inputRow<K::l1>("ReduceL1", 18),
      attrRow<K::l2>("ReduceL2", 17),
      inputRow<K::l2>("ReduceL2", 18),
      attrRow<K::sum_square>("ReduceSumSquare", 17),
      inputRow<K::sum_square>("ReduceSumSquare", 18),
      attrRow<K::log_sum>("ReduceLogSum", 17),
      inputRow<K::log_sum>("ReduceLogSum", 18),
      attrRow<K::log_sum_exp>("ReduceLogSumExp", 17),
      inputRow<K::log_sum_exp>("ReduceLogSumExp", 18),
      {"CumSum", 11, kNewest, 2, 2, 1, importCumSum},
  };
  return rows;
}
