// SPDX-License-Identifier: Apache-2.0
//
// A parsed module to a device: places its variables, decodes its kernels.
#ifndef QOPT_TEST_PTXEMULATOR_MACHINE_LOADER_H
#define QOPT_TEST_PTXEMULATOR_MACHINE_LOADER_H

#include "../Memory/GlobalMemory.h"
#include "Program.h"

namespace qopt::ptx {

struct LoadedKernel {
  Program program;
  std::shared_ptr<const std::vector<std::string>> lines;
};

/// Where a .global or .const variable is.
struct PlacedVariable {
  uint64_t address, bytes;
};

/// Throws Error. Adds the .global and .const variables to `variables`.
std::vector<LoadedKernel> loadModule(const Module &module, GlobalMemory &memory,
                                     std::map<std::string, PlacedVariable> &variables);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MACHINE_LOADER_H
