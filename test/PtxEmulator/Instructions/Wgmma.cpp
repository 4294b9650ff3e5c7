// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Asynchronous Warpgroup Level Matrix Instructions": wgmma.mma_async
// with B, and A or not, in shared memory, K-major, in all swizzling modes. Each
// of the four warps of a warpgroup computes its 16 of the 64 rows. The result is
// computed at the issue, but until a wait_group
//   - an instruction that touches the registers is an error (other wgmma on the
//     same accumulators are not), and
//   - the operands in shared memory are read a second time at the wait, so a
//     write that comes between is found as the race it is.
// What was written to shared memory by ordinary instructions needs a
// fence.proxy.async on its way here. Sums: as in Mma.cpp.
#include "FloatMath.h"
#include "Families.h"
#include "MemoryAccess.h"
#include "WgmmaShape.h"

#include <algorithm>
#include <limits>

namespace qopt::ptx {

namespace {
constexpr int rowsPerWarp = 16, chunkBytes = 16, kBytes = 32;

/// "Matrix Descriptor Format": 16-byte units.
struct Descriptor {
  uint64_t start, leading, stride;
  int swizzleBytes; ///< of a row of the swizzle's pattern; 16: none

  explicit Descriptor(uint64_t bits)
      : start((bits & 0x3fff) << 4), leading((bits >> 16 & 0x3fff) << 4), stride((bits >> 32 & 0x3fff) << 4) {
    constexpr int sizes[] = {16, 128, 64, 32};
    swizzleBytes = sizes[bits >> 62];
  }

