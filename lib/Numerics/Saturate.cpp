// SPDX-License-Identifier: Apache-2.0
//
// The one float to integer conversion of the project: defined everywhere,
// where a C++ cast is undefined outside the target's range.
#include "qopt/Numerics/Saturate.h"

namespace qopt::numerics {

int64_t saturateFromDouble(double x, IntRange range) {
  if (x != x)
    return clamp(0, range);
  // Both limits are exact doubles; int64's own maximum is not one.
  constexpr double kTwo63 = 9223372036854775808.0;
  if (x >= kTwo63)
    return range.max;
  if (x < -kTwo63)
    return range.min;
  return clamp(int64_t(x), range);
}

} // namespace qopt::numerics
