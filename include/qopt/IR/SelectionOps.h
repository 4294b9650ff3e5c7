// SPDX-License-Identifier: Apache-2.0
// The ops of QOptSelectionOps.td, apart from QOpt.h so that only who needs them
// sees them.
#ifndef QOPT_IR_SELECTIONOPS_H
#define QOPT_IR_SELECTIONOPS_H

#include "qopt/IR/QOpt.h"

#define GET_OP_CLASSES
#include "qopt/IR/QOptSelectionOps.h.inc"

#endif // QOPT_IR_SELECTIONOPS_H
