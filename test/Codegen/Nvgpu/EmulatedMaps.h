// SPDX-License-Identifier: Apache-2.0
// Arguments of kernels on the emulator: addresses, or tensor maps over them.
#ifndef QOPT_TEST_CODEGEN_NVGPU_EMULATEDMAPS_H
#define QOPT_TEST_CODEGEN_NVGPU_EMULATEDMAPS_H

#include "Emulator.h"
#include "qopt/IR/TensorMaps.h"

namespace mlir::qopt {

inline ::qopt::ptx::TensorMap makeTensorMap(const TensorMapSpec &spec, uint64_t address) {
  ::qopt::ptx::TensorMap map;
  map.rank = spec.sizes.size();
  map.address = address;
  map.swizzleBytes = spec.swizzle;
  for (size_t i = 0; i < spec.sizes.size(); ++i) {
    map.size[i] = spec.sizes[i];
    map.box[i] = spec.box[i];
    if (i < spec.strides.size())
      map.stride[i] = spec.strides[i];
  }
  return map;
}

/// Argument `number` of a kernel with these maps, of the buffer at `address`.
inline ::qopt::ptx::Argument makeArgument(ArrayRef<TensorMapSpec> maps, size_t number,
                                          uint64_t address) {
  for (const TensorMapSpec &spec : maps)
    if (spec.argument == static_cast<int64_t>(number))
      return ::qopt::ptx::argument(encode(makeTensorMap(spec, address)));
  return ::qopt::ptx::argument(address);
}

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_EMULATEDMAPS_H
