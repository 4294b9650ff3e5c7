// SPDX-License-Identifier: Apache-2.0
// Packed kernels: weights are packed here by the tables of the op descriptions,
// read word for word, and the results compared with plain sums.
#include "RunText.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace mlir;
using namespace mlir::qopt;

namespace {
struct Case {
  std::vector<int64_t> spatial, kernel, strides, dilations;
  int64_t channels, features, groups;

  std::vector<int64_t> output() const {
    std::vector<int64_t> result;
    for (size_t i = 0; i < kernel.size(); ++i)
      result.push_back((spatial[i] - (kernel[i] - 1) * dilations[i] - 1) /
                           strides[i] +
                       1);
    return result;
  }
};

int64_t product(const std::vector<int64_t> &v) {
  int64_t n = 1;
  for (int64_t d : v)
    n *= d;
  return n;
}
std::vector<int64_t> coordinates(int64_t at, const std::vector<int64_t> &shape) {
  std::vector<int64_t> index(shape.size());
  for (size_t d = shape.size(); d-- > 0; at /= shape[d])
    index[d] = at % shape[d];
  return index;
}

// Sums over filter[f][k][c] as packed_conv describes them, batch of 2.
Ints plainSums(const Case &c, const Ints &input, const Ints &filter,
               const Ints &bias) {
  std::vector<int64_t> out = c.output();
  int64_t inC = c.channels / c.groups, perGroup = c.features / c.groups;
  Ints sums;
  for (int64_t n = 0; n < 2; ++n)
    for (int64_t o = 0; o < product(out); ++o)
      for (int64_t f = 0; f < c.features; ++f) {
        auto at = coordinates(o, out);
        int64_t sum = bias[f];
        for (int64_t k = 0; k < product(c.kernel); ++k) {
          auto tap = coordinates(k, c.kernel);
          int64_t position = n;
          for (size_t d = 0; d < out.size(); ++d)
            position = position * c.spatial[d] + at[d] * c.strides[d] +
                       tap[d] * c.dilations[d];
          for (int64_t i = 0; i < inC; ++i)
            sum += input[position * c.channels + f / perGroup * inC + i] *
                   filter[(f * product(c.kernel) + k) * inC + i];
        }
        sums.push_back(sum);
      }
  return sums;
}

// [G, P, R * ceil(L / step), 16, step]: runs of L filter elements, which are
// consecutive in filter[f] whether or not K_r belongs to the run.
Ints packConv(const Case &c, const Ints &filter, int64_t step,
              std::vector<int64_t> &shape) {
  int64_t inC = c.channels / c.groups, perGroup = c.features / c.groups;
  int64_t depth = product(c.kernel) * inC;
  bool merged = c.groups == 1 && !c.kernel.empty() &&
                (c.dilations.back() == 1 || c.kernel.back() == 1);
  int64_t L = merged ? c.kernel.back() * c.channels : inC, R = depth / L;
  int64_t panels = (perGroup + 15) / 16, steps = (L + step - 1) / step;
  shape = {c.groups, panels, R * steps, 16};
  if (step > 1)
    shape.push_back(step);
  Ints packed(product(shape), 0);
  for (int64_t f = 0; f < c.features; ++f)
    for (int64_t r = 0; r < R; ++r)
      for (int64_t l = 0; l < L; ++l) {
        int64_t g = f / perGroup, w = f % perGroup;
        int64_t row = (g * panels + w / 16) * R * steps + r * steps + l / step;
        packed[(row * 16 + w % 16) * step + l % step] =
            filter[f * depth + r * L + l];
      }
  return packed;
}

// The taps of the quads, four each, -1 where there is none: along the last but
// one dimension where it has several taps, else along the last.
std::vector<int64_t> quadTaps(const Case &c) {
  size_t rank = c.kernel.size();
  bool columns = rank >= 2 && c.kernel[rank - 2] > 1;
  int64_t height = columns ? c.kernel[rank - 2] : c.kernel[rank - 1];
  int64_t width = columns ? c.kernel[rank - 1] : 1;
  int64_t outer = product(c.kernel) / height / width;
  std::vector<int64_t> taps;
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t x = 0; x < width; ++x)
      for (int64_t y = 0; y < (height + 3) / 4 * 4; ++y)
        taps.push_back(y < height ? (o * height + y) * width + x : -1);
  return taps;
}

// Blocks of 4, 2 and 1 panels, each [quad][j][panel][channel][tap].
Ints packDepthwise(const Case &c, const Ints &filter) {
  int64_t taps = product(c.kernel), panels = (c.channels + 15) / 16;
  std::vector<int64_t> order = quadTaps(c);
  Ints packed;
  int64_t panel = 0;
  while (panel < panels) {
    int64_t left = panels - panel, B = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (size_t quad = 0; quad < order.size(); quad += 4)
      for (int64_t j = 0; j < 4; ++j)
        for (int64_t b = 0; b < B; ++b)
          for (int64_t i = 0; i < 4; ++i)
            for (int64_t k = 0; k < 4; ++k) {
              int64_t channel = 16 * (panel + b) + 4 * j + i;
              int64_t tap = order[quad + k];
              packed.push_back(channel < c.channels && tap >= 0
                                   ? filter[channel * taps + tap]
                                   : 0);
            }
    panel += B;
  }
  return packed;
}

