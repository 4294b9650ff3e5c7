// SPDX-License-Identifier: Apache-2.0
// conv and matmul against the formulas of their descriptions, written out as
// plain loops over coordinates, in every stage.
#include "RunText.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>
#include <random>

using namespace mlir;
using namespace mlir::qopt;

namespace {
std::string tensorType(ArrayRef<int64_t> shape, const std::string &element) {
  std::string text = "tensor<";
  for (int64_t d : shape)
    text += std::to_string(d) + "x";
  return text + element + ">";
}

struct Conv {
  std::vector<int64_t> input, filter; // [N, S.., C], [F, K.., C/G]
  std::vector<int64_t> strides, padding, dilations, inputDilations;
  int64_t groups = 1;

  size_t spatial() const { return input.size() - 2; }
  std::vector<int64_t> output() const {
    std::vector<int64_t> shape{input[0]};
    size_t r = spatial();
    for (size_t i = 0; i < r; ++i)
      shape.push_back(((input[i + 1] - 1) * inputDilations[i] + 1 + padding[i] +
                       padding[r + i] - ((filter[i + 1] - 1) * dilations[i] + 1)) /
                          strides[i] +
                      1);
    shape.push_back(filter[0]);
    return shape;
  }
  std::string attributes(const std::string &more = "") const {
    auto list = [](const std::vector<int64_t> &v) {
      return "array<i64: " + llvm::join(llvm::map_range(v, [](int64_t x) {
               return std::to_string(x);
             }), ", ") + ">";
    };
    return "{strides = " + list(strides) + ", padding = " + list(padding) +
           ", dilations = " + list(dilations) + ", input_dilations = " +
           list(inputDilations) + ", groups = " + std::to_string(groups) +
           more + "}";
  }
};

int64_t product(const std::vector<int64_t> &shape) {
  int64_t n = 1;
  for (int64_t d : shape)
    n *= d;
  return n;
}

// Coordinates of element `at`.
std::vector<int64_t> coordinates(int64_t at, const std::vector<int64_t> &shape) {
  std::vector<int64_t> index(shape.size());
  for (size_t d = shape.size(); d-- > 0;) {
    index[d] = at % shape[d];
    at /= shape[d];
  }
  return index;
}
int64_t linear(const std::vector<int64_t> &index,
               const std::vector<int64_t> &shape) {
  int64_t at = 0;
  for (size_t d = 0; d < shape.size(); ++d)
    at = at * shape[d] + index[d];
  return at;
}

// result[n, o, f] = bias[f] + sum over k, c, term by term as in the .td.
template <typename T>
std::vector<T> convolve(const Conv &conv, const std::vector<T> &input,
                        const std::vector<T> &filter,
                        const std::vector<T> &bias, T padding) {
  std::vector<int64_t> output = conv.output();
  size_t r = conv.spatial();
  int64_t perGroup = conv.filter[0] / conv.groups, inC = conv.filter.back();
  std::vector<T> result(product(output));
  for (size_t i = 0; i < result.size(); ++i) {
    std::vector<int64_t> out = coordinates(int64_t(i), output);
    int64_t f = out.back();
    T sum = 0;
    for (int64_t w = 0; w < product(conv.filter) / conv.filter[0]; ++w) {
      std::vector<int64_t> rest(conv.filter.begin() + 1, conv.filter.end());
      std::vector<int64_t> k = coordinates(w, rest), at{out[0]};
      bool inside = true;
      for (size_t d = 0; d < r; ++d) {
        int64_t p = out[d + 1] * conv.strides[d] + k[d] * conv.dilations[d] -
                    conv.padding[d];
        inside &= p >= 0 && p % conv.inputDilations[d] == 0 &&
                  p / conv.inputDilations[d] < conv.input[d + 1];
        at.push_back(p / conv.inputDilations[d]);
      }
      at.push_back(f / perGroup * inC + k.back());
      T x = inside ? input[linear(at, conv.input)] : padding;
      sum += x * filter[f * (product(rest)) + w];
    }
    result[i] = sum + (bias.empty() ? T(0) : bias[f]);
  }
  return result;
}

// Every spatial rank, and each attribute away from its neutral value.
std::vector<Conv> someConvs() {
  return {
      {{1, 5, 3}, {4, 3, 3}, {1}, {1, 1}, {1}, {1}, 1},
      {{2, 5, 6, 3}, {4, 3, 2, 3}, {2, 1}, {1, 0, 1, 1}, {1, 2}, {1, 1}, 1},
      {{1, 7, 7, 4}, {6, 3, 3, 2}, {2, 2}, {1, 1, 0, 2}, {1, 1}, {1, 1}, 2},
      {{2, 6, 5, 8}, {8, 3, 3, 1}, {1, 2}, {1, 1, 1, 1}, {1, 1}, {1, 1}, 8},
      {{1, 6, 5, 3}, {6, 3, 3, 1}, {1, 1}, {2, 1, 1, 1}, {2, 1}, {1, 1}, 3},
      {{1, 4, 3, 2}, {3, 3, 3, 2}, {1, 1}, {2, 2, 1, 2}, {1, 1}, {2, 3}, 1},
      {{1, 6, 6, 2}, {3, 2, 2, 2}, {1, 1}, {-1, -2, 0, -1}, {1, 1}, {1, 1}, 1},
      {{1, 4, 5, 3, 2}, {9, 2, 3, 2, 2}, {1, 2, 1}, {0, 1, 0, 1, 1, 0},
       {1, 1, 1}, {1, 1, 1}, 1},
      {{1, 1, 1, 40}, {17, 1, 1, 40}, {1, 1}, {0, 0, 0, 0}, {1, 1}, {1, 1}, 1},
  };
}

class LinearOpsTest : public RunText {
protected:
  std::mt19937 random{7};
  std::vector<int64_t> randomInts(int64_t n, int64_t lo, int64_t hi) {
    std::vector<int64_t> v(n);
    for (int64_t &x : v)
      x = lo + int64_t(random() % uint64_t(hi - lo + 1));
    return v;
  }
  // Multiples of 1/64: sums of products are exact, so results are too.
  Floats randomFloats(int64_t n) {
    Floats v;
    for (int64_t x : randomInts(n, -200, 200))
      v.push_back(float(x) / 64);
    return v;
  }
  std::string convText(const Conv &conv, const std::string &in,
                       const std::string &weights, const std::string &out,
                       const std::string &more) {
    std::string x = tensorType(conv.input, in),
                w = tensorType(conv.filter, weights),
                b = tensorType({conv.filter[0]}, out),
                y = tensorType(conv.output(), out);
    return function("%x: " + x + ", %w: " + w + ", %b: " + b,
                    "%r = qopt.conv %x, %w bias %b " + conv.attributes(more) +
                        " : (" + x + ", " + w + ", " + b + ") -> " + y,
                    y);
  }
};
//===-- Order and rounding of float sums ----------------------------------===//

TEST_F(LinearOpsTest, FloatSumsStartAtTheBiasAndRoundEachStep) {
  std::string text = function(
      "%x: tensor<1x3xf32>, %w: tensor<3x1xf32>, %b: tensor<1xf32>",
      "%r = qopt.matmul %x, %w bias %b : (tensor<1x3xf32>, tensor<3x1xf32>, "
      "tensor<1xf32>) -> tensor<1x1xf32>",
      "tensor<1x1xf32>");
  Floats x{0x1p24f, 1.0f, -0x1p24f}, one{1, 1, 1};
  // (0.5 + 2^24) + 1 - 2^24: both small terms are lost in f32; in double, or
  // with the bias last, they are not.
  EXPECT_EQ(floatsOf(runOne(text, {floats({1, 3}, x), floats({3, 1}, one),
                                   floats({1}, {0.5f})})),
            (Floats{0.0f}));
  // A product is rounded before it is added: (1 + 2^-12)^2 loses its last term.
  float a = 1 + 0x1p-12f;
  EXPECT_EQ(floatsOf(runOne(text, {floats({1, 3}, {a, 0, 0}),
                                   floats({3, 1}, {a, 0, 0}),
                                   floats({1}, {-1 - 0x1p-11f})})),
            (Floats{0.0f}));
}

// The formula of the op's description, term by term.
TEST_F(LinearOpsTest, WeightOnly) {
  constexpr int64_t M = 2, K = 7, N = 3;
  struct Case {
    const char *granularity;
    std::vector<int64_t> scales;
    int64_t (*slot)(int64_t k, int64_t n);
  };
  const Case cases[] = {
      {"tensor", {}, [](int64_t, int64_t) { return int64_t(0); }},
      {"channel<1>", {N}, [](int64_t, int64_t n) { return n; }},
      {"channel<0>", {K}, [](int64_t k, int64_t) { return k; }},
      {"group<0, 3>", {3, N}, [](int64_t k, int64_t n) { return k / 3 * N + n; }},
      {"group<1, 2>", {K, 2}, [](int64_t k, int64_t n) { return k * 2 + n / 2; }},
      {"block<4>", {6}, [](int64_t k, int64_t n) { return (k * N + n) / 4; }},
      {"block<10>", {3}, [](int64_t k, int64_t n) { return (k * N + n) / 10; }},
  };
  Floats lhs = randomFloats(M * K), bias{0.3f, -7, 0};
  Ints codes = randomInts(K * N, 0, 15);
  for (const Case &c : cases) {
    int64_t count = product(c.scales);
    Floats scales;
    for (int64_t v : randomInts(count, 1, 999))
      scales.push_back(float(v) / 777);
    std::string s = tensorType(c.scales, "f32"), z = tensorType(c.scales, "i32");
    std::string q = std::string("tensor<7x3x!qopt.q<#qopt.int<u4>, #qopt.") +
                    c.granularity + ">>";
    std::string text = function(
        "%x: tensor<2x7xf32>, %c: tensor<7x3xui8>, %s: " + s +
            ", %b: tensor<3xf32>",
        "%z = qopt.constant dense<5> : " + z +
            "\n%w = qopt.assemble %c, %s, %z : tensor<7x3xui8>, " + s + ", " +
            z + " -> " + q + "\n%r = qopt.matmul %x, %w bias %b : "
            "(tensor<2x7xf32>, " + q + ", tensor<3xf32>) -> tensor<2x3xf32>",
        "tensor<2x3xf32>");
    Floats wanted;
    for (int64_t m = 0; m < M; ++m)
      for (int64_t n = 0; n < N; ++n) {
        float total = bias[n], partial = 0;
        for (int64_t k = 0; k < K; ++k) {
          if (k > 0 && c.slot(k, n) != c.slot(k - 1, n)) {
            total = total + partial * scales[c.slot(k - 1, n)];
            partial = 0;
          }
          partial = partial + lhs[m * K + k] * float(codes[k * N + n] - 5);
        }
        wanted.push_back(total + partial * scales[c.slot(K - 1, n)]);
      }
    EXPECT_EQ(floatsOf(runOne(text, {floats({M, K}, lhs),
                                     ints("ui8", {K, N}, codes),
                                     floats(c.scales, scales),
                                     floats({N}, bias)})),
              wanted)
        << c.granularity;
  }
}
} // namespace

