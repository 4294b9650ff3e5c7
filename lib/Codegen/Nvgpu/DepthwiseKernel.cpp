// SPDX-License-Identifier: Apache-2.0
// The kernel of depthwise convolutions: a thread has four neighbouring channels of some
// neighbouring positions. Codes of four channels are one word, as they lie in memory; a
// word of weights of which one byte is left multiplies one channel's by dp4a, so that
// nothing is unpacked. Neighbours of a warp have neighbouring channels.
#include "EpilogueMath.h"
#include "PixelWindow.h"

using namespace mlir;
using namespace mlir::qopt;

constexpr int64_t kChannels = 4;

namespace {
class DepthwiseKernel {
public:
  DepthwiseKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan)
      : kernel(kernel), plan(plan), g(*plan.pixels), rows(plan.depthwise->rows), b(kernel) {}
  void emit();

private:
  /// Offset of a tap from the window, and the bits that say whether it is in the input.
  struct Tap {
    int64_t offset;
    uint32_t bits;
  };
  Tap tapAt(int64_t number) const;
  Value loadCodes(const PixelWindow &window, const Tap &tap);
  void addTap(int64_t number);
  void store(Value channel, Value group);

  gpu::GPUFuncOp kernel;
  const GemmPlan &plan;
  const PixelGeometry &g;
  int64_t rows; ///< positions of a thread
  NvvmEmit b;
  Value input, weights; ///< at the thread's first channel
  SmallVector<PixelWindow> windows;
  SmallVector<Value> sums; ///< [rows][4]
};
} // namespace

DepthwiseKernel::Tap DepthwiseKernel::tapAt(int64_t number) const {
  SmallVector<int64_t> pitches = pitchesOf(g);
  Tap tap{0, 0};
  unsigned bit = 0;
  for (size_t d = g.sizes.size(); d-- > 0;) {
    int64_t index = number % g.kernel[d];
    number /= g.kernel[d];
    tap.offset += index * g.dilations[d] * pitches[d];
    if (!g.isPadded(d))
      continue;
    tap.bits |= 1u << (bit + index);
    bit += g.kernel[d];
  }
  return tap;
}

// Where there is no pixel, the first one is read and forgotten.
Value DepthwiseKernel::loadCodes(const PixelWindow &window, const Tap &tap) {
  Value offset = b.add(window.offset, tap.offset), exists;
  if (tap.bits != 0) {
    Value bits = b.word(static_cast<int32_t>(tap.bits));
    exists = b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::eq,
                                           b.bitAnd(window.inside, bits), bits);
    offset = b.select(exists, offset, b.word(0));
  }
  Value codes = b.loadConstants(b.getI32Type(), b.advance(input, offset), 1).front();
  uint32_t pad = static_cast<uint8_t>(g.padValue) * 0x01010101u;
  return exists ? b.select(exists, codes, b.word(static_cast<int32_t>(pad))) : codes;
}

void DepthwiseKernel::addTap(int64_t number) {
  Tap tap = tapAt(number);
  Value four =
      b.loadConstants(b.getI32Type(), b.advance(weights, number * g.channels), 1).front();
  SmallVector<Value> each;
  for (int64_t c = 0; c < kChannels; ++c)
    each.push_back(b.bitAnd(four, int64_t(static_cast<int32_t>(255u << (8 * c)))));
  for (int64_t r = 0; r < rows; ++r) {
    Value codes = loadCodes(windows[r], tap);
    for (int64_t c = 0; c < kChannels; ++c) {
      Value &sum = sums[r * kChannels + c];
      sum = b.dot4(codes, plan.isUnsigned(), each[c], sum);
    }
  }
}

void DepthwiseKernel::store(Value channel, Value group) {
  EpilogueMath math(b, plan, kernel, /*together=*/kChannels);
  SmallVector<EpilogueMath::Column> columns = math.enterColumns(channel);
  Value result = b.globalPointer(kernel.getArgument(plan.arguments.result));
  for (int64_t r = 0; r < rows; ++r) {
    Value row = b.add(b.mul(group, rows), r);
    Value exists = plan.rows % rows != 0 ? b.below(row, plan.rows) : Value();
    b.when(exists, [&] {
      Value at = b.add(b.mul(b.zeroExtend64(row), plan.columns), b.zeroExtend64(channel));
      math.store(math.finish(math.enterRow(row), columns,
                             ArrayRef<Value>(sums).slice(r * kChannels, kChannels)),
                 b.advance(result, b.mul(at, math.resultBytes())));
    });
  }
}

void DepthwiseKernel::emit() {
  int64_t quads = plan.columns / kChannels;
  int64_t items = quads * llvm::divideCeil(plan.rows, rows);
  Value item = b.add(b.mul(b.blockX(), plan.threads()), b.threadIndex());
  Value exists = items % plan.threads() != 0 ? b.below(item, items) : Value();
  b.when(exists, [&] {
    auto [group, quad] = divide(b, item, quads);
    Value channel = b.mul(quad, kChannels);
    input = b.advance(b.globalPointer(kernel.getArgument(plan.arguments.input)), channel);
    weights = b.advance(b.globalPointer(kernel.getArgument(plan.arguments.weights)), channel);
    for (int64_t r = 0; r < rows; ++r) {
      Value row = b.add(b.mul(group, rows), r);
      if (plan.rows % rows != 0) // what nobody stores is any position
        row = b.select(b.below(row, plan.rows), row, b.word(0));
      windows.push_back(enterWindow(b, g, row));
    }
    sums.assign(rows * kChannels, b.word(0));
    for (int64_t tap = 0; tap < g.taps(); ++tap)
      addTap(tap);
    store(channel, group);
  });
}

void mlir::qopt::emitDepthwiseKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  DepthwiseKernel(kernel, plan).emit();
}
