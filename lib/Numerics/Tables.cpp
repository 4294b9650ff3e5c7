// SPDX-License-Identifier: Apache-2.0
//
// Tables of unary functions on codes.
#include "qopt/Numerics/Tables.h"

#include <cassert>

namespace qopt::numerics {

std::vector<int32_t> buildUnaryTable(const std::function<double(double)> &f,
                                     double inScale, int64_t inZp, IntFormat in,
                                     double outScale, int64_t outZp,
                                     IntFormat out, RoundingMode mode) {
  assert(in.bits <= 16 && "a table has at most 2^16 entries");
  std::vector<int32_t> table;
  if (in.bits > 16)
    return table;
  IntRange codes = in.range();
  table.reserve(size_t(codes.max - codes.min + 1));
  for (int64_t code = codes.min; code <= codes.max; ++code) {
    double y = f(double(code - inZp) * inScale) / outScale;
    double shifted =
        roundTo(y, mode, 0, uint64_t(code - codes.min)) + double(outZp);
    int64_t entry = y != y ? clamp(outZp, out.range())
                           : saturateFromDouble(shifted, out.range());
    // Unsigned 32-bit codes keep their bit pattern.
    table.push_back(wrapTo32(entry));
  }
  return table;
}

} // namespace qopt::numerics
