// SPDX-License-Identifier: Apache-2.0
//
// A kernel in the form that runs: one handler per instruction, operands as
// numbers of rows. A row is one value per lane of a warp; registers, constants
// and special registers are all rows, so a handler need not tell them apart.
#ifndef QOPT_TEST_PTXEMULATOR_MACHINE_PROGRAM_H
#define QOPT_TEST_PTXEMULATOR_MACHINE_PROGRAM_H

#include "../Parser/Module.h"

#include <array>
#include <memory>

namespace qopt::ptx {

struct Warp;
struct Inst;

/// Executes one instruction for the lanes of `mask`, which is not 0.
using Handler = void (*)(Warp &warp, const Inst &inst, uint32_t mask);

/// What the scheduler does with an instruction.
enum class Flow : uint8_t {
  Next,     ///< run the handler, go on
  Branch,   ///< to `target`
  Indexed,  ///< to the target in `extra`'s list that each lane's r[0] names
  Exit,     ///< the lanes end
  Converge, ///< run the handler once all named lanes are here
  Barrier,  ///< as Converge with all lanes alive; then the handler arrives
};

struct Inst {
  Handler run = nullptr;
  Flow flow = Flow::Next;
  /// Row of the guard, or -1.
  int32_t guard = -1;
  bool guardNegated = false;
  /// Converge: row of the member mask, or -1 for all 32 lanes.
  int32_t members = -1;
  uint32_t target = 0;
  int line = 0;
  /// Rows of the operands, destinations first; the handler's decoder says which.
  std::vector<uint32_t> r;
  /// Address offset or another constant of the instruction.
  int64_t imm = 0;
  /// Choices of the instruction, as its decoder and handler agree.
  std::array<uint8_t, 8> mod = {};
  bool isAsyncProduct = false; ///< wgmma.mma_async
  /// What needs more room (layouts of matrices).
  std::shared_ptr<const void> extra;
};

enum class Special : uint8_t {
  TidX, TidY, TidZ, NtidX, NtidY, NtidZ, CtaidX, CtaidY, CtaidZ, NctaidX, NctaidY, NctaidZ,
  LaneId, WarpId, NumWarps, LanemaskEq, LanemaskLt, LanemaskLe, LanemaskGt, LanemaskGe,
  DynamicShared, TotalShared,
};

struct Program {
  std::string name;
  std::vector<Inst> code;
  uint32_t rows = 0;
  std::vector<uint64_t> registerMasks; ///< of the first rows: bits that the register has
  std::vector<std::pair<uint32_t, uint64_t>> constants; ///< row, value in all lanes
  std::vector<std::pair<uint32_t, Special>> specials;
  uint64_t staticShared = 0; ///< bytes; dynamic shared memory begins behind them
  uint64_t localBytes = 0;   ///< per thread
  uint64_t paramBytes = 0;
  struct Param {
    uint64_t offset, bytes;
  };
  std::vector<Param> params;
  std::vector<uint32_t> requiredThreads, maxThreads;
};

/// Generic addresses of the spaces that have their own (PTX ISA, "Generic
/// Addressing"): window + address in the space. Global and const addresses are
/// their own generic addresses.
namespace window {
constexpr uint64_t shared = 0x010000000000, local = 0x020000000000, param = 0x030000000000, size = 0x010000000000;
}

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MACHINE_PROGRAM_H
