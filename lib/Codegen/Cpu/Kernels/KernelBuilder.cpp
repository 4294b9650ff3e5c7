// SPDX-License-Identifier: Apache-2.0
// The methods of KernelBuilder.h.
#include "KernelBuilder.h"

#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;

std::optional<int64_t> mlir::qopt::getKnown(Value value) {
  APInt known;
  if (matchPattern(value, m_ConstantInt(&known)))
    return known.getSExtValue();
  return std::nullopt;
}

KernelBuilder::KernelBuilder(func::FuncOp func)
    : ImplicitLocOpBuilder(func.getLoc(),
                           OpBuilder::atBlockEnd(&func.getBody().front())),
      entry(&func.getBody().front()) {}

Value KernelBuilder::constant(TypedAttr value) {
  // The type is part of the attribute, so the attribute alone is the key.
  Value &known = constants[value];
  if (known)
    return known;
  InsertionGuard guard(*this);
  if (lastConstant)
    setInsertionPointAfter(lastConstant);
  else
    setInsertionPointToStart(entry);
  lastConstant = arith::ConstantOp::create(*this, value);
  known = lastConstant->getResult(0);
  return known;
}

Value KernelBuilder::index(int64_t value) {
  return constant(getIndexAttr(value));
}

Value KernelBuilder::add(Value a, Value b) {
  auto x = getKnown(a), y = getKnown(b);
  if (x && y)
    return index(*x + *y);
  if (x == 0)
    return b;
  if (y == 0)
    return a;
  return arith::AddIOp::create(*this, a, b);
}

Value KernelBuilder::sub(Value a, Value b) {
  auto x = getKnown(a), y = getKnown(b);
  if (x && y)
    return index(*x - *y);
  return y == 0 ? a : Value(arith::SubIOp::create(*this, a, b));
}

Value KernelBuilder::mul(Value a, int64_t b) {
  if (auto x = getKnown(a))
    return index(*x * b);
  if (b == 0)
    return index(0);
  return b == 1 ? a : Value(arith::MulIOp::create(*this, a, index(b)));
}

Value KernelBuilder::div(Value a, int64_t b) {
  if (auto x = getKnown(a))
    return index(*x / b);
  return b == 1 ? a : Value(arith::DivUIOp::create(*this, a, index(b)));
}

Value KernelBuilder::rem(Value a, int64_t b) {
  if (auto x = getKnown(a))
    return index(*x % b);
  return b == 1 ? index(0) : Value(arith::RemUIOp::create(*this, a, index(b)));
}

Value KernelBuilder::min(Value a, Value b) {
  auto x = getKnown(a), y = getKnown(b);
  if (x && y)
    return index(std::min(*x, *y));
  return arith::MinSIOp::create(*this, a, b);
}

Value KernelBuilder::max(Value a, Value b) {
  auto x = getKnown(a), y = getKnown(b);
  if (x && y)
    return index(std::max(*x, *y));
  return arith::MaxSIOp::create(*this, a, b);
}

Value KernelBuilder::equal(Value a, int64_t b) {
  if (auto x = getKnown(a))
    return constant(getBoolAttr(*x == b));
  return arith::CmpIOp::create(*this, arith::CmpIPredicate::eq, a, index(b));
}

Value KernelBuilder::less(Value a, int64_t b) {
  if (auto x = getKnown(a))
    return constant(getBoolAttr(*x < b));
  return arith::CmpIOp::create(*this, arith::CmpIPredicate::slt, a, index(b));
}

//===-- Vectors -----------------------------------------------------------===//

Value KernelBuilder::splat(Type type, int64_t value) {
  Type element = getElementTypeOrSelf(type);
  TypedAttr attr = getIntegerAttr(
      element, APInt(element.getIntOrFloatBitWidth(),
                     static_cast<uint64_t>(value), /*isSigned=*/false,
                     /*implicitTrunc=*/true));
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, attr);
  return constant(attr);
}

Value KernelBuilder::splatFloat(Type type, float value) {
  TypedAttr attr = getF32FloatAttr(value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, attr);
  return constant(attr);
}

Value KernelBuilder::load(Value memref, Value position, VectorType type) {
  return vector::LoadOp::create(*this, type, memref, position);
}

