// SPDX-License-Identifier: Apache-2.0
// The models of ChannelScaleInterface, by family; each function attaches those of
// its file.
#ifndef QOPT_LIB_IR_CHANNELSCALEMODELS_H
#define QOPT_LIB_IR_CHANNELSCALEMODELS_H

#include "qopt/IR/ChannelScale.h"

namespace mlir::qopt::detail {

void attachLinearScaling(MLIRContext *context);
void attachElementwiseScaling(MLIRContext *context);
void attachShapeScaling(MLIRContext *context);
void attachNormScaling(MLIRContext *context);

/// Whether the value is a constant whose elements can be scaled.
bool isScalable(Value constant);

/// A gain per channel of the last dimension: a constant, or the sum of two (as
/// Gemma has it: 1 + w). nullopt otherwise.
std::optional<SmallVector<double>> getGain(Value gain, int64_t channels);

/// gain / factors, one number per index of the last dimension.
Value divideGain(Operation *op, ArrayRef<double> gain,
                 ArrayRef<int32_t> channel, ArrayRef<double> factors);

} // namespace mlir::qopt::detail

#endif // QOPT_LIB_IR_CHANNELSCALEMODELS_H
