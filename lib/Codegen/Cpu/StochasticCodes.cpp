// SPDX-License-Identifier: Apache-2.0
// Stochastic rounding to table formats, as Numerics' CodeTable decides it.
#include "Codes.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
using ::qopt::numerics::CodeTable;

// The smallest f32 that is not below v: x >= v for an f32 x exactly if x >= it.
static float roundUp(double v) {
  float f = static_cast<float>(v);
  return static_cast<double>(f) < v
             ? std::nextafter(f, std::numeric_limits<float>::infinity())
             : f;
}

StochasticEncoder::StochasticEncoder(OpBuilder &b, Location loc,
                                     const CodeTable &table, Type storage)
    : ladder(table.roundingLadder()), storage(storage) {
  size_t count = ladder.values.size();
  steps = llvm::Log2_64_Ceil(count + 1);
  std::vector<float> reached;
  for (double v : ladder.values)
    reached.push_back(roundUp(v));
  reached.resize((size_t{1} << steps) - 1,
                 std::numeric_limits<float>::quiet_NaN());
  thresholds = createTable(b, loc, b.getF32Type(), reached);
  values = createTable(b, loc, b.getF64Type(), ladder.values);
  if (storage.getIntOrFloatBitWidth() == 16) {
    codes = createTable(b, loc, storage, ladder.codes);
    return;
  }
  std::vector<uint8_t> bytes(ladder.codes.begin(), ladder.codes.end());
  codes = createTable(b, loc, storage, bytes);
}

// Whether x, between the values of the ranks lower and lower + 1, goes to the
// latter: away from zero with the probability of its distance from the neighbour
// nearer to zero, in parts of the gap.
Value StochasticEncoder::moveUp(OpBuilder &b, Location loc, Value x,
                                Value lower, Value index) const {
  using arith::CmpFPredicate;
  Value upper = arith::AddIOp::create(b, loc, lower, intConst(b, loc, 1, 32));
  Value lo = lookUp(b, loc, values, lower), hi = lookUp(b, loc, values, upper);
  Value lowerIsNear = arith::CmpFOp::create(
      b, loc, CmpFPredicate::OLE, math::AbsFOp::create(b, loc, lo),
      math::AbsFOp::create(b, loc, hi));
  Value near = arith::SelectOp::create(b, loc, lowerIsNear, lo, hi);
  Value wide = arith::ExtFOp::create(b, loc, b.getF64Type(), x);
  Value distance = math::AbsFOp::create(
      b, loc, arith::SubFOp::create(b, loc, wide, near).getResult());
  Value fraction = arith::DivFOp::create(
      b, loc, distance, arith::SubFOp::create(b, loc, hi, lo));
  Value away = arith::CmpFOp::create(b, loc, CmpFPredicate::OLT,
                                     buildUniform(b, loc, index), fraction);
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, away,
                               lowerIsNear);
}

Value StochasticEncoder::codeOfRank(OpBuilder &b, Location loc, Value x,
                                    Value rank) const {
  unsigned width = storage.getIntOrFloatBitWidth();
  Value code = lookUp(b, loc, codes, rank);
  auto zero = llvm::find(ladder.values, 0.0);
  if (zero == ladder.values.end())
    return code;
  Value isZero = arith::CmpIOp::create(
      b, loc, arith::CmpIPredicate::eq, rank,
      intConst(b, loc, zero - ladder.values.begin(), 32));
  Value bits = arith::BitcastOp::create(b, loc, b.getI32Type(), x);
  Value isNegative = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                           bits, intConst(b, loc, 0, 32));
  Value isPositive = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sgt,
                                           bits, intConst(b, loc, 0, 32));
  auto selectWhere = [&](Value condition, int64_t special) {
    Value both = arith::AndIOp::create(b, loc, isZero, condition);
    code = arith::SelectOp::create(b, loc, both, intConst(b, loc, special, width),
                                   code);
  };
  selectWhere(isNegative, ladder.negativeZeroCode);
  selectWhere(isPositive, ladder.positiveZeroCode);
  return code;
}

Value StochasticEncoder::encode(OpBuilder &b, Location loc, Value x,
                                Value index) const {
  unsigned width = storage.getIntOrFloatBitWidth();
  auto c = [&](int64_t v) { return intConst(b, loc, v, 32); };
  int64_t last = static_cast<int64_t>(ladder.values.size()) - 1;
  Value count = searchRank(b, loc, thresholds, steps, x);
  Value rank = c(0);
  if (last > 0) {
    Value lower = clampInt(b, loc, arith::SubIOp::create(b, loc, count, c(1)),
                           c(0), c(last - 1));
    Value up = arith::ExtUIOp::create(b, loc, b.getI32Type(),
                                      moveUp(b, loc, x, lower, index));
    rank = arith::AddIOp::create(b, loc, lower, up);
    // Beyond the ends there is nothing to choose between.
    Value below = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, count,
                                        c(0));
    Value above = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sgt, count,
                                        c(last));
    rank = arith::SelectOp::create(b, loc, below, c(0), rank);
    rank = arith::SelectOp::create(b, loc, above, c(last), rank);
  }
  Value code = codeOfRank(b, loc, x, rank);
  Value isNan = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
  return arith::SelectOp::create(b, loc, isNan,
                                 intConst(b, loc, ladder.nanCode, width), code);
}
