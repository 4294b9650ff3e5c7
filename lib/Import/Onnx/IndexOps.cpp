// SPDX-License-Identifier: Apache-2.0
// Operators that select or arrange elements: Concat, Split, Slice, Pad, Gather.
#include "NodeImporter.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static void importConcat(NodeImporter &n) {
  n.requireOneType();
  if (!n.hasAttr("axis"))
    return n.fail("expected attribute 'axis', got none");
  for (size_t i = 0; i < n.numInputs(); ++i)
    if (!n.has(i))
      return n.fail("expected input " + Twine(i) + ", got none");
  const Tensor &first = n.input(0);
  int64_t axis = n.normalizeAxis(n.getInt("axis", 0), first->rank());
  for (size_t i = 1; i < n.numInputs() && !n.failed(); ++i) {
    Shape shape = n.input(i)->shape;
    if (shape.size() == first->shape.size())
      shape[axis] = first->shape[axis];
    if (shape != first->shape)
      return n.fail("expected inputs equal outside axis " + Twine(axis) +
                    ", got " + str(first->shape) + " and " +
                    str(n.input(i)->shape));
  }
  if (!n.failed())
    n.setOutput(0, n.b.concat(n.inputs(), axis));
}

//===-- Split -------------------------------------------------------------===//

// Sizes of the parts where the node does not list them.
static SmallVector<int64_t> equalParts(NodeImporter &n, int64_t size) {
  int64_t count = n.opset >= 18 ? n.getInt("num_outputs", 0) : n.numOutputs();
  if (count != static_cast<int64_t>(n.numOutputs())) {
    n.fail("expected num_outputs " + Twine(n.numOutputs()) +
           " like the outputs, got " + Twine(count));
    return {};
  }
  // Since opset 18 the last part may be smaller.
  int64_t part = (size + count - 1) / count;
  if ((n.opset < 18 && size % count != 0) || part * (count - 1) > size) {
    n.fail("expected a size that splits into " + Twine(count) +
           " parts, got " + Twine(size));
    return {};
  }
  SmallVector<int64_t> parts(count, part);
  parts.back() = size - part * (count - 1);
  return parts;
}

static void importSplit(NodeImporter &n) {
  const Tensor &x = n.input(0);
  int64_t axis = n.normalizeAxis(n.getInt("axis", 0), x->rank());
  if (n.failed())
    return;
  SmallVector<int64_t> parts;
  if (n.opset < 13 && n.hasAttr("split")) {
    parts = n.getInts("split", {});
  } else if (n.has(1)) {
    if (n.opset >= 18 && n.hasAttr("num_outputs"))
      return n.fail("expected either split or num_outputs, got both");
    n.requireRank(1, 1);
    parts = n.constantInts(1).value_or(SmallVector<int64_t>());
  } else {
    parts = equalParts(n, x->shape[axis]);
  }
  if (n.failed())
    return;
  int64_t sum = 0;
  bool valid = parts.size() == n.numOutputs();
  for (int64_t part : parts)
    valid = valid && part >= 0 && !llvm::AddOverflow(sum, part, sum);
  if (!valid || sum != x->shape[axis])
    return n.fail("expected " + Twine(n.numOutputs()) +
                  " sizes that add up to " + Twine(x->shape[axis]) +
                  ", got " + str(parts));
  Shape shape = x->shape;
  SmallVector<int64_t> starts(x->rank(), 0), steps(x->rank(), 1);
  for (auto [i, part] : llvm::enumerate(parts)) {
    shape[axis] = part;
    if (n.isUsed(i))
      n.setOutput(i, n.b.slice(x, shape, starts, steps));
    starts[axis] += part;
  }
}

//===-- Slice -------------------------------------------------------------===//

namespace {
struct SliceSpec {
  SmallVector<int64_t> starts, ends, axes, steps;
};
} // namespace

