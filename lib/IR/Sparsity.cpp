// SPDX-License-Identifier: Apache-2.0
// Lines of a tensor handed to Numerics' rule of N:M sparsity.
#include "qopt/IR/Sparsity.h"

#include "qopt/IR/FormatCodec.h"
#include "qopt/IR/ParamRuns.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

std::vector<bool> mlir::qopt::keepLargest(SparsityAttr sparsity,
                                          ArrayRef<int64_t> shape,
                                          ArrayRef<float> values) {
  std::vector<bool> keep(values.size());
  num::NofM pattern = toNumerics(sparsity);
  forEachLine(shape, sparsity.getAxis(),
              [&](int64_t first, int64_t stride, int64_t n) {
                auto line = num::keepLargest(values.data() + first, n, stride,
                                             pattern);
                for (int64_t i = 0; i < n; ++i)
                  keep[first + i * stride] = line[i];
              });
  return keep;
}

std::optional<int64_t>
mlir::qopt::findDenseRun(QType type, ArrayRef<int64_t> shape,
                         ArrayRef<int64_t> codes,
                         ArrayRef<int64_t> zeroPoints) {
  // Slots may lie across lines, so each code is compared with its own zero first.
  std::vector<int64_t> isNotZero(codes.size());
  FormatCodec codec(type.getFormat());
  forEachParamRun(type.getGranularity(), shape,
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    int64_t zero = codec.zeroCode(zeroPoints[slot]);
                    for (int64_t i = begin; i < end; ++i)
                      isNotZero[i] = codes[i] != zero;
                  });
  SparsityAttr sparsity = type.getNofM();
  num::NofM pattern = toNumerics(sparsity);
  std::optional<int64_t> found;
  forEachLine(shape, sparsity.getAxis(),
              [&](int64_t first, int64_t stride, int64_t n) {
                size_t at = num::findDenseRun(isNotZero.data() + first, n,
                                              stride, 0, pattern);
                if (at < static_cast<size_t>(n) && !found)
                  found = first + static_cast<int64_t>(at) * stride;
              });
  return found;
}
