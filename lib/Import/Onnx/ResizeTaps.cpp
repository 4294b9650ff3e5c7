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

namespace {
/// Weights of one output by position, ascending; no zeros.
using Output = SmallVector<std::pair<int64_t, double>, 8>;
} // namespace

static Output nearestOutput(const ResizeMethod &m, const Axis &axis,
                            int64_t base, double ratio) {
  int64_t position = base + (prefersRight(m.nearest, ratio) ? 1 : 0);
  return {{std::min(std::max<int64_t>(position, 0), axis.inputs - 1), 1.0}};
}

// Beyond the border the outermost pixel is repeated: its weights add up.
static Output windowOutput(const ResizeMethod &m, const Axis &axis,
                           int64_t base, double ratio, int64_t half) {
  std::vector<double> weights = windowWeights(m, ratio, axis.scale, half);
  Output result;
  double sum = 0;
  for (auto [i, weight] : llvm::enumerate(weights)) {
    int64_t position = base + 1 - half + static_cast<int64_t>(i);
    bool outside = position < 0 || position >= axis.inputs;
    if (weight == 0 || (m.excludeOutside && outside))
      continue;
    sum += weight;
    position = std::min(std::max<int64_t>(position, 0), axis.inputs - 1);
    if (!result.empty() && result.back().first == position)
      result.back().second += weight;
    else
      result.push_back({position, weight});
  }
  if (m.excludeOutside)
    for (auto &tap : result)
      tap.second /= sum;
  return result;
}

// Rows of equal length; short ones repeat their last position with weight 0.
static void setTaps(ArrayRef<Output> outputs, ResizeTaps &taps) {
  for (const Output &output : outputs)
    taps.taps = std::max<int64_t>(taps.taps, output.size());
  for (const Output &output : outputs)
    for (int64_t t = 0; t < taps.taps; ++t) {
      bool given = t < static_cast<int64_t>(output.size());
      taps.positions.push_back(given ? output[t].first : output.back().first);
      // One tap alone has all the weight, whatever rounding left of it.
      double weight = given ? output[t].second : 0;
      taps.weights.push_back(output.size() == 1 && given
                                 ? 1
                                 : static_cast<float>(weight));
    }
}

static bool isIdentity(const ResizeTaps &taps, int64_t inputs) {
  return taps.taps == 1 && taps.outputs == inputs &&
         taps.before + taps.after == 0 &&
         llvm::equal(taps.positions, llvm::seq<int64_t>(0, inputs));
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
  constexpr int64_t limit = int64_t{1} << 22;
  int64_t total = 0;
  if (llvm::MulOverflow(outputs, 2 * half, total) || total > limit ||
      !n.b.spend(total)) {
    n.fail("expected at most 2^22 interpolation weights along axis " +
           Twine(index) + ", got " + Twine(outputs) + " outputs of " +
           Twine(2 * half));
    return std::nullopt;
  }
  std::vector<Output> rows;
  for (int64_t o = 0; o < outputs; ++o) {
    double position = sourcePosition(m, axis, o);
    if (m.coordinates == "tf_crop_and_resize" &&
        !(position >= 0 && position <= static_cast<double>(inputs - 1))) {
      // Positions rise or fall steadily: those inside are one run.
      ++(rows.empty() ? taps.before : taps.after);
      --taps.outputs;
      continue;
    }
    // The pixel left of the position, so that the ratio lies in (0, 1].
    double left = std::ceil(position) - 1;
    auto base = static_cast<int64_t>(left);
    rows.push_back(nearest
                       ? nearestOutput(m, axis, base, position - left)
                       : windowOutput(m, axis, base, position - left, half));
    if (rows.back().empty()) {
      n.fail("expected every output to see the input, got output " + Twine(o) +
             " of axis " + Twine(index) + " that exclude_outside leaves bare");
      return std::nullopt;
    }
  }
  setTaps(rows, taps);
  if (isIdentity(taps, inputs))
    return std::nullopt;
  return taps;
}
