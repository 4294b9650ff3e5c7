// SPDX-License-Identifier: Apache-2.0
// What the folding passes did, as an attribute of the function that reports read:
//   qopt.folds = [{at = "norm1", method = "smooth", readers = ["q", "k"],
//                  scaled = ["norm1"], alpha = 0.5}, {at = "norm2", method = "smooth",
//                  refused = "..."}]
// `scaled` names the nodes whose results are not what they were (by one factor per
// channel): they are not to be compared with the model before.
#ifndef QOPT_IR_FOLDRECORD_H
#define QOPT_IR_FOLDRECORD_H

#include "llvm/ADT/StringRef.h"

namespace mlir::qopt {

inline constexpr llvm::StringLiteral kFoldsAttr = "qopt.folds";

} // namespace mlir::qopt

#endif // QOPT_IR_FOLDRECORD_H
