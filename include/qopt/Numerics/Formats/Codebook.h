// SPDX-License-Identifier: Apache-2.0
//
// Formats that are lists of values: NF4, FP4 and AF4 of bitsandbytes, and any
// list that a user or an estimator brings.
#ifndef QOPT_NUMERICS_FORMATS_CODEBOOK_H
#define QOPT_NUMERICS_FORMATS_CODEBOOK_H

#include "qopt/Numerics/CodeTable.h"

#include <string>
#include <vector>

namespace qopt::numerics {

/// Code = position in the list. The width is the least that holds all
/// positions; codes beyond the list are never produced and decode to 0.
/// checkCodebook(values, false) must accept the list.
CodeTable codebookTable(const std::vector<double> &values,
                        TieRule ties = TieRule::ToLower);

/// NormalFloat-4 (QLoRA, 2023): 16 ascending values, code 7 is 0. Ties to the
/// lower value.
CodeTable nf4Table();

/// The construction of NF4 (bitsandbytes create_normal_map), any number of
/// bits in 2..8: 2^(bits-1) quantiles above zero, one less below it, with
/// `offset` as the outermost probability, and 0. nf4 is bits = 4.
std::vector<double> normalFloatValues(int bits, double offset = 0.9677083);

/// AbnormalFloat-4 for blocks of 64 (2023). Ties to the lower value.
CodeTable af4Table();

/// bitsandbytes' FP4: sign in bit 3, magnitudes 0 1/192 2/3 1 1/3 1/2 1/6 1/4
/// by code: not monotonic. Ties to the smaller magnitude. Code 8 is 0, too: as
/// in bitsandbytes' CPU code, whose sorted search has both zeros, positive
/// numbers that round to zero get it, others code 0.
CodeTable bnbFp4Table();

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_CODEBOOK_H