static void sliceBy(NodeImporter &n, const SliceSpec &spec) {
  const Tensor &x = n.input(0);
  size_t count = spec.starts.size();
  if (spec.ends.size() != count || spec.axes.size() != count ||
      spec.steps.size() != count)
    return n.fail("expected starts, ends, axes and steps of one length, got " +
                  Twine(count) + ", " + Twine(spec.ends.size()) + ", " +
                  Twine(spec.axes.size()) + " and " +
                  Twine(spec.steps.size()));
  n.normalizeAxes(spec.axes, x->rank()); // rejects an axis given twice
  if (n.failed())
    return;
  Shape shape = x->shape;
  SmallVector<int64_t> starts(x->rank(), 0), steps(x->rank(), 1);
  for (size_t i = 0; i < count; ++i) {
    int64_t axis = n.normalizeAxis(spec.axes[i], x->rank());
    int64_t size = x->shape[axis], step = spec.steps[i];
    // Longer steps select one element just as well, and cannot overflow.
    constexpr int64_t limit = int64_t{1} << 40;
    if (step == 0)
      return n.fail("expected non-zero steps, got " + str(spec.steps));
    step = std::min(std::max(step, -limit), limit);
    auto wrap = [&](int64_t v) { return v < 0 && v >= -size ? v + size : v; };
    int64_t first = step > 0 ? 0 : -1, last = step > 0 ? size : size - 1;
    int64_t start = wrap(spec.starts[i]), end = wrap(spec.ends[i]);
    start = std::min(std::max(start, step > 0 ? first : 0), last);
    end = std::min(std::max(end, first), last);
    int64_t span = step > 0 ? end - start : start - end;
    int64_t stride = std::abs(step);
    shape[axis] = size == 0 || span <= 0 ? 0 : (span + stride - 1) / stride;
    // A step that is taken at most once may as well be 1.
    starts[axis] = std::max<int64_t>(start, 0);
    steps[axis] = shape[axis] <= 1 ? 1 : step;
  }
  n.setOutput(0, n.b.slice(x, shape, starts, steps));
}

static SmallVector<int64_t> firstAxes(size_t count) {
  auto axes = llvm::seq<int64_t>(0, count);
  return SmallVector<int64_t>(axes.begin(), axes.end());
}

static void importSliceAttributes(NodeImporter &n) {
  SliceSpec spec;
  if (!n.hasAttr("starts") || !n.hasAttr("ends"))
    return n.fail("expected attributes 'starts' and 'ends', got none");
  spec.starts = n.getInts("starts", {});
  spec.ends = n.getInts("ends", {});
  spec.axes = n.getInts("axes", firstAxes(spec.starts.size()));
  spec.steps.assign(spec.starts.size(), 1);
  if (!n.failed())
    sliceBy(n, spec);
}

static void importSliceInputs(NodeImporter &n) {
  for (size_t i = 1; i < 5; ++i)
    n.requireRank(i, 1);
  if (n.failed())
    return;
  SliceSpec spec;
  auto read = [&](size_t i, SmallVector<int64_t> fallback) {
    return n.has(i) ? n.constantInts(i).value_or(fallback) : fallback;
  };
  spec.starts = read(1, {});
  spec.ends = read(2, {});
  spec.axes = read(3, firstAxes(spec.starts.size()));
  spec.steps = read(4, SmallVector<int64_t>(spec.starts.size(), 1));
  if (!n.failed())
    sliceBy(n, spec);
}

//===-- Pad ---------------------------------------------------------------===//

static std::optional<PadMode> readPadMode(NodeImporter &n) {
  std::string mode = n.getString("mode", "constant");
  auto parsed = symbolizePadMode(mode);
  if (!parsed || (*parsed == PadMode::wrap && n.opset < 19)) {
    n.fail("expected mode constant, reflect, edge or (since opset 19) wrap, "
           "got '" +
           mode + "'");
    return std::nullopt;
  }
  return parsed;
}

// Negative pads remove elements first, so that what is added continues what is
// left. Leaves the non-negative pads.
static Tensor crop(NodeImporter &n, MutableArrayRef<int64_t> low,
                   MutableArrayRef<int64_t> high) {
  const Tensor &x = n.input(0);
  Shape shape = x->shape;
  SmallVector<int64_t> starts(x->rank(), 0), steps(x->rank(), 1);
  for (int64_t d = 0; d < x->rank(); ++d) {
    starts[d] = std::max<int64_t>(-low[d], 0);
    shape[d] += std::min<int64_t>(low[d], 0) + std::min<int64_t>(high[d], 0);
    low[d] = std::max<int64_t>(low[d], 0);
    high[d] = std::max<int64_t>(high[d], 0);
    // Nothing is left to start from.
    starts[d] = shape[d] == 0 ? 0 : starts[d];
  }
  return n.b.slice(x, shape, starts, steps);
}

