// SPDX-License-Identifier: Apache-2.0
//
// A machine that executes PTX: what it models and what it checks is in
// docs/guides/ptx-emulator.md. No function here throws.
#ifndef QOPT_TEST_PTXEMULATOR_EMULATOR_H
#define QOPT_TEST_PTXEMULATOR_EMULATOR_H

#include "Machine/Warp.h"

#include <memory>
#include <string>
#include <string_view>

namespace qopt::ptx {

/// A kernel's argument: its bytes as the kernel's parameter has them.
using Argument = std::vector<uint8_t>;
template <class T> Argument argument(const T &value) {
  Argument bytes(sizeof value);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

struct LaunchOptions {
  Dim3 grid, block;
  uint32_t dynamicShared = 0; ///< bytes
  /// Of the order of blocks and warps, of when copies arrive and of what
  /// registers hold before they are written.
  uint64_t seed = 0;
  /// Off: conflicting accesses to shared memory are not looked for. What a copy
  /// under way or never written is found all the same.
  bool detectRaces = true;
  /// Warp instructions per block after which it counts as hanging.
  uint64_t instructionLimit = uint64_t(1) << 32;
};

/// Empty error: the kernel ran to its end. Else one sentence with the line, the
/// text of the instruction, and the thread and block.
struct LaunchResult {
  std::string error;
  Statistics statistics;
};

/// A device with its memory and the modules loaded to it.
class Device {
public:
  Device();
  ~Device();

  /// Address of a new buffer of `bytes` zeros; `name` is for messages.
  uint64_t allocate(size_t bytes, std::string name = "buffer");
  bool release(uint64_t address);
  /// False: the bytes do not lie in one buffer.
  bool write(uint64_t address, const void *from, size_t bytes);
  bool read(uint64_t address, void *to, size_t bytes);

  /// Parses and decodes a module. Empty, or what is wrong with it: "line N:
  /// ...". Kernels of the same name replace those loaded before.
  std::string load(std::string_view ptx);
  std::vector<std::string> kernels() const;
  /// Sizes in bytes of a kernel's parameters; nullopt: no such kernel.
  std::optional<std::vector<uint64_t>> parameterSizes(const std::string &kernel) const;
  /// Bytes of a kernel's own (not dynamic) shared memory; nullopt: no such kernel.
  std::optional<uint64_t> staticSharedBytes(const std::string &kernel) const;
  /// Address and bytes of a .global or .const variable; nullopt: no such variable.
  std::optional<std::pair<uint64_t, uint64_t>> variable(const std::string &name) const;

  /// Runs all blocks, one after the other in random order.
  LaunchResult launch(const std::string &kernel, const LaunchOptions &options,
                      const std::vector<Argument> &arguments);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_EMULATOR_H