// [G, P, 16] from one value per feature.
Ints packChannels(const Case &c, const Ints &values, int64_t filling,
                  std::vector<int64_t> &shape, bool depthwise) {
  int64_t groups = depthwise ? 1 : c.groups, perGroup = c.features / groups;
  shape = {groups, (perGroup + 15) / 16, 16};
  Ints packed(product(shape), filling);
  for (int64_t f = 0; f < c.features; ++f)
    packed[f / perGroup * shape[1] * 16 + f % perGroup] = values[f];
  return packed;
}

std::string shaped(const std::vector<int64_t> &shape, const char *element) {
  std::string text = "tensor<";
  for (int64_t d : shape)
    text += std::to_string(d) + "x";
  return text + element + ">";
}

class KernelOpsTest : public RunText {
protected:
  KernelOpsTest() { context.loadDialect<tensor::TensorDialect>(); }
  std::mt19937 random{3};
  Ints randomInts(int64_t n, int64_t lo, int64_t hi) {
    Ints v(n);
    for (int64_t &x : v)
      x = lo + int64_t(random() % uint64_t(hi - lo + 1));
    return v;
  }
  static std::string attributes(const Case &c, const std::string &more) {
    auto list = [](const std::vector<int64_t> &v) {
      return "array<i64" + std::string(v.empty() ? "" : ": ") +
             llvm::join(llvm::map_range(v, [](int64_t x) {
                          return std::to_string(x);
                        }),
                        ", ") +
             ">";
    };
    return "{kernel = " + list(c.kernel) + ", strides = " + list(c.strides) +
           ", dilations = " + list(c.dilations) +
           ", groups = " + std::to_string(c.groups) + more + "}";
  }
  static std::vector<int64_t> withEnds(std::vector<int64_t> spatial,
                                       int64_t channels) {
    spatial.insert(spatial.begin(), 2);
    spatial.push_back(channels);
    return spatial;
  }
};

const std::vector<Case> convs = {
    {{}, {}, {}, {}, 7, 20, 1},                         // matrix product
    {{5}, {3}, {1}, {1}, 3, 5, 1},                      // one run of 9
    {{5, 6}, {3, 2}, {2, 1}, {1, 1}, 5, 33, 1},         // merged innermost
    {{6, 7}, {2, 3}, {1, 1}, {1, 2}, 4, 16, 1},         // dilated: not merged
    {{4, 4}, {3, 3}, {1, 1}, {1, 1}, 6, 34, 2},         // groups
    {{3, 4, 4}, {2, 2, 2}, {1, 2, 1}, {1, 1, 1}, 2, 4, 1},
};
const std::vector<Case> depthwise = {
    {{5, 5}, {3, 3}, {1, 2}, {1, 1}, 5, 5, 5},
    {{5, 5}, {3, 3}, {1, 1}, {2, 1}, 7 * 16 + 3, 7 * 16 + 3, 7 * 16 + 3},
    {{9}, {4}, {1}, {1}, 48, 48, 48},
    {{3, 7}, {1, 5}, {1, 1}, {1, 1}, 17, 17, 17}, // quads along the last
    {{3, 6, 4}, {2, 5, 2}, {1, 1, 1}, {1, 1, 1}, 3, 3, 3},
};
} // namespace

TEST_F(KernelOpsTest, IntegerSums) {
  for (bool isDepthwise : {false, true})
    for (const Case &c : isDepthwise ? depthwise : convs)
      for (const char *type : {"i8", "ui8"}) {
        bool isSigned = type[0] == 'i';
        std::vector<int64_t> ws, bs, xs = withEnds(c.spatial, c.channels),
                                     ys = withEnds(c.output(), c.features);
        Ints x = randomInts(product(xs), isSigned ? -128 : 0,
                            isSigned ? 127 : 255),
             w = randomInts(c.features * product(c.kernel) * c.channels /
                                c.groups,
                            -128, 127),
             b = randomInts(c.features, -9999, 9999);
        Ints read = x;
        for (int64_t &v : read)
          v += isSigned ? 128 : 0;
        Ints packed = isDepthwise ? packDepthwise(c, w)
                                  : packConv(c, w, 4, ws);
        if (isDepthwise)
          ws = {int64_t(packed.size())};
        Ints packedBias = packChannels(c, b, 0, bs, isDepthwise);
        std::string X = shaped(xs, type), W = shaped(ws, "i8"),
                    B = shaped(bs, "i32"), Y = shaped(ys, "i32");
        std::string text = function(
            "%x: " + X + ", %w: " + W + ", %b: " + B,
            "%e = tensor.empty() : " + Y + "\n%r = qopt.packed_" +
                (isDepthwise ? "depthwise" : "conv") +
                " %x, %w bias %b outs %e " +
                attributes(c, isSigned ? "" : ", unsigned_input") + " : (" + X +
                ", " + W + ", " + B + ", " + Y + ") -> " + Y,
            Y);
        EXPECT_EQ(intsOf(runOne(text, {ints(type, xs, x), ints("i8", ws, packed),
                                       ints("i32", bs, packedBias)})),
                  plainSums(c, read, w, b))
            << text;
      }
}