  /// Of the 16 bytes `chunk` of `row`, swizzled.
  uint64_t address(int row, int chunk) const {
    uint64_t across = swizzleBytes == 16 ? uint64_t(chunk) * leading : uint64_t(chunk) * chunkBytes;
    uint64_t linear = start + uint64_t(row / 8) * stride + uint64_t(row % 8 * swizzleBytes) + across;
    uint64_t choices = uint64_t(swizzleBytes / chunkBytes - 1);
    return linear ^ ((linear >> 7 & choices) << 4);
  }
};

/// Rows of 32 bytes.
using Rows = std::vector<std::array<uint8_t, kBytes>>;

void readRows(Warp &warp, const Inst &inst, uint64_t bits, int first, int count, Rows &rows) {
  Descriptor descriptor(bits);
  if (bits >> 49 & 7)
    fault(warp, 0, inst, "expected a descriptor with base offset 0, got " + std::to_string(bits >> 49 & 7));
  rows.resize(size_t(count));
  for (int row = 0; row < count; ++row)
    for (int chunk = 0; chunk < kBytes / chunkBytes; ++chunk) {
      uint64_t address = descriptor.address(first + row, chunk);
      checkShared(warp, inst, 0, address, chunkBytes);
      Access by = warp.access(0, inst.line);
      warp.block.shared.checkProxy(address, chunkBytes, by);
      warp.block.shared.read(address, rows[size_t(row)].data() + chunk * chunkBytes, chunkBytes, by);
    }
}

/// A's 16 rows of this warp from its registers (PTX ISA, "Register Fragments").
void gatherRows(Warp &warp, const Inst &inst, const WgmmaShape &shape, Rows &rows) {
  rows.resize(rowsPerWarp);
  for (size_t r = 0; r < 4; ++r) {
    const uint64_t *row = warp.row(inst.r[shape.firstOfA() + r]);
    for (uint32_t lane = 0; lane < 32; ++lane) {
      uint32_t word = uint32_t(row[lane]);
      std::memcpy(rows[lane / 4 + 8 * (r % 2)].data() + chunkBytes * (r / 2) + 4 * (lane % 4), &word, 4);
    }
  }
}

uint64_t uniform(Warp &warp, const Inst &inst, size_t operand) {
  const uint64_t *row = warp.row(inst.r[operand]);
  for (uint32_t lane = 1; lane < 32; ++lane)
    if (row[lane] != row[0])
      fault(warp, lane, inst, "expected one descriptor in all lanes, got different ones");
  return row[0];
}

void readOperands(Warp &warp, const Inst &inst, const WgmmaShape &shape, Rows &a, Rows &b) {
  if (shape.aInRegisters)
    gatherRows(warp, inst, shape, a);
  else
    readRows(warp, inst, uniform(warp, inst, shape.firstOfA()), int(warp.index % 4) * rowsPerWarp, rowsPerWarp, a);
  readRows(warp, inst, uniform(warp, inst, shape.descriptorOfB()), 0, shape.n, b);
}

template <class T, class Decode>
std::vector<T> decodeRows(const Rows &rows, Type type, Decode decode) {
  int bytes = bytesOf(type), columns = kBytes / bytes;
  std::vector<T> result;
  for (const auto &row : rows)
    for (int k = 0; k < columns; ++k) {
      uint32_t bits = 0;
      std::memcpy(&bits, row.data() + k * bytes, size_t(bytes));
      result.push_back(decode(type, bits));
    }
  return result;
}

/// Element i of a lane's accumulators stands at this row of the warp and column.
std::pair<int, int> placeOf(uint32_t lane, int i) {
  return {int(lane / 4) + 8 * (i / 2 % 2), int(lane % 4) * 2 + i % 2 + i / 4 * 8};
}

void integerResult(Warp &warp, const Inst &inst, const WgmmaShape &shape, const Rows &aRows, const Rows &bRows) {
  auto decode = [](Type type, uint32_t bits) { return isSigned(type) ? int32_t(int8_t(bits)) : int32_t(bits); };
  auto a = decodeRows<int32_t>(aRows, shape.a, decode), b = decodeRows<int32_t>(bRows, shape.b, decode);
  const uint64_t *scales = warp.row(inst.r[shape.scaleOfD()]);
  for (uint32_t lane = 0; lane < 32; ++lane)
    for (int i = 0; i < shape.n / 2; ++i) {
      auto [row, column] = placeOf(lane, i);
      uint64_t &d = warp.row(inst.r[size_t(i)])[lane];
      int64_t sum = scales[lane] ? int32_t(d) : 0;
      for (int k = 0; k < kBytes; ++k)
        sum += a[size_t(row * kBytes + k)] * b[size_t(column * kBytes + k)];
      if (shape.saturates)
        sum = std::clamp<int64_t>(sum, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
      d = uint32_t(sum);
    }
}

void floatResult(Warp &warp, const Inst &inst, const WgmmaShape &shape, const Rows &aRows, const Rows &bRows) {
  auto a = decodeRows<double>(aRows, shape.a, decodeFloat), b = decodeRows<double>(bRows, shape.b, decodeFloat);
  const uint64_t *scales = warp.row(inst.r[shape.scaleOfD()]);
  size_t columns = size_t(kBytes / bytesOf(shape.a));
  bool isWide = shape.accumulator == Type::F32;
  for (uint32_t lane = 0; lane < 32; ++lane)
    for (int i = 0; i < shape.n / 2; ++i) {
      auto [row, column] = placeOf(lane, i);
      uint64_t &word = warp.row(inst.r[size_t(isWide ? i : i / 2)])[lane];
      int shift = isWide ? 0 : 16 * (i % 2);
      uint64_t mask = lowMask(bitsOf(shape.accumulator)) << shift;
      ExactSum sum;
      if (scales[lane])
        sum.add(decodeFloat(shape.accumulator, uint32_t((word & mask) >> shift)));
      for (size_t k = 0; k < columns; ++k)
        sum.add(a[size_t(row) * columns + k] * b[size_t(column) * columns + k] * shape.sign);
      uint64_t bits = encodeFloat(shape.accumulator, sum.toOdd(), Rounding::Nearest, false);
      word = (word & ~mask) | bits << shift;
    }
}

void multiply(Warp &warp, const Inst &inst, uint32_t) {
  const WgmmaShape &shape = *static_cast<const WgmmaShape *>(inst.extra.get());
  if (!warp.wgmmaFenced)
    fault(warp, 0, inst, "expected a wgmma.fence before the first wgmma.mma_async, got none");
  Rows a, b;
  readOperands(warp, inst, shape, a, b);
  if (isFloat(shape.a))
    floatResult(warp, inst, shape, a, b);
  else
    integerResult(warp, inst, shape, a, b);
  uint64_t descriptors[2] = {warp.row(inst.r[shape.firstOfA()])[0], warp.row(inst.r[shape.descriptorOfB()])[0]};
  warp.products.push_back({&inst, descriptors[0], descriptors[1], -1});
  ++warp.block.statistics.matrixProducts;
}

void fence(Warp &warp, const Inst &, uint32_t) { warp.wgmmaFenced = true; }

void commit(Warp &warp, const Inst &, uint32_t) {
  for (AsyncProduct &product : warp.products)
    if (product.group < 0)
      product.group = warp.committedProducts;
  ++warp.committedProducts;
}

/// imm: groups that may stay under way.
void wait(Warp &warp, const Inst &inst, uint32_t) {
  auto isDue = [&](const AsyncProduct &product) {
    return product.group >= 0 && product.group < warp.committedProducts - inst.imm;
  };
  Rows rows;
  for (const AsyncProduct &product : warp.products) {
    if (!isDue(product))
      continue;
    const WgmmaShape &shape = *static_cast<const WgmmaShape *>(product.inst->extra.get());
    if (!shape.aInRegisters)
      readRows(warp, *product.inst, product.a, int(warp.index % 4) * rowsPerWarp, rowsPerWarp, rows);
    readRows(warp, *product.inst, product.b, 0, shape.n, rows);
  }
  warp.products.erase(std::remove_if(warp.products.begin(), warp.products.end(), isDue), warp.products.end());
}

void takeSync(Decoding &d) {
  for (std::string_view modifier : {"sync", "aligned"})
    if (!d.take(modifier))
      d.failModifier("." + std::string(modifier));
  d.inst.flow = Flow::Converge;
}

/// "m64n128k32"
void takeSize(Decoding &d, WgmmaShape &shape) {
  std::string text = d.nextModifier();
  int n = 0, k = 0, used = 0;
  bool parsed = std::sscanf(text.c_str(), "m64n%dk%d%n", &n, &k, &used) == 2 && size_t(used) == text.size();
  if (!parsed || n < 8 || n > 256 || n % 8)
    d.failModifier("m64nNkK with N a multiple of 8 up to 256");
  d.take(text);
  shape.n = n;
  shape.k = k;
}

void takeTypes(Decoding &d, WgmmaShape &shape) {
  shape.accumulator = d.takeType({Type::S32, Type::F32, Type::F16});
  std::initializer_list<Type> elements = {Type::S8, Type::U8, Type::F16, Type::BF16, Type::E4M3, Type::E5M2};
  shape.a = d.takeType(elements);
  shape.b = d.takeType(elements);
  bool isInteger = !isFloat(shape.a), isHalf = bitsOf(shape.a) == 16;
  bool fits = isInteger == (shape.accumulator == Type::S32) && isInteger == !isFloat(shape.b) &&
              bitsOf(shape.a) == bitsOf(shape.b) && (!isHalf || shape.a == shape.b) &&
              shape.k * bytesOf(shape.a) == kBytes && (!shape.saturates || isInteger) &&
              (shape.a != Type::BF16 || shape.accumulator == Type::F32) &&
              (!isInteger || shape.n <= 24 || shape.n % 16 == 0);
  if (!fits)
    d.fail("a shape and types that PTX has together", "'" + d.source.mnemonic() + "'");
}

/// Behind scale-d: scales +-1 of A and B, then for 16 bits whether they are
/// transposed, which is not modelled.
void takeScales(Decoding &d, WgmmaShape &shape) {
  size_t transposes = bitsOf(shape.a) == 16 ? (shape.aInRegisters ? 1 : 2) : 0;
  size_t scales = isFloat(shape.a) ? 2 : 0;
  d.finish(4 + scales + transposes);
  for (size_t i = 0; i < scales; ++i) {
    int64_t scale = int64_t(d.immediate(4 + i));
    if (scale != 1 && scale != -1)
      d.fail("a scale of 1 or -1", std::to_string(scale));
    shape.sign *= double(scale);
  }
  for (size_t i = 0; i < transposes; ++i)
    if (d.immediate(4 + scales + i))
      d.fail("operands that are not transposed (K-major)", "a transposed one");
}

void decodeMultiply(Decoding &d) {
  auto shape = std::make_shared<WgmmaShape>();
  takeSync(d);
  takeSize(d, *shape);
  shape->saturates = d.take("satfinite");
  takeTypes(d, *shape);
  if (d.numOperands() < 4)
    d.fail("at least 4 operands", std::to_string(d.numOperands()));
  shape->aInRegisters = d.source.operands[1].kind == Operand::Vector;
  takeScales(d, *shape);
  d.destinations(0, shape->accumulator == Type::F32 ? Type::F32 : Type::B32, size_t(shape->registersOfD()));
  if (shape->aInRegisters)
    d.values(1, Type::B32, 4);
  else
    d.value(1, Type::B64);
  d.value(2, Type::B64);
  if (d.source.operands[3].kind == Operand::Integer)
    d.inst.r.push_back(d.constant(d.source.operands[3].value != 0));
  else
    d.predicate(3);
  d.inst.run = multiply;
  d.inst.isAsyncProduct = true;
  d.inst.extra = shape;
}

void decodeWgmma(Decoding &d) {
  int what = d.takeOne({"mma_async", "fence", "commit_group", "wait_group"});
  if (what == 0)
    return decodeMultiply(d);
  constexpr Handler handlers[] = {fence, commit, wait};
  takeSync(d);
  d.finish(what == 3 ? 1 : 0);
  if (what == 3)
    d.inst.imm = int64_t(d.immediate(0));
  d.inst.run = handlers[what - 1];
}
} // namespace

void checkProductRegisters(Warp &warp, const Inst &inst, uint32_t lane) {
  for (const AsyncProduct &product : warp.products) {
    const WgmmaShape &shape = *static_cast<const WgmmaShape *>(product.inst->extra.get());
    size_t busy = shape.firstOfA() + (shape.aInRegisters ? 4 : 0);
    for (size_t i = 0; i < busy; ++i)
      for (uint32_t row : inst.r)
        if (row == product.inst->r[i] && (!inst.isAsyncProduct || i >= shape.firstOfA()))
          fault(warp, lane, inst, "expected registers that no wgmma uses, got one of the wgmma of line " +
                                      std::to_string(product.inst->line) + " that is not waited for");
  }
}

void addWgmma(InstructionTable &table) { table["wgmma"] = decodeWgmma; }

} // namespace qopt::ptx
