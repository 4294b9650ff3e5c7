// SPDX-License-Identifier: Apache-2.0
// From words of qopt.packed_matmul_runs to bytes of weights in registers: parts of
// codes by shift and mask, then a table of bytes where there is one.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_PARTDECODER_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_PARTDECODER_H

#include "KernelBuilder.h"
#include "RunsPlan.h"

namespace mlir::qopt {

class PartDecoder {
public:
  PartDecoder(KernelBuilder &builder, const RunsPlan &plan);

  /// The unsigned bytes of step `step` of a chunk of `steps` steps whose words are
  /// `words` (vector<16xi32>, one lane per column): four per lane, times
  /// 2^(bits * (step modulo plan.places())).
  Value decode(ArrayRef<Value> words, int64_t steps, int64_t step);

private:
  Value extract(Value word, const RunsGeometry::Part &part, int64_t place);
  Value lookUp(Value fields);
  Value selectByBits(Value fields);

  KernelBuilder &b;
  const RunsPlan &plan;
  const ::qopt::target::ByteLookupRow *lookup;
  RunsGeometry::Parts parts;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_PARTDECODER_H
