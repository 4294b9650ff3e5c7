// SPDX-License-Identifier: Apache-2.0
// Sessions and the loop of generation; see the header.
#include "qopt/Pipelines/Generate.h"

#include "qopt/Pipelines/Evaluate.h"

#include <chrono>
#include <cstring>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::data::DType;

static llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

static bool isInteger(const Port &port) {
  return port.dtype != DType::Bool && port.dtype != DType::F16 &&
         port.dtype != DType::F32 && port.dtype != DType::F64;
}

static bool isPosition(const Port &port) { return port.name == "position"; }

// The result that is an input's next state; -1 for none.
static int64_t findState(const Port &input, llvm::ArrayRef<Port> outputs) {
  for (auto [i, output] : llvm::enumerate(outputs))
    if (output.name == input.name && output.dtype == input.dtype &&
        output.shape == input.shape)
      return i;
  return -1;
}

bool mlir::qopt::isStepModel(llvm::ArrayRef<Port> inputs,
                             llvm::ArrayRef<Port> outputs) {
  int64_t positions = 0, tokens = 0;
  for (const Port &input : inputs) {
    bool one = isInteger(input) && input.elements() == 1;
    if (isPosition(input))
      positions += one ? 1 : 2;
    else if (findState(input, outputs) < 0)
      tokens += one ? 1 : 2;
  }
  return positions == 1 && tokens == 1 && !outputs.empty() &&
         outputs.front().dtype == DType::F32;
}

llvm::Expected<llvm::ArrayRef<float>> TextSession::feed(int64_t token) {
  if (numTokens >= capacity())
    return makeError("expected at most " + llvm::Twine(capacity()) +
                     " tokens, which is what the model was made for, got one "
                     "more");
  if (token < 0 || token >= vocabulary())
    return makeError("expected tokens from 0 to " +
                     llvm::Twine(vocabulary() - 1) + ", got " +
                     llvm::Twine(token));
  if (llvm::Error error = step(token))
    return std::move(error);
  ++numTokens;
  return llvm::ArrayRef<float>(scores);
}

namespace {

// Little-endian integer of the port's width.
void writeInteger(void *to, int64_t value, const Port &port) {
  std::memcpy(to, &value, port.bytes() / port.elements());
}

class CachedSession final : public TextSession {
public:
  explicit CachedSession(Runner &runner)
      : TextSession(runner.outputs().front().shape.back()), runner(runner) {
    for (const Port &output : runner.outputs())
      outputs.emplace_back(output.bytes());
    for (auto [i, input] : llvm::enumerate(runner.inputs())) {
      inputs.emplace_back(input.bytes());
      int64_t state = findState(input, runner.outputs());
      if (state >= 0) {
        states.push_back({i, static_cast<size_t>(state)});
      } else {
        (isPosition(input) ? position : token) = i;
      }
    }
  }

  // The first dimension of a cache is the position; without caches no end is known.
  int64_t capacity() const override {
    return states.empty() ? std::numeric_limits<int64_t>::max()
                          : runner.inputs()[states.front().first].shape.front();
  }
  bool isCached() const override { return true; }
  uint64_t cacheBytes() const override {
    uint64_t bytes = 0;
    for (auto [input, output] : states)
      bytes += inputs[input].size();
    return bytes;
  }

  void clear() override {
    TextSession::clear();
    for (auto [input, output] : states)
      std::fill(inputs[input].begin(), inputs[input].end(), 0);
  }

private:
  llvm::Error step(int64_t id) override {
    writeInteger(inputs[token].data(), id, runner.inputs()[token]);
    writeInteger(inputs[position].data(), numTokens, runner.inputs()[position]);
    llvm::SmallVector<const void *> in;
    llvm::SmallVector<void *> out;
    for (auto &buffer : inputs)
      in.push_back(buffer.data());
    for (auto &buffer : outputs)
      out.push_back(buffer.data());
    if (llvm::Error error = runner.run(in, out, 1))
      return error;
    for (auto [input, output] : states)
      std::swap(inputs[input], outputs[output]);
    // One row of scores, whatever dimensions stand before it.
    std::memcpy(scores.data(), outputs.front().data(),
                scores.size() * sizeof(float));
    return llvm::Error::success();
  }

