// SPDX-License-Identifier: Apache-2.0
// Accuracy and agreement of models; see the header.
#include "qopt/Pipelines/Evaluate.h"

#include "qopt/Pipelines/Progress.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::data::Array;

// Elements of one block of outputs as doubles.
static std::vector<float> asFloats(const Port &port,
                                   const std::vector<uint8_t> &bytes,
                                   int64_t count) {
  Array array;
  array.dtype = port.dtype;
  array.shape = {count, port.elements()};
  array.bytes = bytes;
  return toFloats(array);
}

// Position of `label` in descending order of scores; ties to the lower index.
static int64_t rankOf(llvm::ArrayRef<float> scores, int64_t label) {
  int64_t rank = 0;
  for (int64_t i = 0; i < static_cast<int64_t>(scores.size()); ++i)
    rank += scores[i] > scores[label] || (scores[i] == scores[label] && i < label);
  return rank;
}

llvm::Expected<Accuracy>
mlir::qopt::evaluateAccuracy(Runner &runner, const Dataset &data,
                             llvm::StringRef progressLabel, int64_t limit) {
  if (data.labels().empty())
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "expected an array 'labels' in the data, got none");
  Accuracy accuracy;
  const Port &port = runner.outputs().front();
  int64_t rows = data.samplesPerRun();
  int64_t classes = port.elements() / rows;
  for (int64_t label : data.labels())
    if (label < 0 || label >= classes)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "expected labels from 0 to %lld for the model's output '%s', got %lld",
          static_cast<long long>(classes - 1), port.name.c_str(),
          static_cast<long long>(label));
  llvm::Error error = runner.runAll(
      data, 64, progressLabel,
      [&](int64_t first, int64_t count, auto outputs) -> llvm::Error {
        std::vector<float> scores = asFloats(port, outputs.front(), count);
        for (int64_t s = 0; s < count * rows; ++s) {
          llvm::ArrayRef<float> row(&scores[s * classes], classes);
          int64_t rank = rankOf(row, data.labels()[first * rows + s]);
          accuracy.top1 += rank < 1;
          accuracy.top5 += rank < 5;
          ++accuracy.samples;
        }
        return llvm::Error::success();
      },
      limit);
  if (error)
    return std::move(error);
  return accuracy;
}

double Agreement::sqnr() const {
  if (noisePower == 0.0)
    return std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(signalPower / noisePower);
}

static void compareFloats(llvm::ArrayRef<float> a, llvm::ArrayRef<float> b,
                          Agreement &agreement) {
  for (size_t i = 0; i < a.size(); ++i) {
    double error = static_cast<double>(a[i]) - b[i];
    agreement.maxAbsError = std::max(agreement.maxAbsError, std::abs(error));
    agreement.noisePower += error * error;
    agreement.signalPower += static_cast<double>(b[i]) * b[i];
  }
}

static int64_t argmax(llvm::ArrayRef<float> row) {
  return std::max_element(row.begin(), row.end()) - row.begin();
}

static void compareTop1(const Port &port, int64_t rows, int64_t count,
                        llvm::ArrayRef<float> a, llvm::ArrayRef<float> b,
                        Agreement &agreement) {
  int64_t classes = port.elements() / rows;
  for (int64_t s = 0; s < count * rows; ++s) {
    agreement.equalTop1 += argmax(a.slice(s * classes, classes)) ==
                           argmax(b.slice(s * classes, classes));
    ++agreement.samples;
  }
}

llvm::Expected<Agreement>
mlir::qopt::compareOutputs(Runner &model, Runner &reference,
                           const Dataset &data, llvm::StringRef progressLabel,
                           int64_t limit) {
  for (auto [a, b] : llvm::zip(model.outputs(), reference.outputs()))
    if (a.elements() != b.elements() || a.dtype != b.dtype)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "expected two models with equal outputs, got outputs '%s' and '%s' "
          "that differ in size or type",
          a.name.c_str(), b.name.c_str());
  Agreement agreement;
  llvm::Error error = model.runAll(
      data, 16, progressLabel,
      [&](int64_t first, int64_t count, auto outputs) -> llvm::Error {
        std::vector<std::vector<uint8_t>> inputs, wanted;
        SmallVector<const void *> inputPointers;
        SmallVector<void *> wantedPointers;
        for (size_t i = 0; i < reference.inputs().size(); ++i) {
          inputs.push_back(data.get(i, first, count));
          inputPointers.push_back(inputs.back().data());
        }
        for (const Port &port : reference.outputs())
          wanted.emplace_back(port.bytes() * count);
        for (auto &output : wanted)
          wantedPointers.push_back(output.data());
        if (llvm::Error e = reference.run(inputPointers, wantedPointers, count))
          return e;
        for (size_t o = 0; o < wanted.size(); ++o) {
          const Port &port = reference.outputs()[o];
          for (size_t i = 0; i < wanted[o].size(); ++i)
            agreement.differingBytes += wanted[o][i] != outputs[o][i];
          agreement.comparedBytes += wanted[o].size();
          std::vector<float> a = asFloats(port, outputs[o], count);
          std::vector<float> b = asFloats(port, wanted[o], count);
          compareFloats(a, b, agreement);
          if (o == 0)
            compareTop1(port, data.samplesPerRun(), count, a, b, agreement);
        }
        agreement.runs += count;
        return llvm::Error::success();
      },
      limit);
  if (error)
    return std::move(error);
  return agreement;
}
