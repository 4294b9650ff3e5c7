// SPDX-License-Identifier: Apache-2.0
// Derivation of plans from qopt.packed_matmul_runs and qopt.pack_rows, and names.
#include "RunsPlan.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static_assert(RunsGeometry::kStepCodes == target::kIntStep,
              "a step is what a dot instruction takes");

static void printMap(raw_ostream &os, const PositionMap &map) {
  os << "|";
  llvm::interleave(map.sizes, os, ",");
  os << ":";
  llvm::interleave(map.strides, os, ",");
}

//===-- qopt.packed_matmul_runs -------------------------------------------===//

int64_t RunsPlan::rowTiles() const { return llvm::divideCeil(rows, tile.rows); }

int64_t RunsPlan::cycles() const {
  constexpr int64_t kBytesPerCycle = 16; // from near memory
  const target::DotRow &dot = target::selectDot(isa, target::Operand::S32);
  return std::max(rows * geometry.depth * geometry.columns /
                      (dot.kStep * dot.lanes),
                  geometry.codeCount() * 4 / kBytesPerCycle);
}

int64_t RunsPlan::places() const {
  constexpr int64_t kHalfByte = 4;
  if (tile.rows != 1 || !table.empty() || geometry.bits > kHalfByte / 2 ||
      !llvm::isPowerOf2_64(geometry.bits))
    return 1;
  // Fields in the highest place, times -128, summed over a run.
  int64_t largest = ((1 << geometry.bits) - 1) << (kHalfByte - geometry.bits);
  bool fits = geometry.run <= INT32_MAX / (128 * largest);
  return fits ? kHalfByte / geometry.bits : 1;
}

int64_t RunsPlan::largestByte() const {
  if (!table.empty())
    return *llvm::max_element(table);
  // Of codes that are read in place, the lower half of a byte.
  return places() > 1 ? 15 : (int64_t(1) << geometry.bits) - 1;
}

FailureOr<RunsPlan> mlir::qopt::planRuns(PackedMatmulRunsOp op,
                                         target::Isa isa) {
  RunsPlan plan;
  plan.isa = isa;
  plan.geometry = op.getGeometry();
  plan.rows = op.getRowCount();
  plan.oneRowScale = cast<MemRefType>(op.getRows().getType()).getNumElements() == 1;
  if (auto table = op.getTable())
    plan.table.assign(table->begin(), table->end());
  plan.hasZeroPoints = static_cast<bool>(op.getZeroPoints());
  plan.hasBias = static_cast<bool>(op.getBias());
  plan.scaleBits =
      cast<MemRefType>(op.getScales().getType()).getElementTypeBitWidth();
  plan.scaleShift = static_cast<int64_t>(op.getScaleShift().value_or(0));
  plan.hasScaleFactor = op.getScaleFactor().has_value();
  auto output = stridesOf(op, "the result", op.getInit());
  if (failed(output))
    return failure();
  ArrayRef<int64_t> sizes =
      cast<MemRefType>(op.getInit().getType()).getShape().drop_back();
  plan.output = PositionMap::make(sizes, ArrayRef(*output).drop_back());
  plan.tile = target::selectTile(
      isa, target::TileUse::Runs, target::Operand::S32, plan.rows,
      std::min(plan.geometry.panels().panels(), CodesGeometry::kBlockPanels));
  return plan;
}

// Letters of how codes become numbers: t(able), z(ero points), u(niform).
std::string RunsPlan::name() const {
  const RunsGeometry &g = geometry;
  std::string text;
  llvm::raw_string_ostream(text)
      << "qopt_mm_s8" << (!table.empty() ? "t" : hasZeroPoints ? "z" : "u")
      << g.bits << "r" << g.run << "_c" << g.depth << "f" << g.columns << "_m"
      << rows << "_" << tile.rows << "x"
      << tile.panels * CodesGeometry::kColumns << "_"
      << target::describe(isa).name;
  return text;
}

std::string RunsPlan::key() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << name() << "|" << oneRowScale << hasBias << hasScaleFactor << ","
     << scaleBits << "," << scaleShift << "|";
  llvm::interleave(table, os, ",");
  printMap(os, output);
  return text;
}

//===-- qopt.pack_rows ----------------------------------------------------===//

FailureOr<PackRowsPlan> mlir::qopt::planPackRows(PackRowsOp op,
                                                 target::Isa isa) {
  PackRowsPlan plan;
  plan.isa = isa;
  plan.geometry = op.getGeometry();
  plan.rows = op.getRowCount();
  plan.factor = static_cast<int64_t>(op.getFactor());
  auto input = stridesOf(op, "the input", op.getInput());
  if (failed(input))
    return failure();
  ArrayRef<int64_t> sizes =
      cast<MemRefType>(op.getInput().getType()).getShape().drop_back();
  plan.input = PositionMap::make(sizes, ArrayRef(*input).drop_back());
  return plan;
}

std::string PackRowsPlan::name() const {
  std::string text;
  llvm::raw_string_ostream(text)
      << "qopt_pack_s8r" << geometry.run << "_c" << geometry.depth << "_m" << rows
      << "_" << target::describe(isa).name;
  return text;
}

std::string PackRowsPlan::key() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << name() << "|" << factor;
  printMap(os, input);
  return text;
}
