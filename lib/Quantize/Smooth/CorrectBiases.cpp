// SPDX-License-Identifier: Apache-2.0
// --qopt-correct-biases: the bias makes up for what quantized weights change on
// average.
//   x w + b  ->  x w + (b + E[x] (w - Q(w)))
#include "qopt/Quantize/Smooth/Passes.h"

#include "FoldGroup.h"
#include "qopt/IR/ActivationChoice.h"
#include "qopt/IR/ChannelStatistics.h"
#include "qopt/IR/FilterChoice.h"
#include "qopt/IR/FormatCodec.h"
#include "qopt/IR/ParamRuns.h"

#define DEBUG_TYPE "qopt-correct-biases"

namespace mlir::qopt {
#define GEN_PASS_DEF_CORRECTBIASES
#include "qopt/Quantize/Smooth/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

// What the codes of the chosen format will stand for, in the filter's order.
std::vector<float> quantized(ArrayRef<float> values, ArrayRef<int64_t> shape,
                             const FilterChoice &choice) {
  FormatCodec codec(cast<FormatInterface>(choice.type.getFormat()));
  std::vector<float> result(values.size());
  auto convert = [&](int64_t begin, int64_t end, int64_t slot) {
    for (int64_t i = begin; i < end; ++i) {
      float scale = choice.scales[slot];
      int64_t code = codec.quantize(values[i], scale, 0,
                                    num::RoundingMode::NearestEven,
                                    static_cast<uint64_t>(i));
      result[i] = codec.dequantize(code, scale, int64_t{0});
    }
  };
  forEachParamRun(choice.type.getGranularity(), shape, convert);
  return result;
}

struct CorrectBiases final
    : mlir::qopt::impl::CorrectBiasesBase<CorrectBiases> {
  using CorrectBiasesBase::CorrectBiasesBase;

  void runOnOperation() override {
    WalkResult result = getOperation()->walk([&](Operation *op) {
      if (!isConstantLinear(op) || !hasFilterChoice(op))
        return WalkResult::advance();
      return WalkResult(correct(op));
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

private:
  FailureOr<ChannelStatistics> statisticsOf(Operation *op) {
    Value input = op->getOperand(0);
    auto statistics = getChannelStatistics(input);
    if (failed(statistics))
      return failure();
    if (!*statistics)
      return op->emitError()
             << "expected statistics by channel (qopt.channels) of '"
             << getValueName(input) << "', which '" << getNodeName(op)
             << "' reads, got none: calibrate with the recipe that corrects "
                "biases";
    return **statistics;
  }

  LogicalResult correct(Operation *op) {
    DenseElementsAttr filter = getFloatFilter(op);
    auto shape = filter.getType().getShape();
    auto choice = getFilterChoice(op, shape);
    if (failed(choice))
      return failure();
    auto format = cast<FormatInterface>((*choice)->type.getFormat());
    if ((*choice)->scales.empty() || format.getNumPlanes())
      return op->emitError()
             << "expected qopt.filter_scales, one per slot, in node '"
             << getNodeName(op) << "', got a choice without";
    Value bias = isa<ConvOp>(op) ? cast<ConvOp>(op).getBias()
                                 : cast<MatmulOp>(op).getBias();
    if ((bias && !getConstantFloats(bias)) ||
        (isa<MatmulOp>(op) && shape.size() != 2)) {
      ++numSkipped;
      return success();
    }
    auto statistics = statisticsOf(op);
    if (failed(statistics))
      return failure();
    auto values = llvm::to_vector(filter.getValues<float>());
    std::vector<float> codes = quantized(values, shape, **choice);
    addToBias(op, bias, shiftsOf(op, values, codes, *statistics));
    ++numCorrected;
    return success();
  }

  // One number per output channel.
  static SmallVector<double> shiftsOf(Operation *op, ArrayRef<float> values,
                                      ArrayRef<float> codes,
                                      const ChannelStatistics &statistics) {
    auto shape = getFloatFilter(op).getType().getShape();
    auto conv = dyn_cast<ConvOp>(op);
    int64_t outputs = conv ? shape.front() : shape.back();
    int64_t inputs = conv ? shape.back() : shape.front();
    int64_t perGroup = conv ? outputs / conv.getGroups() : outputs;
    int64_t taps = static_cast<int64_t>(values.size()) /
                   std::max<int64_t>(outputs * inputs, 1);
    SmallVector<double> shifts;
    for (int64_t o = 0; o < outputs; ++o) {
      std::vector<float> w, q, mean;
      for (int64_t t = 0; t < taps; ++t)
        for (int64_t i = 0; i < inputs; ++i) {
          int64_t at = conv ? (o * taps + t) * inputs + i : i * outputs + o;
          w.push_back(values[at]);
          q.push_back(codes[at]);
          mean.push_back(statistics.mean[o / perGroup * inputs * (conv ? 1 : 0) + i]);
        }
      shifts.push_back(num::expectedShift(w, q, mean));
    }
    return shifts;
  }

  static void addToBias(Operation *op, Value bias, ArrayRef<double> shifts) {
    SmallVector<double> old(shifts.size(), 0.0);
    if (bias)
      old = *getConstantFloats(bias);
    SmallVector<float> sums;
    for (auto [b, shift] : llvm::zip_equal(old, shifts))
      sums.push_back(static_cast<float>(b + shift));
    OpBuilder builder(op);
    Value sum = createFloatConstant(
        builder, op->getLoc(), {static_cast<int64_t>(sums.size())}, sums);
    if (auto conv = dyn_cast<ConvOp>(op))
      conv.getBiasMutable().assign(sum);
    else
      cast<MatmulOp>(op).getBiasMutable().assign(sum);
    if (bias && bias.use_empty())
      bias.getDefiningOp()->erase();
  }
};

} // namespace
