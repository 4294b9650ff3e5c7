// SPDX-License-Identifier: Apache-2.0
#include "Families.h"

namespace qopt::ptx {

const InstructionTable &instructionTable() {
  static const InstructionTable table = [] {
    InstructionTable result;
    for (auto add : {addArithmetic, addCarry, addIntegerBits, addDotProducts, addFloatFunctions, addCompare, addConvert, addMove,
                     addControl, addLoadStore, addAtomics, addLanes, addBarriers, addAsyncCopy, addMbarrier,
                     addMatrixMove, addMma, addWgmma})
      add(result);
    return result;
  }();
  return table;
}

} // namespace qopt::ptx
