// SPDX-License-Identifier: Apache-2.0
// Text from a language model, one token after the other.
#ifndef QOPT_PIPELINES_GENERATE_H
#define QOPT_PIPELINES_GENERATE_H

#include "qopt/Numerics/Sampling.h"
#include "qopt/Pipelines/Runner.h"

namespace mlir::qopt {

/// Whether ports are those of a step model (--qopt-make-step-model): an input
/// "position" of one integer, one input of one token, and every other input, a
/// cache, with a result of its name, element type and shape.
bool isStepModel(llvm::ArrayRef<Port> inputs, llvm::ArrayRef<Port> outputs);

/// A text in the making: takes tokens, gives the scores of the next.
class TextSession {
public:
  virtual ~TextSession() = default;

  /// Tokens that a text can have.
  virtual int64_t capacity() const = 0;
  /// Whether a step costs one position's work.
  virtual bool isCached() const = 0;
  /// Bytes of the caches, of one copy of them.
  virtual uint64_t cacheBytes() const { return 0; }
  int64_t vocabulary() const { return scores.size(); }
  int64_t length() const { return numTokens; }

  /// Appends a token and returns the scores of the one after it, valid until the
  /// next call. An error when the text is full or the token is none of the
  /// vocabulary.
  llvm::Expected<llvm::ArrayRef<float>> feed(int64_t token);
  /// Back to the empty text.
  virtual void clear() { numTokens = 0; }

protected:
  explicit TextSession(int64_t vocabulary) : scores(vocabulary) {}
  virtual llvm::Error step(int64_t token) = 0;

  std::vector<float> scores;
  int64_t numTokens = 0;
};

/// A session of a step model (its caches start as zeros; the buffers of inputs and
/// results change places after every step) or of a token model [.., T] (see
/// isTokenModel; all positions are computed again for every token). An error for
/// any other model. The runner must outlive the session.
llvm::Expected<std::unique_ptr<TextSession>> createTextSession(Runner &runner);

struct GenerateOptions {
  ::qopt::numerics::SamplingOptions sampling;
  /// Tokens to make at most; -1: until the text is full.
  int64_t tokens = -1;
  /// Tokens that end a text when they are made, and are no part of it.
  std::vector<int64_t> endTokens;
};

struct Generated {
  std::vector<int64_t> tokens; ///< made, without the prompt
  bool ended = false;          ///< by one of the end tokens
  bool full = false;           ///< by the model's capacity
  double seconds = 0;          ///< of the steps after the prompt, wall time
  double promptSeconds = 0;    ///< of the prompt's steps
};

/// Feeds `prompt` (at least one token) and generates: `sample` draws token n of
/// the text (the prompt's first being 0) with step n. `emit` sees each token made,
/// with the one before it, at once.
llvm::Expected<Generated>
generate(TextSession &session, llvm::ArrayRef<int64_t> prompt,
         const GenerateOptions &options,
         llvm::function_ref<void(int64_t previous, int64_t token)> emit);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_GENERATE_H
