// SPDX-License-Identifier: Apache-2.0
//
// OliVe (ISCA 2023): normal values in int or flint, outliers in abfloat. An
// outlier takes the place of its neighbour, the victim, which becomes 0.
#ifndef QOPT_NUMERICS_BLOCKS_OLIVEPAIRS_H
#define QOPT_NUMERICS_BLOCKS_OLIVEPAIRS_H

#include "qopt/Numerics/CodeTable.h"
#include "qopt/Numerics/Search/AlphaSearch.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace qopt::numerics {

/// The two tables of an OliVe code in units in which alpha, the largest normal
/// value, is 32.
struct OliveTables {
  CodeTable normal;  ///< int (4 bits: steps of 4, 8 bits: of 1/4) or 2 * flint4
  CodeTable outlier; ///< 4 bits: 48 .. 384 (E2M1); 8 bits: 33 .. 504 (E2M5)
  /// The code of a victim: 10..0, which neither table produces.
  uint16_t identifier;
};
constexpr double kOliveRange = 32;

/// bits is 4 or 8, flint needs 4 bits: empty, or what is wrong.
std::string checkOlive(int bits, bool flint);
OliveTables oliveTables(int bits, bool flint);

/// Pairs are elements 2i and 2i + 1. Each element takes the nearest of all
/// normal and outlier values of x / (alpha / 32), an outlier at a tie. Where
/// the even one is an outlier (|q| > 32), the odd one is its victim, whatever
/// it is; else where the odd one is, the even one is. A last element without
/// partner saturates to the normal range. NaN is 0. alpha > 0.
std::vector<uint16_t> encodeOlive(const float *x, size_t n,
                                  const OliveTables &tables, double alpha);
/// Victims are 0, their partners outliers, all else normal; times alpha / 32,
/// rounded to f32.
void decodeOlive(const uint16_t *codes, size_t n, const OliveTables &tables,
                 double alpha, float *out);

/// Per channel the alpha of least squared error out of a * i / 100, i = 75, 77,
/// .. 149, a = max |mean +- 3 standard deviations| (of the sample: n - 1); int
/// or, with 4 bits, flint for the whole tensor as ANT chooses. Scores: int,
/// then flint. x is channels x perChannel, finite; pairs lie within channels.
TypeSelection selectOlive(const float *x, size_t channels, size_t perChannel,
                          int bits);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_BLOCKS_OLIVEPAIRS_H
