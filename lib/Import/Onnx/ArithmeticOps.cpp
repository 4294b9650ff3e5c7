// SPDX-License-Identifier: Apache-2.0
// Arithmetic of two or more tensors with numpy broadcasting, and Cast.
#include "QuantParams.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

// Integers have no result to give for a division by zero.
static void checkDivisor(NodeImporter &n) {
  const Tensor &divisor = n.input(1);
  if (isIntegral(divisor->type) && divisor->constant &&
      llvm::is_contained(divisor->constant->ints(), 0))
    n.fail("expected integer divisors other than 0, got 0");
}

template <BinaryKind kind>
static void importBinary(NodeImporter &n) {
  if (kind == BinaryKind::div)
    checkDivisor(n);
  n.setOutput(0, n.b.binary(kind, n.input(0), n.input(1)));
}

// Folds the operands from the left.
static Tensor chain(NodeImporter &n, BinaryKind kind) {
  for (size_t i = 0; i < n.numInputs(); ++i)
    if (!n.has(i)) {
      n.fail("expected input " + Twine(i) + ", got none");
      return nullptr;
    }
  Tensor result = n.input(0);
  for (size_t i = 1; i < n.numInputs(); ++i)
    result = n.b.binary(kind, result, n.input(i));
  return result;
}

template <BinaryKind kind>
static void importVariadic(NodeImporter &n) {
  n.setOutput(0, chain(n, kind));
}

static void importMean(NodeImporter &n) {
  n.requireFloating(0);
  Tensor sum = chain(n, BinaryKind::add);
  if (!sum || n.failed())
    return;
  double count = static_cast<double>(n.numInputs());
  n.setOutput(0, count == 1 ? sum
                            : n.b.binary(BinaryKind::div, sum,
                                         n.b.scalar(sum->type, count)));
}

// The result has the base's type whatever the exponent's is.
static void importPow(NodeImporter &n) {
  const Tensor &base = n.input(0), &exponent = n.input(1);
  if (n.opset < 12)
    n.requireOneType();
  if (n.failed())
    return;
  if (base->type == exponent->type)
    return importBinary<BinaryKind::pow>(n);
  if (isFloating(base->type) == isFloating(exponent->type) ||
      isFloating(base->type))
    return n.setOutput(0, n.b.binary(BinaryKind::pow, base,
                                     n.b.cast(exponent, base->type)));
  Tensor power = n.b.binary(BinaryKind::pow, n.b.cast(base, exponent->type),
                            exponent);
  n.setOutput(0, n.b.cast(power, base->type));
}

static void importMod(NodeImporter &n) {
  bool fmod = n.getFlag("fmod", false);
  checkDivisor(n);
  if (!fmod && isFloating(n.input(0)->type) && n.opset < 28)
    return n.fail("expected fmod = 1 for floating-point operands, got 0");
  n.setOutput(0, n.b.binary(fmod ? BinaryKind::fmod : BinaryKind::mod,
                            n.input(0), n.input(1)));
}

//===-- Cast --------------------------------------------------------------===//

// Integers of less than 8 bits are held in 8. Numbers lose their fraction, then
// their high bits, as ONNX's reference has it.
static Tensor castToSubByte(NodeImporter &n, const Tensor &x, DataType type) {
  GraphBuilder &b = n.b;
  bool isUnsigned = isUnsignedType(type);
  DataType held = isUnsigned ? DataType::Uint8 : DataType::Int8;
  double codes = 1 << bitsOf(type);
  // Wrapping in 8 bits first changes nothing modulo 2^bits.
  Tensor y = isFloating(x->type) ? b.cast(x, DataType::Int32) : x;
  y = b.cast(y, held);
  Tensor offset = b.scalar(held, codes / 2);
  if (!isUnsigned)
    y = b.binary(BinaryKind::add, y, offset);
  y = b.binary(BinaryKind::mod, y, b.scalar(held, codes));
  if (!isUnsigned)
    y = b.binary(BinaryKind::sub, y, offset);
  return b.cast(y, type);
}

static Tensor castTo(NodeImporter &n, const Tensor &x, DataType type,
                     bool saturates) {
  if (!isSupported(type)) {
    n.fail("a cast to " + nameOf(type) + " is not supported");
    return nullptr;
  }
  if (isSmallFloat(x->type) && x->type != type)
    return castTo(n, castSmallToFloat(n, x), type, saturates);
  if (isSmallFloat(type) && x->type != type)
    return castFloatToSmall(n, x, type, saturates);
  bool subByte = isIntegral(type) && bitsOf(type) < 8 && type != DataType::Bool;
  return subByte && x->type != type ? castToSubByte(n, x, type)
                                    : n.b.cast(x, type);
}

static void importCast(NodeImporter &n) {
  bool saturates = n.getFlag("saturate", true); // small floats only
  n.getString("round_mode", "up");              // float8e8m0 targets only
  int64_t to = n.getInt("to", 0);
  n.setOutput(0, castTo(n, n.input(0), static_cast<DataType>(to), saturates));
}

static void importCastLike(NodeImporter &n) {
  bool saturates = n.getFlag("saturate", true);
  n.getString("round_mode", "up");
  n.setOutput(0, castTo(n, n.input(0), n.input(1)->type, saturates));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getArithmeticOps() {
  using K = BinaryKind;
  static constexpr OpRow rows[] = {
      {"Add", 7, kNewest, 2, 2, 1, importBinary<K::add>},
      {"Sub", 7, kNewest, 2, 2, 1, importBinary<K::sub>},
      {"Mul", 7, kNewest, 2, 2, 1, importBinary<K::mul>},
      {"Div", 7, kNewest, 2, 2, 1, importBinary<K::div>},
      {"Pow", 7, kNewest, 2, 2, 1, importPow},
      {"Mod", 10, kNewest, 2, 2, 1, importMod},
      {"Sum", 6, kNewest, 1, kVariadic, 1, importVariadic<K::add>},
      {"Max", 6, kNewest, 1, kVariadic, 1, importVariadic<K::max>},
      {"Min", 6, kNewest, 1, kVariadic, 1, importVariadic<K::min>},
      {"Mean", 6, kNewest, 1, kVariadic, 1, importMean},
      {"Cast", 6, kNewest, 1, 1, 1, importCast},
      {"CastLike", 15, kNewest, 2, 2, 1, importCastLike},
  };
  return rows;
}