TEST_F(KernelOpsTest, Rescale) {
  const Case &c = convs[4];
  std::vector<int64_t> ws, bs, xs = withEnds(c.spatial, c.channels),
                               ys = withEnds(c.output(), c.features);
  Ints x = randomInts(product(xs), 0, 255),
       w = randomInts(c.features * 27, -128, 127), b(c.features, 100);
  Ints multiplier = randomInts(c.features, 1 << 30, (1ll << 31) - 1),
       shift = randomInts(c.features, 38, 42);
  Ints pw = packConv(c, w, 4, ws), pb = packChannels(c, b, 0, bs, false),
       pm = packChannels(c, multiplier, 0, bs, false),
       ps = packChannels(c, shift, 31, bs, false);
  std::string X = shaped(xs, "ui8"), W = shaped(ws, "i8"),
              B = shaped(bs, "i32"), S = shaped(bs, "i8"),
              Y = shaped(ys, "ui8");
  std::string text = function(
      "%x: " + X + ", %w: " + W + ", %b: " + B + ", %m: " + B + ", %s: " + S,
      "%e = tensor.empty() : " + Y + "\n%r = qopt.packed_conv %x, %w bias %b "
      "rescale %m, %s outs %e " +
          attributes(c, ", unsigned_input, narrow, out_zp = 90, lo = 90, hi = "
                        "250, rounding = #qopt<requant_rounding single>") +
          " : (" + X + ", " + W + ", " + B + ", " + B + ", " + S + ", " + Y +
          ") -> " + Y,
      Y);
  Ints want = plainSums(c, x, w, b);
  for (size_t i = 0; i < want.size(); ++i) {
    size_t f = i % c.features;
    __int128 scaled = (__int128(want[i]) * multiplier[f] +
                       (__int128(1) << (shift[f] - 1))) >>
                      shift[f];
    want[i] = std::min<int64_t>(std::max<int64_t>(int64_t(scaled) + 90, 90),
                                250);
  }
  std::vector<Tensor> inputs = {ints("ui8", xs, x), ints("i8", ws, pw),
                                ints("i32", bs, pb), ints("i32", bs, pm),
                                ints("i8", bs, ps)};
  EXPECT_EQ(intsOf(runOne(text, inputs)), want);
  inputs[4] = ints("i8", bs, Ints(ps.size(), 30));
  EXPECT_NE(runError(text, inputs)
                .find("expected |sum| < 2^30 and a shift in [31, 61] of a "
                      "narrow kernel, got "),
            std::string::npos);
}

TEST_F(KernelOpsTest, Float) {
  for (bool isDepthwise : {false, true})
    for (const Case &c : isDepthwise ? depthwise : convs) {
      std::vector<int64_t> ws, bs, xs = withEnds(c.spatial, c.channels),
                                   ys = withEnds(c.output(), c.features);
      Ints x = randomInts(product(xs), -99, 99),
           w = randomInts(c.features * product(c.kernel) * c.channels /
                              c.groups,
                          -99, 99),
           b = randomInts(c.features, -999, 999);
      Ints packed;
      if (isDepthwise) { // [T, P * 16]
        int64_t taps = product(c.kernel), columns = (c.channels + 15) / 16 * 16;
        ws = {taps, columns};
        packed.assign(taps * columns, 0);
        for (int64_t f = 0; f < c.features; ++f)
          for (int64_t t = 0; t < taps; ++t)
            packed[t * columns + f] = w[f * taps + t];
      } else {
        packed = packConv(c, w, 1, ws);
      }
      Ints packedBias = packChannels(c, b, 0, bs, isDepthwise);
      std::string X = shaped(xs, "f32"), W = shaped(ws, "f32"),
                  B = shaped(bs, "f32"), Y = shaped(ys, "f32");
      std::string text = function(
          "%x: " + X + ", %w: " + W + ", %b: " + B,
          "%e = tensor.empty() : " + Y + "\n%r = qopt.packed_" +
              (isDepthwise ? "depthwise" : "conv") + " %x, %w bias %b outs %e " +
              attributes(c, ", clamp_lo = 0.0 : f32, clamp_hi = 5000.0 : f32") +
              " : (" + X + ", " + W + ", " + B + ", " + Y + ") -> " + Y,
          Y);
      auto toFloats = [](const Ints &v) { return Floats(v.begin(), v.end()); };
      Floats want;
      for (int64_t sum : plainSums(c, x, w, b))
        want.push_back(float(std::clamp<int64_t>(sum, 0, 5000)));
      EXPECT_EQ(floatsOf(runOne(text, {floats(xs, toFloats(x)),
                                       floats(ws, toFloats(packed)),
                                       floats(bs, toFloats(packedBias))})),
                want)
          << text;
    }
}
