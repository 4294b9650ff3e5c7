// SPDX-License-Identifier: Apache-2.0
// A table of 256 bytes is 128 words in four registers of 32. The upper seven bits of a
// code choose the word, by two look-ups in two registers each and a choice between
// them; the lowest bit chooses the byte. Even and odd codes take turns.
#include "ByteTables.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static constexpr int64_t kWords = codegen::kTableCodes / 2;

// The load of the entry.
static memref::LoadOp getLookup(linalg::LinalgOp op) {
  memref::LoadOp result;
  for (Operation &inner : op.getBlock()->without_terminator())
    if (auto load = dyn_cast<memref::LoadOp>(inner))
      result = result ? memref::LoadOp() : load;
  return result;
}

const target::WordLookupRow *codegen::getByteLookup(linalg::LinalgOp op) {
  auto isa = op->getParentOfType<func::FuncOp>()->getAttrOfType<StringAttr>("qopt.isa");
  if (!isa || !op->hasAttr(kByteTableAttr) || op.getNumLoops() != 1 ||
      op->getNumOperands() != 2 || !getLookup(op))
    return nullptr;
  for (OpOperand &operand : op->getOpOperands())
    if (!op.getMatchingIndexingMap(&operand).isIdentity() ||
        !cast<MemRefType>(operand.get().getType()).getElementType().isInteger(8) ||
        cast<MemRefType>(operand.get().getType()).getStridesAndOffset().first.back() != 1)
      return nullptr;
  auto known = target::parseIsa(isa.strref());
  return known ? target::selectWordLookup(*known) : nullptr;
}

namespace {
// Arithmetic on 32 words.
class Words {
public:
  Words(OpBuilder &b, Location loc)
      : b(b), loc(loc), type(VectorType::get({kWords}, b.getI16Type())) {}

  Value c(int64_t v) {
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(type, b.getI16IntegerAttr(static_cast<int16_t>(v))));
  }
  Value band(Value x, int64_t v) { return arith::AndIOp::create(b, loc, x, c(v)); }
  Value shr(Value x, Value n) { return arith::ShRUIOp::create(b, loc, x, n); }
  Value shl(Value x, int64_t n) { return arith::ShLIOp::create(b, loc, x, c(n)); }

  // The entries, 0 to 255, of codes from the table's first on, each in a word.
  Value lookUp(const target::WordLookupRow &row, ArrayRef<Value> table, Value codes) {
    Value index = shr(codes, c(1));
    auto half = [&](Value first, Value second) -> Value {
      return LLVM::CallIntrinsicOp::create(b, loc, type,
                                           b.getStringAttr(StringRef(row.intrinsic)),
                                           ValueRange{first, index, second})
          ->getResult(0);
    };
    Value low = half(table[0], table[1]), high = half(table[2], table[3]);
    Value isHigh = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne,
                                         band(codes, 0x80), c(0));
    Value word = arith::SelectOp::create(b, loc, isHigh, high, low);
    return band(shr(word, shl(band(codes, 1), 3)), 0xff);
  }

  OpBuilder &b;
  Location loc;
  VectorType type;
};
} // namespace

Value codegen::buildByteLookup(OpBuilder &b, linalg::LinalgOp op,
                               const target::WordLookupRow &row, Value codes) {
  Location loc = op.getLoc();
  Words w(b, loc);
  auto bytes = VectorType::get({kTableCodes}, b.getI8Type());
  Value memory = getLookup(op).getMemRef();
  auto index = [&](int64_t v) -> Value {
    return arith::ConstantIndexOp::create(b, loc, v);
  };
  SmallVector<Value> table;
  for (int64_t part = 0; part < 4; ++part) {
    Value entries = vector::LoadOp::create(
        b, loc, bytes, memory, ValueRange{index(0), index(part * kTableCodes)});
    table.push_back(vector::BitCastOp::create(b, loc, w.type, entries));
  }
  // Signed codes count from -128.
  if (cast<IntegerAttr>(op->getAttr(kByteTableAttr)).getInt() != 0)
    codes = arith::XOrIOp::create(
        b, loc, codes,
        arith::ConstantOp::create(
            b, loc, DenseElementsAttr::get(bytes, b.getI8IntegerAttr(-128))));
  Value words = vector::BitCastOp::create(b, loc, w.type, codes);
  Value even = w.lookUp(row, table, w.band(words, 0xff));
  Value odd = w.lookUp(row, table, w.shr(words, w.c(8)));
  Value both = arith::OrIOp::create(b, loc, even, w.shl(odd, 8));
  return vector::BitCastOp::create(b, loc, bytes, both);
}
