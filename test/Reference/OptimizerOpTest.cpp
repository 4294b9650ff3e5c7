// SPDX-License-Identifier: Apache-2.0
// optimizer_step: every attribute and scalar reaches Numerics.
#include "RunText.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
class OptimizerOpTest : public RunText {
protected:
  /// Adam on 4 elements in blocks of 3, destinations being the operands.
  FailureOr<SmallVector<Tensor>> adam(const std::string &attributes,
                                      ArrayRef<Tensor> inputs) {
    std::string p = "tensor<4xf32>", c = "tensor<4xui8>", a = "tensor<2xf32>",
                s = "tensor<f32>";
    return run("func.func @main(%p: " + p + ", %g: " + p + ", %m: " + c +
                   ", %v: " + c + ", %a: " + a + ", %b: " + a + ", %s: " + s +
                   ", %r: " + s + ", %k: " + s + ") -> (" + p + ", " + c +
                   ", " + c + ", " + a + ", " + a + ") {\n" +
                   "%o:5 = qopt.optimizer_step adam %p, %g states %m, %v "
                   "absmax %a, %b scalars %s, %r, %k outs %p, %m, %v, %a, %b {" +
                   attributes + "} : (" + p + ", " + p + ", " + c + ", " + c +
                   ", " + a + ", " + a + ", " + s + ", " + s + ", " + s + ", " +
                   p + ", " + c + ", " + c + ", " + a + ", " + a + ") -> (" + p +
                   ", " + c + ", " + c + ", " + a + ", " + a + ")\n" +
                   "return %o#0, %o#1, %o#2, %o#3, %o#4 : " + p + ", " + c +
                   ", " + c + ", " + a + ", " + a + "\n}\n",
               inputs);
  }
};
} // namespace

TEST_F(OptimizerOpTest, MomentumByHand) {
  std::string t = "tensor<2xf32>";
  auto results = run(
      "func.func @main(%p: " + t + ", %g: " + t + ", %m: " + t +
          ", %s: tensor<f32>) -> (" + t + ", " + t + ") {\n" +
          "%r:2 = qopt.optimizer_step momentum %p, %g states %m scalars %s outs "
          "%p, %m {beta1 = 0.5, decay = #qopt<decay coupled>, weight_decay = "
          "0.25} : (" +
          t + ", " + t + ", " + t + ", tensor<f32>, " + t + ", " + t +
          ") -> (" + t + ", " + t + ")\nreturn %r#0, %r#1 : " + t + ", " + t +
          "\n}\n",
      {floats({2}, {1, -2}), floats({2}, {0.25f, INFINITY}),
       floats({2}, {0.5f, 3}), floats({}, {0.25f})});
  ASSERT_TRUE(succeeded(results)) << errors;
  ASSERT_EQ(results->size(), 2u);
  // g = 0.25 + 0.25 * 1; m = 0.5 * 0.5 + g; infinite gradients move nothing.
  EXPECT_EQ(floatsOf((*results)[0]), (Floats{0.8125f, -2}));
  EXPECT_EQ(floatsOf((*results)[1]), (Floats{0.75f, 0}));
}

TEST_F(OptimizerOpTest, AttributesReachNumerics) {
  struct {
    const char *attributes;
    num::OptimizerSpec spec;
  } cases[] = {
      {"beta1 = 0.75, beta2 = 0.875, eps = 0.125, eps_rule = #qopt<eps_rule "
       "scaled>, decay = #qopt<decay after>, zero_rule = #qopt<zero_rule "
       "keep_negative>, block = 3 : i64",
       {num::OptimizerKind::Adam, 0.75, 0.875, 0.125, 0, num::DecayRule::After,
        num::EpsRule::Scaled, num::ZeroRule::KeepNegative}},
      {"beta1 = 0.5, beta2 = 0.25, eps = 0.5, eps_rule = #qopt<eps_rule "
       "inside_root>, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule "
       "keep_sign>, block = 3 : i64",
       {num::OptimizerKind::Adam, 0.5, 0.25, 0.5, 0, num::DecayRule::Before,
        num::EpsRule::InsideRoot, num::ZeroRule::KeepSign}},
      {"beta1 = 0.5, beta2 = 0.25, eps = 0.5, eps_rule = #qopt<eps_rule "
       "outside>, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule "
       "nearest>, block = 3 : i64",
       {num::OptimizerKind::Adam, 0.5, 0.25, 0.5, 0, num::DecayRule::Before,
        num::EpsRule::Outside, num::ZeroRule::Nearest}},
  };
  // The second gradient's states round to 0 beside those of the first.
  Floats p{1, -2, 0.5f, 4}, g{-1, -1e-8f, 0.25f, 1e-8f}, absmax[2] = {
      {0.5f, 2}, {1, 0.25f}};
  std::vector<uint8_t> codes[2] = {{3, 127, 200, 255}, {0, 1, 99, 254}};
  num::StepScalars scalars{0.125f, 0.75f, 0.875f};
  for (auto &[attributes, spec] : cases) {
    auto toInts64 = [](const std::vector<uint8_t> &v) {
      return Ints(v.begin(), v.end());
    };
    auto results =
        adam(attributes,
             {floats({4}, p), floats({4}, g),
              ints("ui8", {4}, toInts64(codes[0])),
              ints("ui8", {4}, toInts64(codes[1])), floats({2}, absmax[0]),
              floats({2}, absmax[1]), floats({}, {scalars.step}),
              floats({}, {scalars.correction}), floats({}, {scalars.keep})});
    ASSERT_TRUE(succeeded(results)) << errors;
    Floats wanted = p, a = absmax[0], b = absmax[1];
    std::vector<uint8_t> m = codes[0], v = codes[1];
    num::BlockState states[] = {{m.data(), a.data()}, {v.data(), b.data()}};
    num::optimizerStep(spec, scalars, 4, 3, wanted.data(), g.data(), states);
    EXPECT_EQ(floatsOf((*results)[0]), wanted) << attributes;
    EXPECT_EQ(intsOf((*results)[1]), toInts64(m)) << attributes;
    EXPECT_EQ(intsOf((*results)[2]), toInts64(v)) << attributes;
    EXPECT_EQ(floatsOf((*results)[3]), a) << attributes;
    EXPECT_EQ(floatsOf((*results)[4]), b) << attributes;
  }
}
