// SPDX-License-Identifier: Apache-2.0
// Shifts, masks and byte tables; see the header.
#include "PartDecoder.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

PartDecoder::PartDecoder(KernelBuilder &builder, const RunsPlan &plan)
    : b(builder), plan(plan), lookup(target::selectByteLookup(plan.isa)),
      parts(plan.geometry.parts()) {}

// The part at `place` (a number of steps within the word), moved to where it belongs
// in the bytes, or to where plan.places() says.
Value PartDecoder::extract(Value word, const RunsGeometry::Part &part,
                           int64_t place) {
  if (part.width == 8)
    return word;
  int64_t bit = place * part.width, lowest = part.lowest;
  // Read where it lies in the lower half of a byte, the upper half moved there.
  if (plan.places() > 1)
    lowest = bit % (plan.places() * part.width);
  int64_t shift = bit - lowest;
  Type type = word.getType();
  if (shift > 0)
    word = arith::ShRUIOp::create(b, word, b.splat(type, shift));
  else if (shift < 0)
    word = arith::ShLIOp::create(b, word, b.splat(type, -shift));
  int64_t mask = ((int64_t(1) << part.width) - 1) << lowest;
  return arith::AndIOp::create(b, word, b.splat(type, mask * 0x01010101));
}

Value PartDecoder::decode(ArrayRef<Value> words, int64_t steps, int64_t step) {
  Value fields;
  for (const RunsGeometry::Part &part : parts) {
    Value bits = extract(words[step / part.stepsPerWord()], part,
                         step % part.stepsPerWord());
    fields = fields ? Value(arith::OrIOp::create(b, fields, bits)) : bits;
    words = words.drop_front(part.words(steps));
  }
  return plan.table.empty() ? fields : lookUp(fields);
}

Value PartDecoder::lookUp(Value fields) {
  if (!lookup)
    return selectByBits(fields);
  auto lanes = static_cast<int64_t>(lookup->lanes);
  VectorType part = b.vectorOf(lanes, 8);
  SmallVector<int8_t> entries;
  for (int64_t i = 0; i < lanes; ++i)
    entries.push_back(static_cast<int8_t>(plan.table[i % plan.table.size()]));
  Value table =
      b.constant(DenseElementsAttr::get(part, ArrayRef<int8_t>(entries)));
  Value bytes = b.bitcast(fields, b.vectorOf(4 * sizeOf(fields), 8));
  SmallVector<Value> parts;
  for (int64_t i = 0; i < sizeOf(bytes); i += lanes)
    parts.push_back(LLVM::CallIntrinsicOp::create(
                        b, part, b.getStringAttr(StringRef(lookup->intrinsic)),
                        ValueRange{table, b.slice(bytes, i, lanes)})
                        ->getResult(0));
  return b.bitcast(b.join(std::move(parts)), cast<VectorType>(fields.getType()));
}

// Without byte shuffles: entries are chosen pair by pair, by the lowest bit first.
Value PartDecoder::selectByBits(Value fields) {
  VectorType type = b.vectorOf(4 * sizeOf(fields), 8);
  Value bytes = b.bitcast(fields, type), zero = b.splat(type, 0);
  SmallVector<Value> entries;
  for (int32_t entry : plan.table)
    entries.push_back(b.splat(type, entry));
  for (int64_t bit = 1; entries.size() > 1; bit *= 2) {
    Value isSet = arith::CmpIOp::create(
        b, arith::CmpIPredicate::ne,
        arith::AndIOp::create(b, bytes, b.splat(type, bit)), zero);
    SmallVector<Value> chosen;
    for (size_t i = 0; i < entries.size(); i += 2)
      chosen.push_back(
          arith::SelectOp::create(b, isSet, entries[i + 1], entries[i]));
    entries = std::move(chosen);
  }
  return b.bitcast(entries.front(), cast<VectorType>(fields.getType()));
}
