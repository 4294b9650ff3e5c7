// SPDX-License-Identifier: Apache-2.0
// A fold group: an op whose result can be divided channel by channel, and all the
// ops that then have to make up for it. Proving one is reading the use list of
// the value, and of every value that carries the factors on, to the end.
#ifndef QOPT_LIB_QUANTIZE_SMOOTH_FOLDGROUP_H
#define QOPT_LIB_QUANTIZE_SMOOTH_FOLDGROUP_H

#include "qopt/IR/ChannelScale.h"
#include "qopt/Numerics/Fold/OutputError.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qopt {

/// One use of a value that carries factors.
struct FoldUse {
  Operation *op;
  unsigned operand;
  ChannelLabels labels; ///< of the operand
  ScaleAnswer answer;   ///< Refuses of a use that a multiplication makes up for
};

/// What may be done so that a group can be folded.
struct FoldPermissions {
  /// Weights that ops outside of the group read, too, are copied.
  bool duplicateShared = false;
  /// A use that can neither absorb nor carry factors gets a multiplication in front
  /// that makes up for them (as the residual sum of a post-norm block needs).
  bool compensate = false;
};

class FoldGroup {
public:
  /// Channel i is index i of the last dimension of the maker's result. Failure: no
  /// group, `whyNot` names the node that stands in the way and says why.
  static FailureOr<FoldGroup> prove(Operation *maker,
                                    FoldPermissions permissions,
                                    std::string &whyNot);

  Operation *getMaker() const { return maker; }
  int64_t getChannels() const { return channels; }
  /// Uses whose op absorbs the factors by its filter, in program order.
  ArrayRef<FoldUse> getReaders() const { return readers; }

  /// Names of the nodes whose results carry the factors, the maker first.
  SmallVector<std::string> getScaledNodes() const;

  /// The largest magnitude by which any reader multiplies each channel.
  std::vector<double> getReaderMaxima() const;
  /// The largest magnitude of calibrated values of each channel, over the readers'
  /// operands; the mean magnitudes, likewise. An error names the value without
  /// statistics.
  FailureOr<std::vector<double>> getActivationMaxima() const;
  FailureOr<std::vector<double>> getMeanMagnitudes() const;
  /// Why the group has no outputs that a search could compare, or nothing.
  std::optional<std::string> whyNotSearchable() const;
  /// What OutputError compares, of a searchable group: an error where rows are missing.
  FailureOr<std::vector<::qopt::numerics::LinearSample>> getSamples() const;

  /// Divides the maker's result by `factors` (one per channel, positive, finite),
  /// makes up for it in all uses and brings the statistics in line.
  void apply(ArrayRef<double> factors) const;

private:
  LogicalResult follow(Value value, const ChannelLabels &labels,
                       std::string &whyNot);
  LogicalResult followUse(OpOperand &use, const ChannelLabels &labels,
                          std::string &whyNot);
  void compensateUses(ArrayRef<double> factors) const;
  LogicalResult checkSharing(std::string &whyNot) const;

  Operation *maker = nullptr;
  int64_t channels = 0;
  ChannelLabels labels;
  bool changesFilter = false; ///< of the maker
  FoldPermissions permissions;
  std::vector<FoldUse> uses, readers, compensated;
};

/// Rows of a filter by output, columns by input: W of matmul transposed, a filter
/// of an ungrouped conv by [F * positions, C].
struct FilterRows {
  int64_t outputs, inputs;
  std::vector<float> values;
};
FilterRows getFilterRows(Operation *op);

/// The uses of a value in program order (use lists have none), those of one op by
/// operand number.
SmallVector<OpOperand *> usesInOrder(Value value);

/// The kinds of ops that a pass starts groups at.
bool isNormLike(Operation *op);       ///< a norm, or a gain of one decomposed
bool isConstantLinear(Operation *op); ///< conv or matmul with constant filter

/// Appends an entry to `qopt.folds` of the function.
void recordEntry(func::FuncOp func, ArrayRef<NamedAttribute> entries);

/// An entry of a group that was folded, what reports show:
/// {method, at, ...}. `extra` are further entries.
void recordFold(func::FuncOp func, StringRef method, const FoldGroup &group,
                ArrayRef<NamedAttribute> extra);
/// The same of a group that is none, with a remark where the op is norm-like: most
/// linear ops have no group, and a list of those is for reports alone.
void recordRefusal(func::FuncOp func, StringRef method, Operation *maker,
                   StringRef whyNot);

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_SMOOTH_FOLDGROUP_H
