// SPDX-License-Identifier: Apache-2.0
// Next-token prediction of language models; see Evaluate.h.
#include "qopt/Pipelines/Evaluate.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::data::Array;
using ::qopt::data::DType;

static bool isInteger(DType dtype) {
  return dtype != DType::Bool && dtype != DType::F16 && dtype != DType::F32 &&
         dtype != DType::F64;
}

bool mlir::qopt::isTokenModel(llvm::ArrayRef<Port> inputs,
                              llvm::ArrayRef<Port> outputs) {
  if (inputs.size() != 1 || outputs.empty())
    return false;
  const Port &tokens = inputs.front(), &scores = outputs.front();
  llvm::ArrayRef<int64_t> in = tokens.shape, out = scores.shape;
  return isInteger(tokens.dtype) && scores.dtype == DType::F32 && !in.empty() &&
         in.back() >= 2 && out.size() == in.size() + 1 && out.back() >= 2 &&
         out.drop_back() == in;
}

// -log of the probability that the softmax of `scores` gives to `token`: summed
// in f64 in index order, the largest score taken out first.
static double negativeLogProbability(llvm::ArrayRef<float> scores,
                                     int64_t token) {
  double largest = scores.front();
  for (float s : scores)
    largest = std::max<double>(largest, s);
  double sum = 0;
  for (float s : scores)
    sum += std::exp(s - largest);
  return std::log(sum) + largest - scores[token];
}

static llvm::Error checkTokens(llvm::ArrayRef<int64_t> tokens,
                               int64_t vocabulary, const Port &port) {
  for (int64_t token : tokens)
    if (token < 0 || token >= vocabulary)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "expected tokens from 0 to %lld for the model's input '%s', got %lld",
          static_cast<long long>(vocabulary - 1), port.name.c_str(),
          static_cast<long long>(token));
  return llvm::Error::success();
}

double Perplexity::value() const {
  return std::exp(nats / static_cast<double>(tokens));
}

llvm::Expected<Perplexity>
mlir::qopt::evaluatePerplexity(Runner &runner, const Dataset &data,
                               llvm::StringRef progressLabel, int64_t limit) {
  const Port &input = runner.inputs().front();
  const Port &output = runner.outputs().front();
  int64_t length = input.shape.back(), vocabulary = output.shape.back();
  Perplexity result;
  llvm::Error error = runner.runAll(
      data, 16, progressLabel,
      [&](int64_t first, int64_t count, auto outputs) -> llvm::Error {
        Array ids{"", input.dtype, {count, input.elements()},
                  data.get(0, first, count)};
        Array all{"", output.dtype, {count, output.elements()},
                  outputs.front()};
        std::vector<int64_t> tokens = *::qopt::data::toInts(ids);
        std::vector<float> scores = ::qopt::data::toFloats(all);
        if (llvm::Error e = checkTokens(tokens, vocabulary, input))
          return e;
        for (size_t at = 0; at < tokens.size(); ++at) {
          if (static_cast<int64_t>(at) % length == length - 1)
            continue; // nothing follows the last token
          result.nats += negativeLogProbability(
              llvm::ArrayRef(scores).slice(at * vocabulary, vocabulary),
              tokens[at + 1]);
          ++result.tokens;
        }
        return llvm::Error::success();
      },
      limit);
  if (error)
    return std::move(error);
  return result;
}
