// SPDX-License-Identifier: Apache-2.0
// Timing; see the header.
#include "qopt/Pipelines/Bench.h"

#include "qopt/IR/RunsOps.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <random>

#include <sys/resource.h>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::data::DType;

static std::vector<uint8_t> randomInput(const Port &port, int64_t batch,
                                        std::mt19937 &generator) {
  std::vector<uint8_t> bytes(port.bytes() * batch);
  if (port.dtype == DType::F32) {
    for (size_t i = 0; i < bytes.size(); i += sizeof(float)) {
      float value = static_cast<float>(generator() >> 8) / (1 << 23) - 1.0f;
      std::memcpy(&bytes[i], &value, sizeof(value));
    }
    return bytes;
  }
  for (uint8_t &byte : bytes)
    byte = static_cast<uint8_t>(generator());
  return bytes;
}

llvm::Expected<Timing> mlir::qopt::timeRunner(Runner &runner,
                                              const BenchOptions &options) {
  using Clock = std::chrono::steady_clock;
  std::mt19937 generator(1);
  std::vector<std::vector<uint8_t>> inputs, outputs;
  SmallVector<const void *> inputPointers;
  SmallVector<void *> outputPointers;
  for (const Port &port : runner.inputs())
    inputs.push_back(randomInput(port, options.batch, generator));
  for (const Port &port : runner.outputs())
    outputs.emplace_back(port.bytes() * options.batch);
  for (auto &input : inputs)
    inputPointers.push_back(input.data());
  for (auto &output : outputs)
    outputPointers.push_back(output.data());
  auto once = [&](double &microseconds) {
    auto start = Clock::now();
    llvm::Error error = runner.run(inputPointers, outputPointers, options.batch);
    microseconds =
        std::chrono::duration<double, std::micro>(Clock::now() - start).count();
    return error;
  };
  double first = 0.0;
  for (int warm = 0; warm < 3; ++warm)
    if (llvm::Error error = once(first))
      return std::move(error);
  std::vector<double> times;
  double spent = 0.0, budget = options.seconds * 1e6;
  while (options.repeat ? static_cast<int64_t>(times.size()) < options.repeat
                        : times.size() < 5 || spent < budget) {
    double microseconds;
    if (llvm::Error error = once(microseconds))
      return std::move(error);
    times.push_back(microseconds);
    spent += microseconds;
  }
  llvm::sort(times);
  return Timing{times[times.size() / 2], times.front(), times.back(),
                static_cast<int64_t>(times.size())};
}

int64_t mlir::qopt::countMacs(func::FuncOp main) {
  int64_t macs = 0;
  auto elements = [](Value v) {
    return cast<RankedTensorType>(v.getType()).getNumElements();
  };
  main.walk([&](Operation *op) {
    if (auto conv = dyn_cast<ConvOp>(op)) {
      auto filter = cast<RankedTensorType>(conv.getFilter().getType());
      macs += elements(conv.getResult()) * filter.getNumElements() /
              std::max<int64_t>(filter.getDimSize(0), 1);
    } else if (isa<MatmulOp, MatmulRunsOp>(op)) {
      auto lhs = cast<RankedTensorType>(op->getOperand(0).getType());
      macs += elements(op->getResult(0)) * lhs.getShape().back();
    }
  });
  return macs;
}

uint64_t mlir::qopt::peakMemoryBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}
