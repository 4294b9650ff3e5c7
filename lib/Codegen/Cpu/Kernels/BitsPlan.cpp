// SPDX-License-Identifier: Apache-2.0
// Derivation of plans from qopt.packed_matmul_bits and qopt.subset_sums, and names.
#include "BitsPlan.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

int64_t BitsPlan::cycles() const {
  constexpr int64_t kBytesPerCycle = 12; // from near memory, with look-ups
  constexpr int64_t kScalesPerCycle = 3; // sums that become numbers
  return geometry.wordCount() * 2 / kBytesPerCycle +
         geometry.scaleCount() / kScalesPerCycle;
}

BitsPlan mlir::qopt::planBits(PackedMatmulBitsOp op, target::Isa isa) {
  BitsPlan plan;
  plan.isa = isa;
  plan.geometry = op.getGeometry();
  plan.step = static_cast<int64_t>(op.getStep());
  plan.hasOffsets = static_cast<bool>(op.getOffsets());
  plan.hasBias = static_cast<bool>(op.getBias());
  plan.scaleBits =
      cast<MemRefType>(op.getScales().getType()).getElementTypeBitWidth();
  plan.scaleShift = static_cast<int64_t>(op.getScaleShift().value_or(0));
  plan.hasScaleFactor = op.getScaleFactor().has_value();
  return plan;
}

std::string BitsPlan::name() const {
  std::string text;
  llvm::raw_string_ostream(text)
      << "qopt_mm_s8b" << geometry.planes << "r" << geometry.run << "_c"
      << geometry.depth << "f" << geometry.columns << "_m1_"
      << target::describe(isa).name;
  return text;
}

std::string BitsPlan::key() const {
  std::string text;
  llvm::raw_string_ostream(text) << name() << "|" << step << "," << hasOffsets << hasBias
                                 << hasScaleFactor << "," << scaleBits << ","
                                 << scaleShift;
  return text;
}

SubsetSumsPlan mlir::qopt::planSubsetSums(SubsetSumsOp op, target::Isa isa) {
  return {isa, op.getGeometry(), static_cast<int64_t>(op.getFactor())};
}

std::string SubsetSumsPlan::name() const {
  std::string text;
  llvm::raw_string_ostream(text) << "qopt_subset_sums_s8r" << geometry.run << "_c"
                                 << geometry.depth << "_"
                                 << target::describe(isa).name;
  return text;
}

std::string SubsetSumsPlan::key() const {
  std::string text;
  llvm::raw_string_ostream(text) << name() << "|" << factor;
  return text;
}
