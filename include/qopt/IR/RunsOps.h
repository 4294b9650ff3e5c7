// SPDX-License-Identifier: Apache-2.0
// Products scaled run by run (QOptRunsOps.td): apart from QOpt.h, which nearly
// everything includes.
#ifndef QOPT_IR_RUNSOPS_H
#define QOPT_IR_RUNSOPS_H

#include "qopt/IR/BitsGeometry.h"
#include "qopt/IR/QOpt.h"
#include "qopt/IR/RunsGeometry.h"

#define GET_OP_CLASSES
#include "qopt/IR/QOptRunsOps.h.inc"

namespace mlir::qopt {

/// What qopt.matmul_runs reads of a format: the integers of its codes.
struct RunsForm {
  /// Of a table format, by code; empty where codes are integers themselves.
  SmallVector<int32_t> integers;
  float unit = 1; ///< what the integers are multiplied by, a power of two
  int64_t min = 0, max = 0; ///< of the integers
  /// Scales per slot of #qopt.bcq, whose integers are -1 and 1 in every plane; else 0.
  unsigned planes = 0;
};

/// nullopt where the format is none of C3 of the op.
std::optional<RunsForm> getRunsForm(FormatInterface format);

/// Consecutive k of `depth` with one scale under a granularity of C2 of the op, at
/// least 1; nullopt where it is none.
std::optional<int64_t> getRunLength(Attribute granularity, int64_t depth);

/// Whether every sum of a run fits 32 bits: `run` products of an 8-bit code with
/// a difference of two integers of the form (its zero points are 0 in a table format).
bool sumsFit(const RunsForm &form, bool hasZeroPoints, int64_t run);

} // namespace mlir::qopt

#endif // QOPT_IR_RUNSOPS_H
