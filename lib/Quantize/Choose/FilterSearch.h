// SPDX-License-Identifier: Apache-2.0
// From the values of a tensor to a format and scales; the searches themselves
// are Numerics'.
#ifndef QOPT_LIB_QUANTIZE_CHOOSE_FILTERSEARCH_H
#define QOPT_LIB_QUANTIZE_CHOOSE_FILTERSEARCH_H

#include "qopt/Numerics/Histogram.h"
#include "qopt/Numerics/Search/ErrorSums.h"
#include "qopt/Quantize/Choose/FormatSearch.h"

#include <vector>

namespace mlir::qopt {

/// The finite values of a tensor, those that share a scale together.
class ValueSlots {
public:
  /// `elements` in row-major order of `shape`, cut as `granularity` says.
  ValueSlots(ArrayRef<float> elements, ArrayRef<int64_t> shape,
             Attribute granularity);
  /// A run-time value that shares one scale; codebooks and means need more.
  explicit ValueSlots(const ::qopt::numerics::Histogram &histogram);

  size_t size() const { return histogram ? 1 : values.size(); }
  bool hasNegative() const;
  /// Made anew: of a large filter all of them would not fit the memory.
  ::qopt::numerics::ErrorSums sums(size_t slot) const;
  /// The magnitude below which so many of a slot's values lie.
  double percentile(size_t slot, double percent) const;
  /// The mean magnitude of a slot.
  double meanMagnitude(size_t slot) const;
  /// All values over their slot's largest magnitude, slots in order: what the
  /// codes of a codebook stand for.
  std::vector<float> normalized() const;

private:
  std::vector<std::vector<float>> values; // per slot
  std::optional<::qopt::numerics::Histogram> histogram;
};

struct FormatChoice {
  FormatInterface format;
  std::vector<float> scales; ///< one per slot, normal and positive
};

/// Of formats with a table: what can be searched.
constexpr unsigned kMostBits = 16;

/// The values of every code of a format of at most 16 bits as a table, uniform
/// ones as their integers.
::qopt::numerics::CodeTable makeTable(FormatInterface format);

/// The format that the request leads to and its scales. Ant, AntFloat and Fp8
/// have scales of their own; `clip` gives those of the other methods. Tensors
/// of zeros have no codebook: they get the signed integers of as many bits. A
/// histogram is enough for all but codebooks and ClipRule::Kind::Mean.
FormatChoice chooseFormat(const ValueSlots &slots, const FormatRequest &request,
                          ClipRule clip, MLIRContext *context);

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_CHOOSE_FILTERSEARCH_H
