// SPDX-License-Identifier: Apache-2.0
// Resize and Upsample: every coordinate mode, nearest mode and filter of ONNX
// becomes, per axis, a list of source positions and weights for each output.
#include "ResizeTaps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

namespace {
/// Scale factors and output sizes of all axes.
struct Sizes {
  SmallVector<double> scales;
  SmallVector<int64_t> outputs;
};
} // namespace

// Axes of Resize's lists, by default all in order.
static SmallVector<int64_t> readAxes(NodeImporter &n) {
  int64_t rank = n.input(0)->rank();
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (n.opset < 18 || !n.hasAttr("axes"))
    return axes;
  SmallVector<int64_t> given = n.getInts("axes", axes);
  n.normalizeAxes(given, rank); // rejects duplicates
  axes.clear();
  for (int64_t axis : given)
    axes.push_back(n.normalizeAxis(axis, rank));
  return axes;
}

static Sizes unchanged(const Tensor &x) {
  Sizes sizes;
  sizes.scales.assign(x->rank(), 1.0);
  sizes.outputs.assign(x->shape.begin(), x->shape.end());
  return sizes;
}

static Sizes fromScales(NodeImporter &n, ArrayRef<float> scales,
                        ArrayRef<int64_t> axes) {
  Sizes sizes = unchanged(n.input(0));
  if (scales.size() != axes.size()) {
    n.fail("expected " + Twine(axes.size()) + " scales, got " +
           Twine(scales.size()));
    return sizes;
  }
  for (auto [axis, scale] : llvm::zip_equal(axes, scales)) {
    double size = static_cast<double>(n.input(0)->shape[axis]) * scale;
    if (!(scale > 0) || !(size < double(int64_t{1} << 31))) {
      n.fail("expected positive scales with sizes below 2^31, got " +
             str(scale));
      return sizes;
    }
    sizes.scales[axis] = scale;
    sizes.outputs[axis] = static_cast<int64_t>(std::floor(size));
  }
  return sizes;
}

static Sizes fromSizes(NodeImporter &n, ArrayRef<int64_t> wanted,
                       ArrayRef<int64_t> axes) {
  const Tensor &x = n.input(0);
  Sizes sizes = unchanged(x);
  std::string policy = n.opset >= 18
                           ? n.getString("keep_aspect_ratio_policy", "stretch")
                           : "stretch";
  if (policy != "stretch" && policy != "not_larger" && policy != "not_smaller")
    n.fail("expected keep_aspect_ratio_policy stretch, not_larger or "
           "not_smaller, got '" +
           policy + "'");
  if (wanted.size() != axes.size())
    n.fail("expected " + Twine(axes.size()) + " sizes, got " + str(wanted));
  for (int64_t size : wanted)
    if (size < 1 || size >= int64_t{1} << 31)
      n.fail("expected sizes in [1, 2^31), got " + str(wanted));
  if (n.failed())
    return sizes;
  std::optional<double> common;
  for (auto [axis, size] : llvm::zip_equal(axes, wanted)) {
    double scale = static_cast<double>(size) / x->shape[axis];
    sizes.scales[axis] = scale;
    sizes.outputs[axis] = size;
    common = !common ? scale
             : policy == "not_larger" ? std::min(*common, scale)
                                      : std::max(*common, scale);
  }
  if (policy != "stretch")
    for (int64_t axis : axes) {
      sizes.scales[axis] = *common;
      sizes.outputs[axis] =
          static_cast<int64_t>(std::floor(*common * x->shape[axis] + 0.5));
    }
  return sizes;
}

static Tensor resizeInside(NodeImporter &n, SmallVector<ResizeTaps> taps,
                           bool spatial) {
  const Tensor &x = n.input(0);
  if (taps.empty())
    return x;
  if (!spatial)
    return n.b.resize(x, taps);
  for (ResizeTaps &t : taps)
    --t.axis;
  return n.b.toChannelsFirst(n.b.resize(n.b.toChannelsLast(x), taps));
}

// Surrounds the result with the outputs that lie outside the input.
static Tensor padOutside(NodeImporter &n, const Tensor &y,
                         ArrayRef<ResizeTaps> taps, double value) {
  if (!y)
    return nullptr;
  SmallVector<int64_t> low(y->rank(), 0), high(y->rank(), 0);
  for (const ResizeTaps &t : taps) {
    low[t.axis] = t.before;
    high[t.axis] = t.after;
  }
  return n.b.pad(y, low, high, PadMode::constant, value);
}

