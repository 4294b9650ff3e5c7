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
  /// Lanes whose lowest bits are the field that starts at bit `shift` of
  /// vector<16xi32> `word` and goes on in `next` where it does not end there; the
  /// bits above it are not defined.
  Value align(Value word, Value next, int64_t shift);
  /// From each lane of align() the number of the field, looked up in `table`:
  /// tableRegisters(), or as many registers made from them.
  Value lookUp(ArrayRef<Value> table, Value aligned);

  /// Zero points of a panel in the form that weights() takes: `bytes` is
  /// vector<16xi8>.
  Value enterZeroPoints(Value bytes);
  /// The weights of the fields of align(), without their scales. `zeroPoints` is
  /// read only where the plan has one per scale.
  Value weights(Value aligned, Value zeroPoints);

private:
  Value permute(Value table, Value words);
  void makeRegisters();

  KernelBuilder &b;
  const CodesPlan &plan;
  Value table;
  const ::qopt::target::LookupRow *lookup = nullptr;
  SmallVector<Value> registers;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_WORDDECODER_H
