// SPDX-License-Identifier: Apache-2.0
// From words of packed codes to weights in registers, for any format: look-up in
// a table held in registers, arithmetic on uniform codes, or loads from a table.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_WORDDECODER_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_WORDDECODER_H

#include "CodesPlan.h"
#include "KernelBuilder.h"

namespace mlir::qopt {

class WordDecoder {
public:
  /// `table` is the flat memref of the operand, null where the plan has none.
  /// What does not depend on words is built here.
  WordDecoder(KernelBuilder &builder, const CodesPlan &plan, Value table);

  /// Numbers of all codes in registers; empty where codes are not looked up.
  ArrayRef<Value> tableRegisters() const { return registers; }
  /// Lanes of a table register.
  int64_t entries() const { return lookup->entries; }
  /// From each lane of vector<16xi32> `words` the field number `t`, looked up in
  /// `table`: tableRegisters(), or as many registers made from them.
  Value lookUp(ArrayRef<Value> table, Value words, int64_t t);

  /// Zero points of a panel in the form that weights() takes: `bytes` is
  /// vector<16xi8>.
  Value enterZeroPoints(Value bytes);
  /// The weights of field `t`, without their scales. `zeroPoints` is read only
  /// where the plan has one per scale.
  Value weights(Value words, int64_t t, Value zeroPoints);

private:
  Value permute(Value table, Value words);
  Value field(Value words, int64_t t);
  void makeRegisters();

  KernelBuilder &b;
  const CodesPlan &plan;
  Value table;
  const ::qopt::target::LookupRow *lookup = nullptr;
  SmallVector<Value> registers;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_WORDDECODER_H