TEST_F(LinearOpsTest, FloatConv) {
  for (const Conv &conv : someConvs()) {
    Floats x = randomFloats(product(conv.input)),
           w = randomFloats(product(conv.filter)),
           b = randomFloats(conv.filter[0]);
    Floats got = floatsOf(runOne(convText(conv, "f32", "f32", "f32", ""),
                                 {floats(conv.input, x),
                                  floats(conv.filter, w),
                                  floats({conv.filter[0]}, b)}));
    EXPECT_EQ(got, convolve<float>(conv, x, w, b, 0)) << conv.attributes();
  }
}

TEST_F(LinearOpsTest, IntegerConv) {
  for (const Conv &conv : someConvs()) {
    auto x = randomInts(product(conv.input), 0, 255);
    auto w = randomInts(product(conv.filter), -128, 127);
    auto b = randomInts(conv.filter[0], -100000, 100000);
    Tensor r = runOne(convText(conv, "ui8", "i8", "i32", ", pad_value = 7"),
                      {ints("ui8", conv.input, x), ints("i8", conv.filter, w),
                       ints("i32", {conv.filter[0]}, b)});
    EXPECT_EQ(intsOf(r), convolve<int64_t>(conv, x, w, b, 7))
        << conv.attributes();
  }
}

TEST_F(LinearOpsTest, ConvOf16BitsTo64) {
  Conv conv = someConvs()[1];
  // 18 terms of -2^15 * -2^15 need more than 32 bits.
  Ints x(product(conv.input), -32768), w(product(conv.filter), -32768),
      b(conv.filter[0], 1);
  Tensor r = runOne(convText(conv, "i16", "i16", "i64", ""),
                    {ints("i16", conv.input, x), ints("i16", conv.filter, w),
                     ints("i64", {conv.filter[0]}, b)});
  EXPECT_EQ(intsOf(r), convolve<int64_t>(conv, x, w, b, 0));
  EXPECT_EQ(intsOf(r)[0], 18ll * 1073741824 + 1 - 6ll * 1073741824);
  EXPECT_NE(runError(convText(conv, "i16", "i16", "i32", ""),
                     {ints("i16", conv.input, x), ints("i16", conv.filter, w),
                      ints("i32", {conv.filter[0]}, b)})
                .find("'qopt.conv' op expected every sum to fit 'i32', got "
                      "12884901889 at element 0"),
            std::string::npos)
      << errors;
}

