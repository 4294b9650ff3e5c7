// SPDX-License-Identifier: Apache-2.0
// Interpolation taps of ONNX Resize, after the operator's reference code:
// a window of taps around floor(x), weights by the filter, borders repeated.
#include "ResizeTaps.h"

using namespace mlir;
using namespace mlir::qopt::onnx_import;

void ResizeMethod::setRegion(int64_t rank, ArrayRef<int64_t> axes,
                             ArrayRef<float> roi) {
  region.assign(rank, {0.0, 1.0});
  for (auto [i, axis] : llvm::enumerate(axes))
    region[axis] = {roi[i], roi[axes.size() + i]};
}

static void requireOneOf(NodeImporter &n, StringRef what, StringRef value,
                         ArrayRef<StringRef> allowed) {
  if (!llvm::is_contained(allowed, value))
    n.fail("expected " + what + " to be one of " + llvm::join(allowed, ", ") +
           ", got '" + value + "'");
}

ResizeMethod mlir::qopt::onnx_import::readResizeMethod(NodeImporter &n) {
  ResizeMethod m;
  m.coordinates = n.getString("coordinate_transformation_mode", m.coordinates);
  m.filter = n.getString("mode", m.filter);
  m.nearest = n.getString("nearest_mode", m.nearest);
  m.cubicA = n.getFloat("cubic_coeff_a", m.cubicA);
  m.excludeOutside = n.getFlag("exclude_outside", false);
  m.antialias = n.opset >= 18 && n.getFlag("antialias", false);
  m.extrapolation = n.getFloat("extrapolation_value", 0);
  requireOneOf(n, "mode", m.filter, {"nearest", "linear", "cubic"});
  requireOneOf(n, "nearest_mode", m.nearest,
               {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"});
  SmallVector<StringRef> modes{"half_pixel", "pytorch_half_pixel",
                               "align_corners", "asymmetric",
                               "tf_crop_and_resize"};
  if (n.opset < 13)
    modes.push_back("tf_half_pixel_for_nn");
  if (n.opset >= 19)
    modes.push_back("half_pixel_symmetric");
  requireOneOf(n, "coordinate_transformation_mode", m.coordinates, modes);
  if (!std::isfinite(m.cubicA))
    n.fail("expected a finite cubic_coeff_a");
  return m;
}

//===-- Coordinates -------------------------------------------------------===//

namespace {
struct Axis {
  int64_t index, inputs, outputs;
  double scale;
};
} // namespace

// Position in the input of output `o`, computed in Real.
template <typename Real>
static Real positionIn(const ResizeMethod &m, const Axis &axis, int64_t o) {
  Real x = static_cast<Real>(o), scale = static_cast<Real>(axis.scale);
  // The result's length before it was rounded to an integer.
  Real length = scale * static_cast<Real>(axis.inputs);
  Real last = static_cast<Real>(axis.inputs - 1), half = Real(0.5);
  Real centered = (x + half) / scale - half;
  if (m.coordinates == "asymmetric")
    return x / scale;
  if (m.coordinates == "align_corners")
    return length == 1 ? 0 : x * last / (length - 1);
  if (m.coordinates == "pytorch_half_pixel")
    return length > 1 ? centered : 0;
  if (m.coordinates == "tf_half_pixel_for_nn")
    return (x + half) / scale;
  if (m.coordinates == "half_pixel_symmetric") {
    Real center = static_cast<Real>(axis.inputs) / 2;
    return center * (1 - static_cast<Real>(axis.outputs) / length) + centered;
  }
  if (m.coordinates == "tf_crop_and_resize") {
    Real start = static_cast<Real>(m.region[axis.index].first);
    Real end = static_cast<Real>(m.region[axis.index].second);
    return length > 1 ? start * last + x * (end - start) * last / (length - 1)
                      : half * (start + end) * last;
  }
  return centered;
}

// A scale such as 0.6 is no binary fraction: positions that are meant to fall
// on a pixel do so only when computed like the reference, in the scale's own
// float32. Ratios of sizes are computed in double.
static double sourcePosition(const ResizeMethod &m, const Axis &axis,
                             int64_t o) {
  return m.scalesAreFloat32 ? positionIn<float>(m, axis, o)
                            : positionIn<double>(m, axis, o);
}

//===-- Filters -----------------------------------------------------------===//

static double triangle(double x) { return std::max(0.0, 1 - std::fabs(x)); }

static double cubic(double x, double a) {
  x = std::fabs(x);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

// Whether the right one of the two neighbours is nearest; ratio in (0, 1].
static bool prefersRight(const std::string &mode, double ratio) {
  if (ratio == 1 || mode == "ceil")
    return true;
  if (mode == "floor")
    return false;
  return mode == "round_prefer_ceil" ? ratio >= 0.5 : ratio > 0.5;
}

// Taps on each side of the position: the filter's support, widened when an
// antialiased filter shrinks the image.
static int64_t halfWidth(const ResizeMethod &m, double scale) {
  int64_t support = m.filter == "cubic" ? 2 : 1;
  double squeeze = m.antialias ? std::min(scale, 1.0) : 1.0;
  return static_cast<int64_t>(std::ceil(static_cast<double>(support) / squeeze));
}

// Weights of the window that starts halfWidth - 1 before floor(position).
static std::vector<double> windowWeights(const ResizeMethod &m, double ratio,
                                         double scale, int64_t half) {
  double squeeze = m.antialias ? std::min(scale, 1.0) : 1.0;
  std::vector<double> weights;
  double sum = 0;
  for (int64_t i = 1 - half; i <= half; ++i) {
    double x = (static_cast<double>(i) - ratio) * squeeze;
    weights.push_back(m.filter == "cubic" ? cubic(x, m.cubicA) : triangle(x));
    sum += weights.back();
  }
  if (m.antialias)
    for (double &w : weights)
      w /= sum;
  return weights;
}

//===-- Taps --------------------------------------------------------------===//

static void addNearest(const ResizeMethod &m, const Axis &axis, int64_t base,
                       double ratio, ResizeTaps &taps) {
  int64_t position = base + (prefersRight(m.nearest, ratio) ? 1 : 0);
  taps.positions.push_back(
      std::min(std::max<int64_t>(position, 0), axis.inputs - 1));
  taps.weights.push_back(1);
}

static void addWindow(const ResizeMethod &m, const Axis &axis, int64_t base,
                      double ratio, int64_t half, ResizeTaps &taps) {
  std::vector<double> weights = windowWeights(m, ratio, axis.scale, half);
  double sum = 0;
  for (int64_t t = 0; t < taps.taps; ++t) {
    int64_t position = base + 1 - half + t;
    bool outside = position < 0 || position >= axis.inputs;
    if (m.excludeOutside && outside)
      weights[t] = 0;
    sum += weights[t];
    taps.positions.push_back(
        std::min(std::max<int64_t>(position, 0), axis.inputs - 1));
  }
  for (double w : weights)
    taps.weights.push_back(
        static_cast<float>(m.excludeOutside ? w / sum : w));
}

static bool isIdentity(const ResizeTaps &taps, int64_t inputs) {
  if (taps.outputs != inputs || taps.before + taps.after != 0)
    return false;
  for (int64_t o = 0; o < taps.outputs; ++o)
    for (int64_t t = 0; t < taps.taps; ++t) {
      size_t at = o * taps.taps + t;
      float weight = taps.positions[at] == o ? 1.0f : 0.0f;
      if (taps.weights[at] != weight)
        return false;
    }
  return true;
}

std::optional<ResizeTaps>
mlir::qopt::onnx_import::makeTaps(NodeImporter &n, const ResizeMethod &m,
                                  int64_t index, int64_t inputs,
                                  int64_t outputs, double scale) {
  Axis axis{index, inputs, outputs, scale};
  bool nearest = m.filter == "nearest";
  int64_t half = nearest ? 1 : halfWidth(m, scale);
  ResizeTaps taps;
  taps.axis = index;
  taps.outputs = outputs;
  taps.taps = nearest ? 1 : 2 * half;
  constexpr int64_t limit = int64_t{1} << 26;
  int64_t total = 0;
  if (llvm::MulOverflow(outputs, taps.taps, total) || total > limit) {
    n.fail("expected at most 2^26 interpolation weights along axis " +
           Twine(index) + ", got " + Twine(outputs) + " outputs of " +
           Twine(taps.taps));
    return std::nullopt;
  }
  for (int64_t o = 0; o < outputs; ++o) {
    double position = sourcePosition(m, axis, o);
    if (m.coordinates == "tf_crop_and_resize" &&
        !(position >= 0 && position <= static_cast<double>(inputs - 1))) {
      // Positions rise or fall steadily: those inside are one run.
      ++(taps.positions.empty() ? taps.before : taps.after);
      --taps.outputs;
      continue;
    }
    // The pixel left of the position, so that the ratio lies in (0, 1].
    double left = std::ceil(position) - 1;
    auto base = static_cast<int64_t>(left);
    if (nearest)
      addNearest(m, axis, base, position - left, taps);
    else
      addWindow(m, axis, base, position - left, half, taps);
  }
  if (isIdentity(taps, inputs))
    return std::nullopt;
  return taps;
}