  Runner &runner;
  std::vector<std::vector<uint8_t>> inputs, outputs;
  std::vector<std::pair<size_t, size_t>> states; ///< (input, output)
  size_t token = 0, position = 0;
};

class RecomputedSession final : public TextSession {
public:
  explicit RecomputedSession(Runner &runner)
      : TextSession(runner.outputs().front().shape.back()), runner(runner),
        tokens(runner.inputs().front().bytes()) {
    for (const Port &output : runner.outputs())
      outputs.emplace_back(output.bytes());
  }

  int64_t capacity() const override {
    return runner.inputs().front().shape.back();
  }
  bool isCached() const override { return false; }

private:
  // Tokens after the text are there, but no position before looks at them.
  llvm::Error step(int64_t id) override {
    const Port &port = runner.inputs().front();
    size_t width = port.bytes() / port.elements();
    writeInteger(tokens.data() + numTokens * width, id, port);
    llvm::SmallVector<void *> out;
    for (auto &buffer : outputs)
      out.push_back(buffer.data());
    const void *in[] = {tokens.data()};
    if (llvm::Error error = runner.run(in, out, 1))
      return error;
    size_t row = scores.size() * sizeof(float);
    std::memcpy(scores.data(), outputs.front().data() + numTokens * row, row);
    return llvm::Error::success();
  }

  Runner &runner;
  std::vector<uint8_t> tokens;
  std::vector<std::vector<uint8_t>> outputs;
};

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

} // namespace

llvm::Expected<std::unique_ptr<TextSession>>
mlir::qopt::createTextSession(Runner &runner) {
  if (isStepModel(runner.inputs(), runner.outputs()))
    return std::make_unique<CachedSession>(runner);
  // One text at a time: leading dimensions are 1.
  if (isTokenModel(runner.inputs(), runner.outputs()) &&
      runner.inputs().front().elements() == runner.inputs().front().shape.back())
    return std::make_unique<RecomputedSession>(runner);
  return makeError("expected a language model, token ids [1, T] to scores "
                   "[1, T, vocabulary], or a step model made of one, got a model "
                   "of " +
                   llvm::Twine(runner.inputs().size()) + " inputs and " +
                   llvm::Twine(runner.outputs().size()) + " outputs");
}

llvm::Expected<Generated>
mlir::qopt::generate(TextSession &session, llvm::ArrayRef<int64_t> prompt,
                     const GenerateOptions &options,
                     llvm::function_ref<void(int64_t, int64_t)> emit) {
  assert(!prompt.empty() && "a text starts with a token");
  Generated result;
  auto start = std::chrono::steady_clock::now();
  llvm::ArrayRef<float> scores;
  for (int64_t token : prompt) {
    auto next = session.feed(token);
    if (!next)
      return next.takeError();
    scores = *next;
  }
  result.promptSeconds = secondsSince(start);
  start = std::chrono::steady_clock::now();
  int64_t previous = prompt.back();
  auto isWanted = [&] {
    return options.tokens < 0 ||
           static_cast<int64_t>(result.tokens.size()) < options.tokens;
  };
  while (isWanted()) {
    auto token = static_cast<int64_t>(::qopt::numerics::sample(
        scores.data(), scores.size(), options.sampling,
        static_cast<uint64_t>(session.length())));
    if (llvm::is_contained(options.endTokens, token)) {
      result.ended = true;
      break;
    }
    result.tokens.push_back(token);
    emit(previous, token);
    previous = token;
    if (!isWanted())
      break;
    if (session.length() >= session.capacity()) {
      result.full = true;
      break;
    }
    auto next = session.feed(token);
    if (!next)
      return next.takeError();
    scores = *next;
  }
  result.seconds = secondsSince(start);
  return result;
}