// Codes with zero points: (code - zp) * scale, real arithmetic, one rounding.
TEST_F(LinearOpsTest, QuantizedConv) {
  Conv conv = someConvs()[2];
  int64_t F = conv.filter[0];
  auto x = randomInts(product(conv.input), -128, 127);
  auto w = randomInts(product(conv.filter), -127, 127);
  auto b = randomInts(F, -1000, 1000);
  std::string xt = tensorType(conv.input, "i8"),
              wt = tensorType(conv.filter, "i8"), bt = tensorType({F}, "i32"),
              yt = tensorType(conv.output(), "i8");
  std::string xq = tensorType(conv.input, "!s8"),
              wq = tensorType(conv.filter, "!s8c0"),
              bq = tensorType({F}, "!s32c0"),
              yq = tensorType(conv.output(), "!s8");
  aliases += "!s32c0 = !qopt.q<#qopt.int<s32>, #qopt.channel<0>>\n";
  std::string text = function(
      "%x: " + xt + ", %w: " + wt + ", %b: " + bt + ", %ws: tensor<6xf32>, "
      "%bs: tensor<6xf32>",
      "%s = qopt.constant dense<0.5> : tensor<f32>\n"
      "%z = qopt.constant dense<-3> : tensor<i32>\n"
      "%z6 = qopt.constant dense<0> : tensor<6xi32>\n"
      "%xq = qopt.assemble %x, %s, %z : " + xt + ", tensor<f32>, tensor<i32> -> "
      + xq + "\n%wq = qopt.assemble %w, %ws, %z6 : " + wt +
      ", tensor<6xf32>, tensor<6xi32> -> " + wq +
      "\n%bq = qopt.assemble %b, %bs, %z6 : " + bt +
      ", tensor<6xf32>, tensor<6xi32> -> " + bq +
      "\n%os = qopt.constant dense<64.0> : tensor<f32>\n"
      "%oz = qopt.constant dense<5> : tensor<i32>\n"
      "%y = qopt.conv %xq, %wq bias %bq result(%os, %oz) " + conv.attributes() +
      " : (" + xq + ", " + wq + ", " + bq + ", tensor<f32>, tensor<i32>) -> " +
      yq + "\n%r = qopt.codes %y : " + yq + " -> " + yt,
      yt);
  Floats ws = {0.5f, 0.25f, 1.0f, 0.125f, 0.375f, 2.0f}, bs;
  for (float s : ws)
    bs.push_back(s * 0.5f);
  Tensor got = runOne(text, {ints("i8", conv.input, x),
                             ints("i8", conv.filter, w), ints("i32", {F}, b),
                             floats({F}, ws), floats({F}, bs)});
  Ints shifted = x;
  for (int64_t &v : shifted)
    v += 3;
  Ints sums = convolve<int64_t>(conv, shifted, w, b, 0), want;
  for (size_t i = 0; i < sums.size(); ++i) {
    double steps = std::nearbyint(double(sums[i]) * bs[i % F] / 64.0) + 5;
    want.push_back(int64_t(std::min(std::max(steps, -128.0), 127.0)));
  }
  EXPECT_EQ(intsOf(got), want);
}

