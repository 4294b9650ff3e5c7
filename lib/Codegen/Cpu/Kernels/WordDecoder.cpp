// SPDX-License-Identifier: Apache-2.0
// The three ways of WordDecoder.h. All give the same f32 bits, so that the
// choice among them is one of speed alone.
#include "WordDecoder.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static constexpr int64_t kColumns = CodesGeometry::kColumns;
// 2^23: an f32 with this exponent holds an integer below 2^23 in its lowest bits,
// so a field becomes a number by one `or` and one exact subtraction.
static constexpr int64_t kIntegerBits = 0x4b000000;
static constexpr float kIntegerBase = 8388608.0f;

WordDecoder::WordDecoder(KernelBuilder &builder, const CodesPlan &plan,
                         Value table)
    : b(builder), plan(plan), table(table) {
  if (plan.hasZeroPoints)
    return; // a code's number differs from column to column
  lookup = target::selectLookup(plan.isa, plan.geometry.bits);
  // Arithmetic is cheaper than a blend of several registers.
  if (lookup && plan.zeroPoint && (1u << plan.geometry.bits) > lookup->entries)
    lookup = nullptr;
  if (lookup)
    makeRegisters();
}

// A table smaller than a register is repeated: then no index needs a mask.
void WordDecoder::makeRegisters() {
  int64_t count = int64_t(1) << plan.geometry.bits, size = entries();
  for (int64_t first = 0; first < count; first += size) {
    if (plan.zeroPoint) {
      SmallVector<float> values;
      for (int64_t i = 0; i < size; ++i)
        values.push_back(plan.valueOf((first + i) % count));
      registers.push_back(b.constant(
          DenseElementsAttr::get(b.vectorOf(size, b.getF32Type()),
                                 ArrayRef<float>(values))));
      continue;
    }
    Value part = b.load(table, b.index(first),
                        b.vectorOf(std::min(size, count), b.getF32Type()));
    SmallVector<int64_t> repeated;
    for (int64_t i = 0; i < size; ++i)
      repeated.push_back(i % count);
    registers.push_back(count < size ? b.shuffle(part, part, repeated) : part);
  }
}

// One register of table for all 16 columns; indices are the lowest bits of
// `words`.
Value WordDecoder::permute(Value table, Value words) {
  SmallVector<Value> parts;
  for (int64_t i = 0; i < kColumns; i += entries())
    parts.push_back(LLVM::CallIntrinsicOp::create(
                        b, table.getType(),
                        b.getStringAttr(StringRef(lookup->intrinsic)),
                        ValueRange{table, b.slice(words, i, entries())})
                        ->getResult(0));
  return b.join(std::move(parts));
}

Value WordDecoder::align(Value word, Value next, int64_t shift) {
  if (shift == 0)
    return word;
  Value lower = arith::ShRUIOp::create(b, word, b.splat(word.getType(), shift));
  int64_t rest = CodesGeometry::kWordBits - shift;
  if (plan.geometry.bits <= rest)
    return lower;
  Value upper = arith::ShLIOp::create(b, next, b.splat(next.getType(), rest));
  return arith::OrIOp::create(b, lower, upper);
}

Value WordDecoder::lookUp(ArrayRef<Value> table, Value indices) {
  SmallVector<Value> values;
  for (Value part : table)
    values.push_back(permute(part, indices));
  // Upper bits of the field choose among registers, the lowest of them first.
  Value zero = b.splat(indices.getType(), 0);
  for (int64_t bit = entries(); values.size() > 1; bit *= 2) {
    Value upper = arith::CmpIOp::create(
        b, arith::CmpIPredicate::ne,
        arith::AndIOp::create(b, indices, b.splat(indices.getType(), bit)),
        zero);
    SmallVector<Value> chosen;
    for (size_t i = 0; i < values.size(); i += 2)
      chosen.push_back(
          arith::SelectOp::create(b, upper, values[i + 1], values[i]));
    values = std::move(chosen);
  }
  return values.front();
}

// 2^23 + field.
static Value asInteger(KernelBuilder &b, Value fields) {
  Value bits = arith::OrIOp::create(b, fields,
                                    b.splat(fields.getType(), kIntegerBits));
  return b.bitcast(bits, b.vectorOf(sizeOf(fields), b.getF32Type()));
}

Value WordDecoder::enterZeroPoints(Value bytes) {
  return asInteger(
      b, arith::ExtUIOp::create(b, b.vectorOf(kColumns, 32), bytes));
}

Value WordDecoder::weights(Value aligned, Value zeroPoints) {
  if (!registers.empty())
    return lookUp(registers, aligned);
  VectorType type = b.vectorOf(kColumns, b.getF32Type());
  int64_t lowest = (int64_t(1) << plan.geometry.bits) - 1;
  Value fields = arith::AndIOp::create(b, aligned,
                                       b.splat(aligned.getType(), lowest));
  if (!plan.hasTable) {
    if (plan.zeroPoint)
      zeroPoints = b.splatFloat(type, kIntegerBase + float(*plan.zeroPoint));
    return arith::SubFOp::create(b, asInteger(b, fields), zeroPoints);
  }
  auto mask = b.vectorOf(kColumns, 1);
  return vector::GatherOp::create(b, type, table, ValueRange{b.index(0)},
                                  fields, b.splat(mask, 1),
                                  b.splatFloat(type, 0));
}
