// SPDX-License-Identifier: Apache-2.0
// Fixture of the interpreter's tests: textual IR in, numbers out, diagnostics
// caught as text.
#ifndef QOPT_TEST_REFERENCE_RUNTEXT_H
#define QOPT_TEST_REFERENCE_RUNTEXT_H

#include "qopt/Reference/Interpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

namespace mlir::qopt {

class RunText : public ::testing::Test {
protected:
  RunText() {
    context.loadDialect<QOptDialect, func::FuncDialect, arith::ArithDialect>();
    context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
      errors += diagnostic.str() + "\n";
      return success();
    });
  }

  /// Parses functions, checks that they verify, and takes the first one.
  func::FuncOp parse(const std::string &text) {
    module = parseSourceString<ModuleOp>(aliases + text, &context);
    EXPECT_TRUE(module) << errors << text;
    if (!module)
      return {};
    return *module->getOps<func::FuncOp>().begin();
  }

  /// A function of the given signature around one or more lines of body, whose
  /// last value is %r.
  std::string function(const std::string &arguments, const std::string &body,
                       const std::string &result) {
    return "func.func @main(" + arguments + ") -> " + result + " {\n" + body +
           "\n  return %r : " + result + "\n}\n";
  }

  FailureOr<SmallVector<Tensor>> run(const std::string &text,
                                     ArrayRef<Tensor> inputs) {
    func::FuncOp main = parse(text);
    if (!main)
      return failure();
    return Interpreter(main).run(inputs);
  }

  /// First result; an empty tensor (and a test failure) when the run fails.
  Tensor runOne(const std::string &text, ArrayRef<Tensor> inputs) {
    auto results = run(text, inputs);
    EXPECT_TRUE(succeeded(results)) << errors << text;
    if (failed(results))
      return Tensor();
    return results->front();
  }

  /// The diagnostics of a run that must fail.
  std::string runError(const std::string &text, ArrayRef<Tensor> inputs) {
    errors.clear();
    auto results = run(text, inputs);
    EXPECT_TRUE(failed(results)) << text;
    return errors;
  }

  Tensor floats(ArrayRef<int64_t> shape, ArrayRef<float> values) {
    return makeFloatTensor(&context, shape, values);
  }
  /// `type` is "i8", "ui8", ...
  Tensor ints(const char *type, ArrayRef<int64_t> shape,
              ArrayRef<int64_t> values) {
    return makeIntTensor(parseType(type, &context), shape, values);
  }

  static std::vector<float> floatsOf(const Tensor &tensor) {
    if (!tensor.getElementType() || !isa<Float32Type>(tensor.getElementType()))
      return {};
    return std::vector<float>(tensor.data<float>().begin(),
                              tensor.data<float>().end());
  }
  static std::vector<int64_t> intsOf(const Tensor &tensor) {
    if (!tensor.getElementType() || isa<FloatType>(tensor.getElementType()))
      return {};
    return toInts(tensor);
  }

  /// Type aliases put before every text.
  std::string aliases = "!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>\n"
                        "!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>\n"
                        "!s32 = !qopt.q<#qopt.int<s32>, #qopt.tensor>\n"
                        "!s8c0 = !qopt.q<#qopt.int<s8>, #qopt.channel<0>>\n"
                        "!s8c1 = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>\n";
  std::string errors;
  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

using Floats = std::vector<float>;
using Ints = std::vector<int64_t>;

} // namespace mlir::qopt

#endif // QOPT_TEST_REFERENCE_RUNTEXT_H