TEST_F(LinearOpsTest, Matmul) {
  // [2, 1, 3, 5] x [4, 5, 10] -> [2, 4, 3, 10]: both broadcast.
  std::vector<int64_t> ls = {2, 1, 3, 5}, rs = {4, 5, 10}, os = {2, 4, 3, 10};
  std::string text = "func.func @main(%a: tensor<2x1x3x5xEA>, %b: "
                     "tensor<4x5x10xEB>, %c: tensor<10xEC>) -> "
                     "tensor<2x4x3x10xEC> {\n%r = qopt.matmul %a, %b bias %c : "
                     "(tensor<2x1x3x5xEA>, tensor<4x5x10xEB>, tensor<10xEC>) -> "
                     "tensor<2x4x3x10xEC>\nreturn %r : tensor<2x4x3x10xEC>\n}";
  auto withTypes = [&](const char *a, const char *b, const char *c) {
    std::string result = text;
    for (auto [from, to] : {std::pair("EA", a), {"EB", b}, {"EC", c}})
      for (size_t at; (at = result.find(from)) != std::string::npos;)
        result.replace(at, 2, to);
    return result;
  };
  auto x = randomInts(30, -128, 127), y = randomInts(200, 0, 255),
       z = randomInts(10, -5000, 5000);
  Ints want(240);
  for (int64_t i = 0; i < 240; ++i) {
    auto at = coordinates(i, os);
    int64_t sum = z[at[3]];
    for (int64_t k = 0; k < 5; ++k)
      sum += x[linear({at[0], 0, at[2], k}, ls)] *
             y[linear({at[1], k, at[3]}, rs)];
    want[i] = sum;
  }
  EXPECT_EQ(intsOf(runOne(withTypes("i8", "ui8", "i32"),
                          {ints("i8", ls, x), ints("ui8", rs, y),
                           ints("i32", {10}, z)})),
            want);
  Floats fx(x.begin(), x.end()), fy(y.begin(), y.end()), fz(z.begin(), z.end());
  EXPECT_EQ(floatsOf(runOne(withTypes("f32", "f32", "f32"),
                            {floats(ls, fx), floats(rs, fy),
                             floats({10}, fz)})),
            Floats(want.begin(), want.end()));
}

