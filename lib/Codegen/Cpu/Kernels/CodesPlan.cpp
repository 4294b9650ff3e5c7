// SPDX-License-Identifier: Apache-2.0
// Derivation of a plan from qopt.packed_codes_matmul, and its names.
#include "CodesPlan.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static_assert(CodesGeometry::kColumns == target::kPanelColumns,
              "the packed form is the one that Target's tiles are made for");

int64_t CodesPlan::rowTiles() const {
  return llvm::divideCeil(positions, tile.rows);
}

FailureOr<CodesPlan> mlir::qopt::planCodes(PackedCodesMatmulOp op,
                                           target::Isa isa) {
  CodesPlan plan;
  plan.isa = isa;
  plan.geometry = op.getGeometry();
  plan.hasTable = static_cast<bool>(op.getTable());
  plan.hasZeroPoints = static_cast<bool>(op.getZeroPoints());
  plan.scaleBits = cast<MemRefType>(op.getScales().getType())
                       .getElementTypeBitWidth();
  plan.scaleShift = static_cast<int64_t>(op.getScaleShift().value_or(0));
  plan.hasScaleFactor = op.getScaleFactor().has_value();
  if (auto zeroPoint = op.getZeroPoint())
    plan.zeroPoint = static_cast<int64_t>(*zeroPoint);
  auto input = stridesOf(op, "the input", op.getInput());
  auto output = stridesOf(op, "the result", op.getInit());
  if (failed(input) || failed(output))
    return failure();
  ArrayRef<int64_t> sizes =
      cast<MemRefType>(op.getInput().getType()).getShape().drop_back();
  plan.input = PositionMap::make(sizes, ArrayRef(*input).drop_back());
  plan.output = PositionMap::make(sizes, ArrayRef(*output).drop_back());
  for (int64_t size : sizes)
    plan.positions *= size;
  plan.tile = target::selectTile(
      isa, target::TileUse::Codes, target::Operand::F32, plan.positions,
      std::min(plan.geometry.panels(), CodesGeometry::kBlockPanels));
  return plan;
}

// Letters of how codes become numbers: t(able), z(ero points), u(niform).
std::string CodesPlan::name() const {
  const CodesGeometry &g = geometry;
  std::string text;
  llvm::raw_string_ostream(text)
      << "qopt_mm_f32" << (hasTable ? "t" : hasZeroPoints ? "z" : "u") << g.bits
      << "r" << g.run << "_c" << g.depth << "f" << g.columns << "_m"
      << positions << "_" << tile.rows << "x" << tile.panels * g.kColumns << "_"
      << target::describe(isa).name;
  return text;
}

std::string CodesPlan::key() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << name() << "|" << zeroPoint.value_or(-1) << "," << scaleBits << ","
     << scaleShift << "," << hasScaleFactor;
  for (const PositionMap &map : {input, output}) {
    os << "|";
    llvm::interleave(map.sizes, os, ",");
    os << ":";
    llvm::interleave(map.strides, os, ",");
  }
  return text;
}
