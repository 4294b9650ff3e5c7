// SPDX-License-Identifier: Apache-2.0
// Packing of qopt.matmul_runs for GPUs: codes of at most 4 bits in the order of
// fragments.
#include "CodesParams.h"
#include "GpuRows.h"
#include "PackGpuCodes.h"

#include "qopt/IR/GpuOps.h"
#include "qopt/IR/RunsOps.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qopt;

constexpr size_t kFields = size_t(1) << FragmentGeometry::kFieldBits;

namespace {
/// The integers that fields stand for, and how they are stored.
struct Weights {
  SmallVector<int8_t> integers; ///< by field of the site
  bool hasTable; ///< else the integers themselves are stored, in two's complement
};
} // namespace

// A table format's integers, or fields less their zero point.
static std::string readWeights(const CodesSite &site, const RunsForm &form,
                               Weights &weights) {
  if (site.geometry.bits > FragmentGeometry::kFieldBits)
    return "expected a format of at most 4 bits, got one of " +
           std::to_string(site.geometry.bits);
  if (form.integers.empty() && !llvm::all_equal(site.zeroPoints))
    return "expected one zero point of all columns and runs, got several";
  int64_t fields = int64_t(1) << site.geometry.bits;
  for (int64_t field = 0; field < fields; ++field)
    weights.integers.push_back(static_cast<int8_t>(
        form.integers.empty() ? field - site.zeroPoints.front() : form.integers[field]));
  weights.hasTable = llvm::any_of(weights.integers, [](int8_t w) { return w < -8 || w > 7; });
  return "";
}

static std::string refuse(const CodesSite &site, const Weights &weights) {
  int64_t run = site.geometry.run, depth = site.geometry.depth;
  if (run != 32 && run != depth && run % 64 != 0)
    return "expected one scale for 32, for a multiple of 64 or for all " +
           std::to_string(depth) + " k, got one for " + std::to_string(run);
  // The op's bound: signed activations, and every value that a field may have.
  int64_t largest = weights.hasTable ? 0 : 8;
  for (int64_t integer : weights.integers)
    largest = std::max(largest, std::abs(integer));
  if (run * 128 * largest > std::numeric_limits<int32_t>::max())
    return "expected sums of a run to fit 32 bits, got runs of " + std::to_string(run);
  return "";
}

static std::vector<int32_t> packWords(const CodesSite &site, const Weights &weights) {
  FragmentGeometry g{site.geometry.depth, site.geometry.columns, weights.hasTable};
  std::vector<uint32_t> words(g.words(), 0);
  const uint8_t *field = site.fields.data();
  for (int64_t k = 0; k < g.depth; ++k)
    for (int64_t n = 0; n < g.columns; ++n, ++field) {
      FragmentGeometry::Place at = g.place(k, n);
      auto stored = static_cast<uint32_t>(
          weights.hasTable ? *field : weights.integers[*field] & (kFields - 1));
      words[at.word] |= stored << at.shift;
    }
  return {words.begin(), words.end()};
}

std::string mlir::qopt::packGpuCodes(RewriterBase &rewriter, const CodesSite &site) {
  auto op = cast<MatmulRunsOp>(site.op);
  RunsForm form = *getRunsForm(getQType(site.rhs).getFormat());
  Weights weights;
  std::string reason = readWeights(site, form, weights);
  if (reason.empty())
    reason = refuse(site, weights);
  if (!reason.empty())
    return reason;
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);
  auto type = cast<RankedTensorType>(op.getType());
  Value input = toRows(rewriter, loc, site.lhs);
  Value codes = createFlat(rewriter, loc, rewriter.getI32Type(), packWords(site, weights));
  std::vector<float> numbers = site.scales;
  for (float &scale : numbers)
    scale *= form.unit;
  int64_t columns = site.geometry.columns, runs = site.geometry.runs();
  Value scales = createConstant(
      rewriter, loc, RankedTensorType::get({runs, columns}, rewriter.getF32Type()), numbers);
  Value bias;
  if (site.givenBias)
    bias = createFlat(rewriter, loc, rewriter.getF32Type(), site.bias);
  Value init = tensor::EmptyOp::create(
      rewriter, loc, ArrayRef<int64_t>{type.getNumElements() / columns, columns},
      rewriter.getF32Type());
  weights.integers.resize(kFields, 0);
  auto packed = MmaMatmulRunsOp::create(
      rewriter, loc, init.getType(), input, codes, flatten(rewriter, loc, op.getRows()),
      scales, bias, init, /*unsigned_input=*/UnitAttr(),
      rewriter.getI64IntegerAttr(site.geometry.run),
      weights.hasTable ? rewriter.getDenseI8ArrayAttr(weights.integers)
                       : DenseI8ArrayAttr());
  rewriter.replaceOp(op, fromRows(rewriter, loc, packed.getResult(), type));
  return "";
}