TEST_F(LinearOpsTest, MatmulOfWideIntegers) {
  std::string text = function("%a: tensor<1x2xi64>, %b: tensor<2x1xi64>",
                              "%r = qopt.matmul %a, %b : (tensor<1x2xi64>, "
                              "tensor<2x1xi64>) -> tensor<1x1xi64>",
                              "tensor<1x1xi64>");
  // Products above 2^53 with an odd sum: doubles would round it.
  EXPECT_EQ(intsOf(runOne(text, {ints("i64", {1, 2}, {1ll << 31, 1}),
                                 ints("i64", {2, 1}, {1ll << 31, 1})})),
            Ints{(1ll << 62) + 1});
  EXPECT_EQ(runError(text, {ints("i64", {1, 2}, {1ll << 32, 0}),
                            ints("i64", {2, 1}, {1ll << 31, 0})}),
            "'qopt.matmul' op expected every sum to fit 'i64', got "
            "9223372036854775808 at element 0\n");
  EXPECT_EQ(runError(text, {ints("i64", {1, 2}, {INT64_MIN, 0}),
                            ints("i64", {2, 1}, {INT64_MIN, 0})}),
            "'qopt.matmul' op expected sums below 2^126, got operands of "
            "larger magnitude: 'tensor<1x2xi64>' and 'tensor<2x1xi64>'\n");
}


TEST_F(LinearOpsTest, QuantizedMatmul) {
  std::string text = function(
      "%a: tensor<1x2xui8>, %b: tensor<2x2xi8>",
      "%s = qopt.constant dense<0.5> : tensor<f32>\n"
      "%z = qopt.constant dense<128> : tensor<i32>\n"
      "%z0 = qopt.constant dense<0> : tensor<i32>\n"
      "%x = qopt.assemble %a, %s, %z : tensor<1x2xui8>, tensor<f32>, "
      "tensor<i32> -> tensor<1x2x!u8>\n"
      "%y = qopt.assemble %b, %s, %z0 : tensor<2x2xi8>, tensor<f32>, "
      "tensor<i32> -> tensor<2x2x!s8>\n"
      "%os = qopt.constant dense<2.0> : tensor<f32>\n"
      "%m = qopt.matmul %x, %y result(%os, %z) : (tensor<1x2x!u8>, "
      "tensor<2x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x2x!u8>\n"
      "%r = qopt.codes %m : tensor<1x2x!u8> -> tensor<1x2xui8>",
      "tensor<1x2xui8>");
  // (2*1 + 6*3)/4/2 = 2.5 -> 2; (2*-4 + 6*6)/8 = 3.5 -> 4.
  EXPECT_EQ(intsOf(runOne(text, {ints("ui8", {1, 2}, {130, 134}),
                                 ints("i8", {2, 2}, {1, -4, 3, 6})})),
            (Ints{130, 132}));
}
