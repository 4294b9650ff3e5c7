// SPDX-License-Identifier: Apache-2.0
//
// Published lists of values, to the f32 bit, and the construction of NF4 that
// they are tested against.
#include "qopt/Numerics/Formats/Codebook.h"

#include "qopt/Numerics/Formats/NormalQuantile.h"

#include "MakeTable.h"

#include <algorithm>

namespace qopt::numerics {

CodeTable codebookTable(const std::vector<double> &values, TieRule ties) {
  assert(checkCodebook(values, false).empty() && "checked by the caller");
  CodeTableSpec spec;
  spec.bits = 1;
  while (size_t(1) << spec.bits < values.size())
    ++spec.bits;
  spec.ties = ties;
  spec.values = values;
  for (auto code = uint32_t(values.size()); code < 1u << spec.bits; ++code) {
    spec.values.push_back(0);
    spec.reserved.push_back(code);
  }
  return makeTable(std::move(spec));
}

CodeTable nf4Table() {
  return codebookTable(
      {-1.0, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f,
       -0.28444138169288635f, -0.18477343022823334f, -0.09105003625154495f, 0.0,
       0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f,
       0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f,
       0.7229568362236023f, 1.0});
}

std::vector<double> normalFloatValues(int bits, double offset) {
  int half = 1 << (bits - 1);
  std::vector<double> values = {0};
  // n + 1 f32 probabilities from offset to 0.5, counted from the nearer end,
  // as the library of the published table spaces them; without the last.
  auto side = [&](int n, double sign) {
    auto start = float(offset), step = (0.5f - start) / float(n);
    for (int i = 0; i < n; ++i) {
      float p = i < (n + 1) / 2 ? start + step * float(i)
                                : 0.5f - step * float(n - i);
      values.push_back(sign * normalQuantile(double(p)));
    }
  };
  side(half, 1);
  side(half - 1, -1);
  double largest = *std::max_element(values.begin(), values.end());
  for (double &value : values)
    value = double(float(value) / float(largest));
  std::sort(values.begin(), values.end());
  return values;
}

CodeTable af4Table() {
  return codebookTable(
      {-1.0, -0.6944100856781006f, -0.5124374032020569f, -0.37369510531425476f,
       -0.25607553124427795f, -0.14982478320598602f, -0.049348119646310806f,
       0.0, 0.0427316389977932f, 0.12934483587741852f, 0.2196127474308014f,
       0.3167566657066345f, 0.4256388247013092f, 0.5549623370170593f,
       0.7242486476898193f, 1.0});
}

CodeTable bnbFp4Table() {
  static constexpr double twelfths[] = {0, 0.0625, 8, 12, 4, 6, 2, 3};
  CodeTableSpec spec =
      signMagnitude(3, true, TieRule::TowardZero,
                    [](uint32_t c) { return double(float(twelfths[c] / 12)); });
  spec.reserved.clear();
  spec.values[8] = 0;
  spec.positiveZeroCode = 8;
  return makeTable(std::move(spec));
}

} // namespace qopt::numerics