// Resizes the axes whose taps are not the identity; spatial ones channels-last.
static void emitResize(NodeImporter &n, const Sizes &sizes,
                       const ResizeMethod &method) {
  const Tensor &x = n.input(0);
  SmallVector<ResizeTaps> taps;
  bool spatial = x->rank() >= 3;
  for (int64_t axis = 0; axis < x->rank(); ++axis) {
    if (sizes.outputs[axis] < 1)
      return n.fail("expected a non-empty result, got shape " +
                    str(sizes.outputs));
    auto t = makeTaps(n, method, axis, x->shape[axis], sizes.outputs[axis],
                      sizes.scales[axis]);
    if (n.failed())
      return;
    if (!t)
      continue;
    spatial = spatial && axis >= 2;
    taps.push_back(std::move(*t));
  }
  if (llvm::any_of(taps, [](const ResizeTaps &t) { return t.outputs == 0; }))
    return n.setOutput(
        0, n.b.splat(x->type, sizes.outputs, method.extrapolation));
  n.setOutput(0, padOutside(n, resizeInside(n, taps, spatial), taps,
                            method.extrapolation));
}

static bool checkInput(NodeImporter &n) {
  n.requireFloating(0);
  if (llvm::is_contained(n.input(0)->shape, 0))
    n.fail("expected a non-empty input, got shape " + str(n.input(0)->shape));
  return !n.failed();
}

// Whether input i is there and not the empty tensor that stands for absence.
static bool isGiven(NodeImporter &n, size_t i) {
  return n.has(i) && *countElements(n.input(i)->shape) > 0;
}

static void importResize(NodeImporter &n) {
  ResizeMethod method = readResizeMethod(n);
  SmallVector<int64_t> axes = readAxes(n);
  if (n.failed() || !checkInput(n))
    return;
  if (method.coordinates == "tf_crop_and_resize") {
    auto roi = isGiven(n, 1) ? n.constantFloats(1) : std::nullopt;
    if (n.failed())
      return;
    if (!roi || roi->size() != 2 * axes.size())
      return n.fail("expected a region of " + Twine(2 * axes.size()) +
                    " numbers for tf_crop_and_resize, got " +
                    Twine(roi ? roi->size() : 0));
    method.setRegion(n.input(0)->rank(), axes, *roi);
  }
  bool byScales = isGiven(n, 2), bySizes = isGiven(n, 3);
  if (byScales == bySizes)
    return n.fail(byScales ? "expected either scales or sizes, got both"
                           : "expected scales or sizes, got none");
  Sizes sizes;
  if (byScales) {
    method.scalesAreFloat32 = true;
    n.ignoreAttr("keep_aspect_ratio_policy");
    auto scales = n.constantFloats(2);
    if (scales)
      sizes = fromScales(n, *scales, axes);
  } else {
    auto wanted = n.constantInts(3);
    if (wanted)
      sizes = fromSizes(n, *wanted, axes);
  }
  if (!n.failed())
    emitResize(n, sizes, method);
}

// Resize 10 and Upsample: asymmetric coordinates, nearest is floor.
static void resizeByScales(NodeImporter &n, ArrayRef<float> scales) {
  ResizeMethod method;
  method.coordinates = "asymmetric";
  method.nearest = "floor";
  method.scalesAreFloat32 = true;
  std::string mode = n.getString("mode", "nearest");
  if (mode != "nearest" && mode != "linear" && mode != "bilinear")
    return n.fail("expected mode nearest or linear, got '" + mode + "'");
  method.filter = mode == "nearest" ? "nearest" : "linear";
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(0, n.input(0)->rank()));
  if (!checkInput(n))
    return;
  Sizes sizes = fromScales(n, scales, axes);
  if (!n.failed())
    emitResize(n, sizes, method);
}

static void importUpsampleAttributes(NodeImporter &n) {
  const NodeAttr *scales = n.getAttr("scales");
  if (!scales || scales->kind != NodeAttr::Kind::Floats)
    return n.fail("expected attribute 'scales' with a list of floats");
  resizeByScales(n, scales->floats);
}

static void importResizeScalesInput(NodeImporter &n) {
  if (auto scales = n.constantFloats(1))
    resizeByScales(n, *scales);
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getResizeOps() {
  static constexpr OpRow rows[] = {
      {"Upsample", 7, 8, 1, 1, 1, importUpsampleAttributes},
      {"Upsample", 9, 9, 2, 2, 1, importResizeScalesInput},
      {"Resize", 10, 10, 2, 2, 1, importResizeScalesInput},
      {"Resize", 11, kNewest, 1, 4, 1, importResize},
  };
  return rows;
}
