// SPDX-License-Identifier: Apache-2.0
// Bits of a model's constants; see the header.
#include "qopt/Analysis/StorageBits.h"

#include "qopt/IR/RunsOps.h"
#include "qopt/IR/Spelling.h"
#include "qopt/IR/Sparsity.h"
#include "qopt/Numerics/CodeTable.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;

double StorageBits::perParameter() const {
  return parameters ? static_cast<double>(total()) / parameters : 0.0;
}

StorageBits &StorageBits::operator+=(const StorageBits &other) {
  parameters += other.parameters;
  codeBits += other.codeBits;
  scaleBits += other.scaleBits;
  zeroBits += other.zeroBits;
  bookBits += other.bookBits;
  entropyBits += other.entropyBits;
  return *this;
}

StorageBits ModelBits::total() const {
  StorageBits sum = filterTotal;
  sum += other;
  return sum;
}

static int64_t countOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getNumElements();
}

namespace {

class Counter {
public:
  ModelBits result;

  void visit(Operation *op) {
    if (isa<ConvOp, MatmulOp, MatmulRunsOp>(op))
      countFilter(op);
  }

  // Last: constants that no filter has counted.
  void visitRest(ConstantOp op) {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.getElementType().isF32() || !seen.insert(op.getResult()).second)
      return;
    result.other += floats(op.getResult());
  }

private:
  llvm::DenseSet<Value> seen;

  static StorageBits floats(Value constant) {
    StorageBits bits;
    bits.parameters = countOf(constant);
    bits.codeBits = 32 * bits.parameters;
    bits.entropyBits = static_cast<double>(bits.codeBits);
    return bits;
  }

  void countFilter(Operation *op) {
    Value filter = op->getOperand(1);
    if (auto codes = filter.getDefiningOp<CodesOp>())
      filter = codes.getInput();
    if (auto dequantize = filter.getDefiningOp<DequantizeOp>())
      filter = dequantize.getInput();
    FilterBits entry;
    entry.node = getNodeName(op);
    if (auto assemble = filter.getDefiningOp<AssembleOp>()) {
      if (!getConstant(assemble.getCodes()) || !seen.insert(filter).second)
        return;
      entry.format = spellType(getQType(filter));
      entry.bits = codes(assemble);
    } else {
      if (!getConstant(filter) || stageOf(filter.getType()) != Stage::Float ||
          !seen.insert(filter).second)
        return;
      entry.format = "f32";
      entry.bits = floats(filter);
    }
    result.filterTotal += entry.bits;
    result.filters.push_back(std::move(entry));
  }

  StorageBits codes(AssembleOp op) {
    StorageBits bits;
    FormatInterface format = getQType(op.getResult()).getFormat();
    bits.parameters = countOf(op.getCodes());
    bits.codeBits = codeBits(op);
    bits.entropyBits = entropyOf(op.getCodes());
    bits.scaleBits = scales(op.getScale());
    if (auto book = dyn_cast<CodebookAttr>(format))
      bits.bookBits = 32 * book.getValues().getNumElements();
    if (hasRealZeroPoint(op.getZeroPoint())) {
      bits.zeroBits = scales(op.getZeroPoint());
      return bits;
    }
    auto zeroPoints = getConstantInts(op.getZeroPoint());
    if (zeroPoints && llvm::any_of(*zeroPoints, [](int64_t z) { return z != 0; }))
      bits.zeroBits = countOf(op.getZeroPoint()) * format.getBits();
    return bits;
  }

  // Of sparse codes what is kept, with its place in the run.
  static int64_t codeBits(AssembleOp op) {
    QType q = getQType(op.getResult());
    int bits = static_cast<int>(q.getFormat().getBits());
    SparsityAttr sparsity = q.getNofM();
    if (!sparsity)
      return countOf(op.getCodes()) * bits;
    int64_t total = 0;
    forEachLine(op.getType().getShape(), sparsity.getAxis(),
                [&](int64_t, int64_t, int64_t n) {
                  total += ::qopt::numerics::sparseBits(n, bits,
                                                        toNumerics(sparsity));
                });
    return total;
  }

  // The bits of the constants that a scale is computed from.
  int64_t scales(Value scale) {
    if (getConstant(scale)) {
      seen.insert(scale);
      return 32 * countOf(scale);
    }
    Operation *op = scale.getDefiningOp();
    if (auto assemble = dyn_cast_or_null<AssembleOp>(op))
      return codes(assemble).total();
    int64_t bits = 0;
    if (op && isa<DequantizeOp, BinaryOp>(op))
      for (Value operand : op->getOperands())
        bits += scales(operand);
    return bits;
  }

  static double entropyOf(Value codes) {
    std::vector<uint16_t> patterns;
    auto values = getConstantInts(codes);
    if (!values)
      return 0;
    for (int64_t v : *values)
      patterns.push_back(static_cast<uint16_t>(v));
    return ::qopt::numerics::entropyBits(patterns.data(), patterns.size()) *
           static_cast<double>(patterns.size());
  }
};

} // namespace

ModelBits mlir::qopt::countStorage(func::FuncOp function) {
  Counter counter;
  function.walk([&](Operation *op) { counter.visit(op); });
  function.walk([&](ConstantOp op) { counter.visitRest(op); });
  return std::move(counter.result);
}
