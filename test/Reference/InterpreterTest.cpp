// SPDX-License-Identifier: Apache-2.0
// The machine around the ops: inputs, constants, calls, observers, refusals.
#include "RunText.h"

#include "mlir/IR/AsmState.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
class InterpreterTest : public RunText {};

const char *const kIdentity =
    "func.func @main(%x: tensor<2xf32> {qopt.name = \"image\"}) -> "
    "tensor<2xf32> {\n return %x : tensor<2xf32>\n}\n";
} // namespace

TEST_F(InterpreterTest, ReturnsArguments) {
  Tensor x = floats({2}, {1, 2});
  EXPECT_EQ(floatsOf(runOne(kIdentity, x)), (Floats{1, 2}));
}

TEST_F(InterpreterTest, ChecksInputs) {
  EXPECT_EQ(runError(kIdentity, {}), "expected 1 inputs of 'main', got 0\n");
  EXPECT_EQ(runError(kIdentity, floats({3}, {1, 2, 3})),
            "expected input 0 'image' to be 'tensor<2xf32>', got "
            "'tensor<3xf32>'\n");
  EXPECT_EQ(runError(kIdentity, ints("i32", {2}, {1, 2})),
            "expected input 0 'image' to be 'tensor<2xf32>', got "
            "'tensor<2xi32>'\n");
  EXPECT_EQ(runError(kIdentity, Tensor()),
            "expected input 0 'image' to be 'tensor<2xf32>', got nothing\n");
}

TEST_F(InterpreterTest, Constants) {
  // Splat, dense, unsigned, i1 (packed in the attribute), resource, arith.
  std::string text = R"(
func.func @main() -> (tensor<3xf32>, tensor<2xui8>, tensor<3xi1>, tensor<2xf32>, tensor<2xi64>, tensor<0xi8>, tensor<9xi1>) {
  %a = qopt.constant dense<1.5> : tensor<3xf32>
  %b = qopt.constant dense<[255, 1]> : tensor<2xui8>
  %c = qopt.constant dense<[true, false, true]> : tensor<3xi1>
  %d = qopt.constant dense_resource<blob> : tensor<2xf32>
  %e = arith.constant dense<[-1, 9]> : tensor<2xi64>
  %f = qopt.constant dense<> : tensor<0xi8>
  %g = qopt.constant dense<true> : tensor<9xi1>
  return %a, %b, %c, %d, %e, %f, %g : tensor<3xf32>, tensor<2xui8>, tensor<3xi1>, tensor<2xf32>, tensor<2xi64>, tensor<0xi8>, tensor<9xi1>
}
{-# dialect_resources: { builtin: { blob: "0x040000000000803F00000040" } } #-}
)";
  auto results = run(text, {});
  ASSERT_TRUE(succeeded(results)) << errors;
  EXPECT_EQ(floatsOf((*results)[0]), (Floats{1.5, 1.5, 1.5}));
  EXPECT_EQ(intsOf((*results)[1]), (Ints{255, 1}));
  EXPECT_EQ(intsOf((*results)[2]), (Ints{1, 0, 1}));
  EXPECT_EQ(floatsOf((*results)[3]), (Floats{1, 2}));
  EXPECT_EQ(intsOf((*results)[4]), (Ints{-1, 9}));
  EXPECT_EQ((*results)[5].getNumElements(), 0);
  EXPECT_EQ(intsOf((*results)[6]), Ints(9, 1));
}

TEST_F(InterpreterTest, DenseConstantsAreNotCopied) {
  func::FuncOp main = parse(R"(
func.func @main() -> tensor<2xf32> {
  %a = qopt.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %a : tensor<2xf32>
})");
  auto constant = *main.getOps<ConstantOp>().begin();
  auto dense = cast<DenseElementsAttr>(constant.getValue());
  Interpreter interpreter(main);
  for (int i = 0; i < 2; ++i) {
    auto results = interpreter.run({});
    ASSERT_TRUE(succeeded(results));
    EXPECT_EQ(results->front().getBytes().data(), dense.getRawData().data());
  }
}

TEST_F(InterpreterTest, MissingResource) {
  EXPECT_EQ(runError(function("",
                              "%r = qopt.constant dense_resource<nowhere> : "
                              "tensor<2xf32>",
                              "tensor<2xf32>"),
                     {}),
            "expected resource 'nowhere' to have 8 bytes, got none\n");
}

TEST_F(InterpreterTest, Calls) {
  std::string text = R"(
func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %a, %b = func.call @both(%x) : (tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  %c, %d = func.call @both(%b) : (tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %a, %d : tensor<2xf32>, tensor<2xf32>
}
func.func private @both(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %n = qopt.unary neg %x : (tensor<2xf32>) -> tensor<2xf32>
  %m = qopt.binary mul %n, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %n, %m : tensor<2xf32>, tensor<2xf32>
})";
  auto results = run(text, floats({2}, {1, 2}));
  ASSERT_TRUE(succeeded(results)) << errors;
  EXPECT_EQ(floatsOf((*results)[0]), (Floats{-1, -2}));
  EXPECT_EQ(floatsOf((*results)[1]), (Floats{-1, -16}));
}

TEST_F(InterpreterTest, CallsThatNeverEnd) {
  EXPECT_EQ(runError(R"(
func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  %r = func.call @main(%x) : (tensor<1xf32>) -> tensor<1xf32>
  return %r : tensor<1xf32>
})",
                     floats({1}, {1})),
            "'func.call' op expected calls to nest at most 64 deep, got more\n");
}

TEST_F(InterpreterTest, Refusals) {
  EXPECT_EQ(runError("func.func private @main(tensor<1xf32>) -> tensor<1xf32>",
                     floats({1}, {1})),
            "expected function 'main' to have a body\n");
  EXPECT_EQ(runError(function("%x: tensor<1xf32>",
                              "%r = arith.addf %x, %x : tensor<1xf32>",
                              "tensor<1xf32>"),
                     floats({1}, {1})),
            "'arith.addf' op has no meaning in the reference interpreter\n");
  EXPECT_EQ(runError("func.func @main(%x: tensor<1xf64>) { return }", {}),
            "the interpreter expects static tensors of f32, integers of at "
            "most 64 bits or qopt.q, got 'tensor<1xf64>'\n");
  EXPECT_EQ(runError(function("%x: tensor<1xf32>",
                              "%r = qopt.broadcast %x : tensor<1xf32> -> "
                              "tensor<99999999999xf32>",
                              "tensor<99999999999xf32>"),
                     floats({1}, {1})),
            "the interpreter expects tensors of at most 68719476736 bytes, got "
            "'tensor<99999999999xf32>'\n");
}

TEST_F(InterpreterTest, Observer) {
  func::FuncOp main = parse(R"(
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = qopt.constant dense<2.0> : tensor<f32>
  %m = qopt.binary mul %x, %c : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  qopt.observe %m id 7 : tensor<2xf32>
  %r = qopt.unary neg %m : (tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
})");
  std::string seen;
  Interpreter interpreter(main);
  interpreter.setObserver([&](Operation *op, const Tensor &tensor) {
    seen += op->getName().getStringRef().str() + " " +
            std::to_string(tensor.data<float>()[0]) + "\n";
  });
  for (int i = 0; i < 2; ++i) {
    seen.clear();
    ASSERT_TRUE(succeeded(interpreter.run(floats({2}, {1.5, 0}))));
    EXPECT_EQ(seen, "qopt.constant 2.000000\nqopt.binary 3.000000\n"
                    "qopt.observe 3.000000\nqopt.unary -3.000000\n");
  }
}
