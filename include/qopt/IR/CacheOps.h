// SPDX-License-Identifier: Apache-2.0
// The ops of QOptCacheOps.td, apart from QOpt.h so that only who needs them sees
// them.
#ifndef QOPT_IR_CACHEOPS_H
#define QOPT_IR_CACHEOPS_H

#include "qopt/IR/QOpt.h"

#define GET_OP_CLASSES
#include "qopt/IR/QOptCacheOps.h.inc"

#endif // QOPT_IR_CACHEOPS_H
