// SPDX-License-Identifier: Apache-2.0
// What all runners share, and the reference runner.
#include "qopt/Pipelines/Runner.h"

#include "qopt/Pipelines/Progress.h"
#include "qopt/Reference/Interpreter.h"

#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::data::DType;

static DType toDType(Type type) {
  if (type.isF32())
    return DType::F32;
  auto integer = cast<IntegerType>(type);
  bool u = integer.isUnsigned();
  switch (integer.getWidth()) {
  case 1:
    return DType::Bool;
  case 8:
    return u ? DType::U8 : DType::I8;
  case 16:
    return u ? DType::U16 : DType::I16;
  case 32:
    return u ? DType::U32 : DType::I32;
  default:
    return u ? DType::U64 : DType::I64;
  }
}

static Port makePort(Type type, StringAttr name, size_t index,
                     const char *fallback) {
  auto tensor = cast<RankedTensorType>(type);
  return {name ? name.str() : fallback + std::to_string(index),
          toDType(tensor.getElementType()),
          std::vector<int64_t>(tensor.getShape())};
}

std::vector<Port> mlir::qopt::getInputPorts(func::FuncOp main) {
  std::vector<Port> ports;
  for (auto [i, type] : llvm::enumerate(main.getArgumentTypes()))
    ports.push_back(makePort(
        type, main.getArgAttrOfType<StringAttr>(i, QOptDialect::kNameAttr), i,
        "input"));
  return ports;
}

std::vector<Port> mlir::qopt::getOutputPorts(func::FuncOp main) {
  std::vector<Port> ports;
  for (auto [i, type] : llvm::enumerate(main.getResultTypes()))
    ports.push_back(makePort(
        type, main.getResultAttrOfType<StringAttr>(i, QOptDialect::kNameAttr),
        i, "output"));
  return ports;
}

llvm::Error Runner::runAll(const Dataset &data, int64_t block,
                           llvm::StringRef progressLabel, Consumer consume,
                           int64_t limit) {
  int64_t total = limit < 0 ? data.runs() : std::min(limit, data.runs());
  Progress progress(progressLabel, total);
  for (int64_t first = 0; first < total; first += block) {
    int64_t count = std::min(block, total - first);
    std::vector<std::vector<uint8_t>> inputs, outputs;
    SmallVector<const void *> inputPointers;
    SmallVector<void *> outputPointers;
    for (size_t i = 0; i < inputPorts.size(); ++i) {
      inputs.push_back(data.get(i, first, count));
      inputPointers.push_back(inputs.back().data());
    }
    for (const Port &port : outputPorts)
      outputs.emplace_back(port.bytes() * count);
    for (auto &output : outputs)
      outputPointers.push_back(output.data());
    if (llvm::Error error = run(inputPointers, outputPointers, count))
      return error;
    if (llvm::Error error = consume(first, count, outputs))
      return error;
    progress.update(first + count);
  }
  return llvm::Error::success();
}

namespace {

class ReferenceRunner final : public Runner {
public:
  explicit ReferenceRunner(func::FuncOp main) : main(main), interpreter(main) {
    inputPorts = getInputPorts(main);
    outputPorts = getOutputPorts(main);
  }

  std::string isa() const override { return "reference"; }

  llvm::Error run(llvm::ArrayRef<const void *> inputs,
                  llvm::ArrayRef<void *> outputs, int64_t count) override {
    for (int64_t i = 0; i < count; ++i) {
      SmallVector<Tensor> arguments;
      for (auto [k, port] : llvm::enumerate(inputPorts)) {
        auto type = cast<RankedTensorType>(main.getArgumentTypes()[k]);
        auto *bytes = static_cast<const char *>(inputs[k]) + i * port.bytes();
        arguments.emplace_back(type.getElementType(), type.getShape(),
                               llvm::ArrayRef<char>(bytes, port.bytes()));
      }
      auto results = runOnce(arguments);
      if (!results)
        return results.takeError();
      for (auto [k, port] : llvm::enumerate(outputPorts))
        std::memcpy(static_cast<char *>(outputs[k]) + i * port.bytes(),
                    (*results)[k].getBytes().data(), port.bytes());
    }
    return llvm::Error::success();
  }

private:
  // Diagnostics of the interpreter become the error's text.
  llvm::Expected<SmallVector<Tensor>> runOnce(ArrayRef<Tensor> arguments) {
    std::string text;
    ScopedDiagnosticHandler handler(main.getContext(), [&](Diagnostic &d) {
      text += d.str();
      return success();
    });
    auto results = interpreter.run(arguments);
    if (succeeded(results))
      return std::move(*results);
    return llvm::createStringError(llvm::inconvertibleErrorCode(), text.c_str());
  }

  func::FuncOp main;
  Interpreter interpreter;
};

} // namespace

llvm::Expected<std::unique_ptr<Runner>>
mlir::qopt::createReferenceRunner(func::FuncOp main) {
  return std::make_unique<ReferenceRunner>(main);
}
