// SPDX-License-Identifier: Apache-2.0
// The three patterns of --qopt-raise-attention.
#ifndef QOPT_LIB_QUANTIZE_RAISE_ATTENTION_H
#define QOPT_LIB_QUANTIZE_RAISE_ATTENTION_H

#include "qopt/IR/QOpt.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qopt::raise {

/// Summands of softmax that are 0 or at most this hide an element: beside any
/// score within 4900 of the largest its weight is 0 in f32 (e^-104 is).
constexpr double kHidden = -1e4;

/// Additive masks become the softmax's own.
void populateMaskPatterns(RewritePatternSet &patterns, Pass::Statistic &count);
/// A remark on every softmax of a sum with a constant, or with what was a
/// run-time mask, that is left.
void remarkOnMasks(Operation *root);

/// A number times the scores goes into the weights of the queries.
void populateScalePatterns(RewritePatternSet &patterns, Pass::Statistic &count);

/// Heads repeated for grouped queries are not copied but broadcast by the product.
void populateSharedHeadPatterns(RewritePatternSet &patterns,
                                Pass::Statistic &count);

} // namespace mlir::qopt::raise

#endif // QOPT_LIB_QUANTIZE_RAISE_ATTENTION_H
