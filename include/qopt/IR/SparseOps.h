// SPDX-License-Identifier: Apache-2.0
// Products with compressed sparse weights (QOptSparseOps.td): apart from QOpt.h, which
// nearly everything includes.
#ifndef QOPT_IR_SPARSEOPS_H
#define QOPT_IR_SPARSEOPS_H

#include "qopt/IR/QOpt.h"
#include "qopt/IR/SparseGeometry.h"

#define GET_OP_CLASSES
#include "qopt/IR/QOptSparseOps.h.inc"

#endif // QOPT_IR_SPARSEOPS_H
