// SPDX-License-Identifier: Apache-2.0
//
// The inverse of the standard normal distribution function.
#ifndef QOPT_NUMERICS_FORMATS_NORMALQUANTILE_H
#define QOPT_NUMERICS_FORMATS_NORMALQUANTILE_H

namespace qopt::numerics {

/// x with P(N(0,1) <= x) = p, to about 1e-15 of max(1, |x|); 0 and 1 give the
/// infinities, what is outside them NaN.
double normalQuantile(double p);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_NORMALQUANTILE_H
