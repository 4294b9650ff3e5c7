// SPDX-License-Identifier: Apache-2.0
//
// Randomized Hadamard rotations (QuaRot, Ashkboos et al. 2024; SpinQuant, Liu et
// al. 2024): orthogonal matrices that spread every channel over all channels.
#ifndef QOPT_NUMERICS_FOLD_HADAMARD_H
#define QOPT_NUMERICS_FOLD_HADAMARD_H

#include <cstdint>
#include <optional>
#include <vector>

namespace qopt::numerics {

/// Q = diag(signs) H / sqrt(d), with H = B (x) S: B a Hadamard matrix of the least
/// order d / 2^k for which one is constructed (1; Paley's two constructions from a
/// prime q: order q + 1 for q = 3 mod 4, 2 (q + 1) for q = 1 mod 4), S Sylvester's
/// matrix of order 2^k. Sign i is the top bit of counterHash(seed, i).
class HadamardRotation {
public:
  /// nullopt where d < 1, or no such matrix is constructed (d = 172): all d of the
  /// form 2^k * {1, 12, 20, 28} have one.
  static std::optional<HadamardRotation> create(int64_t d, uint64_t seed);

  int64_t size() const { return dimension; }

  /// row := row Q, in place, `size()` numbers. Sums in f64: butterflies over S, then
  /// B in index order. Equal input, equal bits.
  void apply(double *row) const;

private:
  int64_t dimension = 0;
  int64_t base = 1;             ///< order of B
  std::vector<int8_t> matrix;   ///< B, row-major, entries -1 and 1
  std::vector<int8_t> signs;
};

/// Subtracts the mean of n numbers (sum in index order, f64) from each: the part of a
/// layer normalization that linear layers before it can take over.
void subtractMean(double *row, int64_t n);

/// A Hadamard matrix of order n in row-major order, entries -1 and 1, by one of
/// Paley's constructions (or Sylvester's for 1 and 2); nullopt where neither
/// gives one.
std::optional<std::vector<int8_t>> paleyMatrix(int64_t n);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FOLD_HADAMARD_H
