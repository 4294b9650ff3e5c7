// SPDX-License-Identifier: Apache-2.0
// See the header.
#include "ShortRescale.h"
#include "LinalgLowering.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

constexpr int64_t kSplit = 16;              // where a multiplier is cut in two
constexpr int64_t kMostByte = 1 << 9;       // |x - in_zp| is below
constexpr int64_t kMostZeroPoint = 1 << 16; // what is added afterwards is below

static SmallVector<int64_t> constantValues(Value value) {
  DenseIntElementsAttr values;
  SmallVector<int64_t> result;
  if (matchPattern(value, m_Constant(&values)))
    for (const APInt &v : values.getValues<APInt>())
      result.push_back(v.getSExtValue());
  return result;
}

ShortRescale::ShortRescale(RescaleOp op)
    : op(op), element(getElementTypeOrSelf(op.getInput().getType())),
      multipliers(constantValues(op.getMultiplier())),
      shifts(constantValues(op.getShift())), isByte(provesByte()),
      isHighHalf(provesHighHalf()) {}

// Neither clamp nor zero point leaves 32 bits, and rounding is the one above.
static bool hasShortResult(RescaleOp op) {
  auto zeroPoint = static_cast<int64_t>(op.getOutZp());
  Type stored = getStorageElement(getElementTypeOrSelf(op.getType()));
  return op.getRounding() == RequantRounding::single &&
         std::abs(zeroPoint) < kMostZeroPoint &&
         llvm::isInt<32>(static_cast<int64_t>(op.getLo())) &&
         llvm::isInt<32>(static_cast<int64_t>(op.getHi())) &&
         stored.getIntOrFloatBitWidth() <= 32;
}

bool ShortRescale::provesByte() const {
  if (!hasShortResult(op) || multipliers.size() != 1 || shifts.size() != 1 ||
      getStorageElement(element).getIntOrFloatBitWidth() != 8)
    return false;
  auto range = getIntegerRange(element);
  auto zeroPoint = static_cast<int64_t>(op.getInZp());
  if (std::abs(zeroPoint) >= kMostByte / 2)
    return false;
  int64_t most = std::max(range.max - zeroPoint, zeroPoint - range.min);
  int64_t multiplier = multipliers.front(), shift = shifts.front();
  // Beyond 46 the rounding term meets the limit of i32; nobody scales bytes so far down.
  if (most >= kMostByte || shift > 46)
    return false;
  constexpr int64_t limit = (int64_t(1) << 31) - 2 * kMostZeroPoint;
  return (most * multiplier >> shift) < limit;
}

bool ShortRescale::provesHighHalf() const {
  return hasShortResult(op) && element.isSignlessInteger(32) && op.getInZp() == 0 &&
         !shifts.empty() &&
         llvm::all_of(shifts, [](int64_t s) { return s >= 33 && s <= 62; });
}

Value ShortRescale::build(OpBuilder &b, Location loc, ValueRange args) const {
  return isByte ? buildByte(b, loc, args.front()) : buildHighHalf(b, loc, args);
}

Value ShortRescale::buildByte(OpBuilder &b, Location loc, Value x) const {
  auto c = [&](int64_t v) { return intConst(b, loc, v, 32); };
  auto shiftRight = [&](Value v, int64_t by) -> Value {
    return by ? arith::ShRSIOp::create(b, loc, v, c(by)) : v;
  };
  int64_t multiplier = multipliers.front(), shift = shifts.front();
  x = resizeInt(b, loc, x, element, 32);
  if (auto zeroPoint = static_cast<int64_t>(op.getInZp()))
    x = arith::SubIOp::create(b, loc, x, c(zeroPoint));
  Value high = arith::MulIOp::create(b, loc, x, c(multiplier >> kSplit));
  Value low =
      arith::MulIOp::create(b, loc, x, c(multiplier & ((1 << kSplit) - 1)));
  if (shift > kSplit) {
    Value sum = arith::AddIOp::create(b, loc, high, shiftRight(low, kSplit));
    Value term = c(int64_t(1) << (shift - kSplit - 1));
    return shiftRight(arith::AddIOp::create(b, loc, sum, term), shift - kSplit);
  }
  if (shift < kSplit)
    high = arith::ShLIOp::create(b, loc, high, c(kSplit - shift));
  if (shift > 0)
    low = arith::AddIOp::create(b, loc, low, c(int64_t(1) << (shift - 1)));
  return arith::AddIOp::create(b, loc, high, shiftRight(low, shift));
}

Value ShortRescale::buildHighHalf(OpBuilder &b, Location loc,
                                  ValueRange args) const {
  auto c = [&](int64_t v) { return intConst(b, loc, v, 32); };
  Type wide = b.getI64Type(), narrow = b.getI32Type();
  Value product = arith::MulIOp::create(
      b, loc, arith::ExtSIOp::create(b, loc, wide, args[0]),
      arith::ExtSIOp::create(b, loc, wide, args[1]));
  Value high = arith::TruncIOp::create(
      b, loc, narrow,
      arith::ShRSIOp::create(b, loc, product, intConst(b, loc, 32, 64)));
  Value shift = resizeInt(b, loc, args[2], b.getI8Type(), 32);
  Value term = arith::ShLIOp::create(
      b, loc, c(1), arith::SubIOp::create(b, loc, shift, c(33)));
  return arith::ShRSIOp::create(b, loc,
                                arith::AddIOp::create(b, loc, high, term),
                                arith::SubIOp::create(b, loc, shift, c(32)));
}
