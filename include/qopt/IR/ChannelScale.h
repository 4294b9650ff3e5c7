// SPDX-License-Identifier: Apache-2.0
// Folding of per-channel factors as a question to ops; the interface is described
// in QOptChannelScale.td. The ops of the dialect have it by external models.
#ifndef QOPT_IR_CHANNELSCALE_H
#define QOPT_IR_CHANNELSCALE_H

#include "qopt/IR/ChannelLabels.h"

namespace mlir::qopt {

/// What an op does with the factors of an operand or of its result.
struct ScaleAnswer {
  enum class Kind { Absorbs, Passes, Refuses };
  Kind kind = Kind::Refuses;
  /// Passes: the factors that the op's one result carries.
  ChannelLabels result;
  /// Absorbs: the op whose constant weights change is this one, at this operand;
  /// none where small vectors change alone (gains, biases), which are copied.
  std::optional<unsigned> weight;
  /// Absorbs on an operand: the channel of each input that the weight sums over.
  std::vector<int32_t> inputs;
  /// Refuses: a phrase about the op, such as "is not homogeneous".
  std::string reason;

  static ScaleAnswer absorb(std::optional<unsigned> weight = std::nullopt,
                            std::vector<int32_t> inputs = {}) {
    return {Kind::Absorbs, {}, weight, std::move(inputs), {}};
  }
  static ScaleAnswer pass(ChannelLabels labels) {
    return {Kind::Passes, std::move(labels), std::nullopt, {}, {}};
  }
  static ScaleAnswer refuse(const Twine &reason) {
    return {Kind::Refuses, {}, std::nullopt, {}, reason.str()};
  }
  bool absorbs() const { return kind == Kind::Absorbs; }
  bool passes() const { return kind == Kind::Passes; }
};

} // namespace mlir::qopt

#include "qopt/IR/ChannelScaleInterface.h.inc"

namespace mlir::qopt {

/// Attaches the models of the dialect's ops. Called when the dialect is loaded.
void attachChannelScaleModels(MLIRContext *context);

/// The factor of every label, 1 where there is none.
double factorOf(int32_t label, ArrayRef<double> factors);

/// A constant f32 tensor, multiplied (or divided) by the factor of every element's
/// label, in f64 and rounded once to f32. The result has the shape to which the
/// constant's and the labels' broadcast. Created before `op`.
Value scaleConstant(Operation *op, Value constant, const ChannelLabels &labels,
                    ArrayRef<double> factors, bool divide);

} // namespace mlir::qopt

#endif // QOPT_IR_CHANNELSCALE_H
