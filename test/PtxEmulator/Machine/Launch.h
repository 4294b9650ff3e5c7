// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_TEST_PTXEMULATOR_MACHINE_LAUNCH_H
#define QOPT_TEST_PTXEMULATOR_MACHINE_LAUNCH_H

#include "../Emulator.h"

namespace qopt::ptx {

/// Checks a launch against the kernel and runs its blocks. Throws Error.
void launchKernel(const Program &program, GlobalMemory &memory, const LaunchOptions &options,
                  const std::vector<Argument> &arguments, Statistics &statistics);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MACHINE_LAUNCH_H
