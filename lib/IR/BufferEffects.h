// SPDX-License-Identifier: Apache-2.0
// Memory effects of ops that exist on tensors and on memrefs.
#ifndef QOPT_LIB_IR_BUFFEREFFECTS_H
#define QOPT_LIB_IR_BUFFEREFFECTS_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Reads of the inputs, writes of the destinations; none on tensors.
inline void addBufferEffects(
    DestinationStyleOpInterface op,
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    if (op.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Write::get(), &operand,
                           SideEffects::DefaultResource::get());
    else
      effects.emplace_back(MemoryEffects::Read::get(), &operand,
                           SideEffects::DefaultResource::get());
  }
}

} // namespace mlir::qopt

#endif // QOPT_LIB_IR_BUFFEREFFECTS_H
