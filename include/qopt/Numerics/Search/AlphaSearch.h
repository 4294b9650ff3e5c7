// SPDX-License-Identifier: Apache-2.0
//
// Which value of the data should meet the largest value of a format (the clip,
// ANT's alpha), and which of several formats fits best: ANT's adaptive
// selection (MICRO 2022) and the plain choices.
#ifndef QOPT_NUMERICS_SEARCH_ALPHASEARCH_H
#define QOPT_NUMERICS_SEARCH_ALPHASEARCH_H

#include "qopt/Numerics/Search/ErrorSums.h"

#include <cstddef>
#include <string>
#include <vector>

namespace qopt::numerics {

/// x quantized with the clip alpha: values of `table` times alpha / maxFinite()
/// (for signed integers -2^(k-1) therefore lies beyond -alpha), nearest even as
/// the table has it. alpha 0 gives 0.
double quantizeWithAlpha(double x, const CodeTable &table, double alpha);

/// Candidates alpha = absmax * i / 100 for i = low, low + step, ... < up.
struct AlphaGrid {
  int low = 75, up = 150, step = 1;
};
/// Empty for 0 < low < up and step > 0, else what is wrong.
std::string check(const AlphaGrid &grid);

struct AlphaChoice {
  double alpha; ///< >= 0
  double mse;   ///< mean of (x - quantizeWithAlpha(x))^2
};

/// The candidate of least mean squared error; the first of equal ones. What
/// is not finite takes no part, here and below; of no values {0, 0}.
AlphaChoice searchAlpha(const ErrorSums &x, const CodeTable &table,
                        AlphaGrid grid);
AlphaChoice searchAlpha(const float *x, size_t n, const CodeTable &table,
                        AlphaGrid grid);

/// The choices without a search: the largest magnitude, and the magnitude below
/// which `percent` (0 < percent <= 100) of the finite values lie, by the
/// nearest order statistic; and the mean magnitude, which is optimal for binary
/// codes (XNOR-Net) and the choice of ternary BitNet b1.58.
AlphaChoice absmaxAlpha(const float *x, size_t n, const CodeTable &table);
AlphaChoice percentileAlpha(const float *x, size_t n, const CodeTable &table,
                            double percent);
AlphaChoice meanAlpha(const float *x, size_t n, const CodeTable &table);

/// The scale of a clip: alpha / table.maxFinite() as f32, normal and finite; 1
/// for alpha 0.
float scaleOfAlpha(double alpha, const CodeTable &table);

struct ScaleChoice {
  float scale; ///< > 0
  double mse;  ///< mean of (x - scale * roundTrip(x / scale))^2
};

/// The same search for tables whose ends differ in magnitude, where a clip says
/// too little: of the scales f32(widest * i / 100), normal and finite, i from
/// the grid, the one of least error; of equal ones the first. `widest` > 0 is
/// the scale that covers x; it is the answer where x is all zeros.
ScaleChoice searchScale(const ErrorSums &x, const CodeTable &table,
                        double widest, AlphaGrid grid);

/// searchScale, and beyond the grid on in steps of 2^(1/12) to the scale at which
/// the largest magnitude of x meets the end of the table's dense part: the values
/// around zero that have the least gaps. Formats whose values double (flint, powers
/// of two) can do better there than where their largest value is of use; evenly
/// spaced ones have no such steps.
ScaleChoice searchScaleBeyond(const ErrorSums &x, const CodeTable &table,
                              double widest, AlphaGrid grid);


/// A format that may be chosen.
struct TypeCandidate {
  std::string name;
  CodeTable table;
};

/// ANT's candidates in its order: int, flint, pot (3..6 bits) and, with
/// `withFloat`, a float of up to 3 exponent bits; above 6 bits int alone. Ties
/// go to the upper value. 3 <= bits <= 8.
std::vector<TypeCandidate> antCandidates(int bits, bool isSigned,
                                         bool withFloat = false);
/// ANT's candidates for alpha: 75..149 percent; above 6 bits from 95.
AlphaGrid antGrid(int bits);

struct TypeScore {
  std::vector<double> alphas; ///< one per channel
  double sumMse;              ///< the channels' least errors, added
};

struct TypeSelection {
  size_t chosen; ///< index of the least sumMse, the first of equal ones
  std::vector<TypeScore> scores;
};

/// The type for a tensor whose channels come one by one. Each channel keeps its
/// own best alpha of each candidate; the type is one for the tensor.
class TypeSelector {
public:
  TypeSelector(std::vector<TypeCandidate> candidates, AlphaGrid grid);
  void add(const ErrorSums &channel);
  TypeSelection selection() const;

private:
  std::vector<TypeCandidate> candidates;
  AlphaGrid grid;
  std::vector<TypeScore> scores;
};

/// The same of all channels at once; x is channels x perChannel, row-major.
/// Activations: one channel, which a calibration histogram can stand for.
TypeSelection selectType(const std::vector<ErrorSums> &channels,
                         const std::vector<TypeCandidate> &candidates,
                         AlphaGrid grid);
TypeSelection selectType(const float *x, size_t channels, size_t perChannel,
                         const std::vector<TypeCandidate> &candidates,
                         AlphaGrid grid);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_SEARCH_ALPHASEARCH_H
