// SPDX-License-Identifier: Apache-2.0
// What a convolution multiplies, as rows of a matrix: for every position of the result
// the part of the input under the filter.
#ifndef QOPT_LAYOUT_PATCHES_H
#define QOPT_LAYOUT_PATCHES_H

#include "LinearSite.h"

namespace mlir::qopt {

/// A tensor<M x D x i8> whose row is the number of a position of the convolution's
/// result (batch, then spatial dimensions, row-major) and whose column k, in the order
/// of the filter's elements, is the code of the input there, the pad value where it is
/// beyond the input. Columns from taps * channels to `depth` are 0. Codes of unsigned
/// inputs keep their bits. `site` is a qopt.conv of 8-bit codes with one group.
Value createPatches(OpBuilder &builder, const LinearSite &site, int64_t depth);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_PATCHES_H