void KernelBuilder::store(Value vector, Value memref, Value position) {
  vector::StoreOp::create(*this, vector, memref, position);
}

void KernelBuilder::storeFirst(Value vector, Value memref, Value position,
                               int64_t valid) {
  // The binary digits of `valid`, largest first: a few plain stores and no
  // masks, which the generic instruction set lacks.
  int64_t done = 0;
  for (int64_t size = llvm::PowerOf2Ceil(valid); size > 0; size /= 2) {
    if (valid - done < size)
      continue;
    store(slice(vector, done, size), memref, add(position, done));
    done += size;
  }
}

Value KernelBuilder::broadcastAt(Value memref, Value position, int64_t lanes) {
  Type element = cast<MemRefType>(memref.getType()).getElementType();
  Value one = load(memref, position, vectorOf(1, element));
  return vector::BroadcastOp::create(
      *this, vectorOf(lanes, element),
      vector::ExtractOp::create(*this, one, ArrayRef<int64_t>{0}));
}

Value KernelBuilder::shuffle(Value a, Value b, ArrayRef<int64_t> mask) {
  return vector::ShuffleOp::create(*this, a, b, mask);
}

Value KernelBuilder::slice(Value vector, int64_t offset, int64_t size) {
  if (cast<VectorType>(vector.getType()).getDimSize(0) == size)
    return vector;
  return vector::ExtractStridedSliceOp::create(
      *this, vector, ArrayRef<int64_t>{offset}, ArrayRef<int64_t>{size},
      ArrayRef<int64_t>{1});
}

Value KernelBuilder::join(SmallVector<Value> parts) {
  while (parts.size() > 1) {
    SmallVector<Value> joined;
    for (size_t i = 0; i < parts.size(); i += 2)
      joined.push_back(shuffle(
          parts[i], parts[i + 1],
          llvm::to_vector(llvm::seq<int64_t>(0, 2 * sizeOf(parts[i])))));
    parts = std::move(joined);
  }
  return parts.front();
}

Value KernelBuilder::bitcast(Value vector, VectorType type) {
  return vector.getType() == type
             ? vector
             : Value(vector::BitCastOp::create(*this, type, vector));
}

Value KernelBuilder::widen(Value vector, int64_t size) {
  auto type = cast<VectorType>(vector.getType());
  if (type.getDimSize(0) == size)
    return vector;
  VectorType wide = vectorOf(size, type.getElementType());
  Value zero = constant(cast<TypedAttr>(getZeroAttr(wide)));
  return vector::InsertStridedSliceOp::create(
      *this, vector, zero, ArrayRef<int64_t>{0}, ArrayRef<int64_t>{1});
}

//===-- Control flow ------------------------------------------------------===//

SmallVector<Value> KernelBuilder::loop(Value lower, Value upper, int64_t step,
                                       ValueRange init, LoopBody body) {
  auto from = getKnown(lower), to = getKnown(upper);
  if (from && to && *to - *from <= step)
    return *to > *from ? body(lower, init) : SmallVector<Value>(init);
  auto op = scf::ForOp::create(*this, lower, upper, index(step), init);
  InsertionGuard guard(*this);
  setInsertionPointToStart(op.getBody());
  SmallVector<Value> results =
      body(op.getInductionVar(), op.getRegionIterArgs());
  if (!init.empty())
    scf::YieldOp::create(*this, results);
  return SmallVector<Value>(op.getResults());
}

void KernelBuilder::loop(Value lower, Value upper, int64_t step,
                         function_ref<void(Value)> body) {
  loop(lower, upper, step, ValueRange(), [&](Value iv, ValueRange) {
    body(iv);
    return SmallVector<Value>{};
  });
}

void KernelBuilder::branch(Value condition, function_ref<void()> then,
                           function_ref<void()> otherwise) {
  if (auto known = getKnown(condition))
    return *known ? then() : otherwise();
  auto op = scf::IfOp::create(*this, condition, /*withElseRegion=*/true);
  InsertionGuard guard(*this);
  setInsertionPointToStart(op.thenBlock());
  then();
  setInsertionPointToStart(op.elseBlock());
  otherwise();
}