static void padBy(NodeImporter &n, ArrayRef<int64_t> pads,
                  ArrayRef<int64_t> axes, double value) {
  const Tensor &x = n.input(0);
  auto mode = readPadMode(n);
  if (n.failed())
    return;
  if (pads.size() != 2 * axes.size())
    return n.fail("expected " + Twine(2 * axes.size()) + " pads, got " +
                  str(pads));
  SmallVector<int64_t> low(x->rank(), 0), high(x->rank(), 0);
  for (auto [i, axis] : llvm::enumerate(axes)) {
    low[axis] = pads[i];
    high[axis] = pads[axes.size() + i];
    constexpr int64_t limit = int64_t{1} << 31;
    if (std::min(low[axis], high[axis]) <= -limit ||
        std::max(low[axis], high[axis]) >= limit)
      return n.fail("expected pads within 2^31, got " + str(pads));
    int64_t most = std::max(low[axis], high[axis]);
    int64_t size = x->shape[axis] + std::min<int64_t>(low[axis], 0) +
                   std::min<int64_t>(high[axis], 0);
    if (size < 0)
      return n.fail("expected pads that remove no more than there is, got " +
                    str(pads) + " for shape " + str(x->shape));
    if (most > 0 && *mode != PadMode::constant && size == 0)
      return n.fail("expected a non-empty axis " + Twine(axis) +
                    " to pad, got shape " + str(x->shape));
    if (most >= size && most > 0 && *mode == PadMode::reflect)
      return n.fail("expected reflected pads below the size " + Twine(size) +
                    " of axis " + Twine(axis) + ", got " + str(pads));
  }
  Tensor cropped = crop(n, low, high);
  n.setOutput(0, n.b.pad(cropped, low, high, *mode, value));
}

static void importPadAttributes(NodeImporter &n) {
  if (!n.hasAttr("pads"))
    return n.fail("expected attribute 'pads', got none");
  SmallVector<int64_t> pads = n.getInts("pads", {});
  double value = n.getFloat("value", 0);
  padBy(n, pads, firstAxes(n.input(0)->rank()), value);
}

static void importPadInputs(NodeImporter &n) {
  n.requireRank(1, 1);
  n.requireType(2, n.input(0)->type);
  auto pads = n.constantInts(1);
  double value = n.has(2) ? n.constantScalar(2).value_or(0) : 0;
  SmallVector<int64_t> axes = firstAxes(n.input(0)->rank());
  if (n.has(3)) {
    SmallVector<int64_t> given =
        n.constantInts(3).value_or(SmallVector<int64_t>());
    n.normalizeAxes(given, n.input(0)->rank()); // rejects duplicates
    axes.clear();
    for (int64_t axis : given)
      axes.push_back(n.normalizeAxis(axis, n.input(0)->rank()));
  }
  if (!n.failed())
    padBy(n, *pads, axes, value);
}

//===-- Gather ------------------------------------------------------------===//

static void importGather(NodeImporter &n) {
  const Tensor &data = n.input(0), &indices = n.input(1);
  int64_t axis = n.normalizeAxis(n.getInt("axis", 0), data->rank());
  if (n.failed())
    return;
  if (indices->type != DataType::Int32 && indices->type != DataType::Int64)
    return n.fail("expected indices of type int32 or int64, got " +
                  nameOf(indices->type));
  int64_t size = data->shape[axis];
  if (indices->constant)
    for (int64_t index : indices->constant->ints())
      if (index < -size || index >= size)
        return n.fail("expected indices in [" + Twine(-size) + ", " +
                      Twine(size) + "), got " + Twine(index));
  if (size == 0 && *countElements(indices->shape) != 0)
    return n.fail("expected a non-empty axis " + Twine(axis) +
                  " to gather from, got shape " + str(data->shape));
  n.setOutput(0, n.b.gather(data, indices, axis));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getIndexOps() {
  static constexpr OpRow rows[] = {
      {"Concat", 4, kNewest, 1, kVariadic, 1, importConcat},
      {"Split", 2, 12, 1, 1, kVariadic, importSplit},
      {"Split", 13, kNewest, 1, 2, kVariadic, importSplit},
      {"Slice", 1, 9, 1, 1, 1, importSliceAttributes},
      {"Slice", 10, kNewest, 3, 5, 1, importSliceInputs},
      {"Pad", 2, 10, 1, 1, 1, importPadAttributes},
      {"Pad", 11, kNewest, 2, 4, 1, importPadInputs},
      {"Gather", 1, kNewest, 2, 2, 1, importGather},
  };
  return rows;
}
