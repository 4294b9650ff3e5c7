// SPDX-License-Identifier: Apache-2.0
// --qopt-rotate-residual: the residual stream in a rotated basis, x -> x Q.
//   norm gain g, matmul w  ->  norm, matmul Q^T diag(g) w
#include "qopt/Quantize/Smooth/Passes.h"

#include "FoldGroup.h"
#include "ResidualStream.h"
#include "qopt/IR/ChannelStatistics.h"
#include "qopt/IR/FilterChoice.h"
#include "qopt/Numerics/Fold/Hadamard.h"

#define DEBUG_TYPE "qopt-rotate-residual"

namespace mlir::qopt {
#define GEN_PASS_DEF_ROTATERESIDUAL
#include "qopt/Quantize/Smooth/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

using Matrix = std::vector<double>; // row-major, f64 until it is written back

Matrix read(Value constant) {
  SmallVector<double> values = *getConstantFloats(constant);
  return {values.begin(), values.end()};
}

// A constant of the same shape in place of an operand, rounded once to f32.
void write(OpOperand &operand, const Matrix &values) {
  Operation *old = operand.get().getDefiningOp();
  OpBuilder builder(operand.getOwner());
  SmallVector<float> rounded(values.begin(), values.end());
  operand.set(createFloatConstant(
      builder, operand.get().getLoc(),
      cast<RankedTensorType>(operand.get().getType()).getShape(), rounded));
  if (old && old->use_empty())
    old->erase();
}

struct RotateResidual final
    : mlir::qopt::impl::RotateResidualBase<RotateResidual> {
  using RotateResidualBase::RotateResidualBase;

  void runOnOperation() override {
    SmallVector<NormOp> norms;
    getOperation()->walk([&](NormOp norm) { norms.push_back(norm); });
    llvm::SmallPtrSet<Operation *, 16> done;
    for (NormOp norm : norms)
      if (!done.contains(norm) && stageOf(norm.getType()) == Stage::Float)
        rotate(norm, done);
  }

private:
  void rotate(NormOp norm, llvm::SmallPtrSet<Operation *, 16> &done) {
    std::string whyNot;
    auto stream = ResidualStream::follow(norm, duplicateShared, whyNot);
    auto rotation = num::HadamardRotation::create(
        cast<RankedTensorType>(norm.getType()).getShape().back(),
        static_cast<uint64_t>(seed));
    if (succeeded(stream) && !rotation)
      whyNot = "no Hadamard matrix of order " +
               std::to_string(stream->getChannels()) + " is constructed";
    if (failed(stream) || !rotation) {
      done.insert(norm);
      ++numRefused;
      recordRefusal(getOperation(), "rotate", norm, whyNot);
      return;
    }
    for (NormOp member : stream->getNorms())
      done.insert(member);
    record(*stream);
    apply(*stream, *rotation);
    ++numRotated;
  }

  void apply(const ResidualStream &stream,
             const num::HadamardRotation &rotation) {
    NormOp first = stream.getNorms().front();
    bool isLayer = first.getKind() == NormKind::layer;
    for (MatmulOp op : stream.getMakers()) {
      turnRows(op.getRhsMutable(), rotation, isLayer);
      if (op.getBias())
        turnRows(op.getBiasMutable()[0], rotation, isLayer);
    }
    for (OpOperand *constant : stream.getConstants())
      turnRows(*constant, rotation, isLayer);
    for (MatmulOp op : stream.getDirectReaders())
      turnColumns(op, rotation, {});
    for (NormOp norm : stream.getNorms())
      absorb(norm, stream, rotation);
    for (Value value : stream.getValues())
      dropStatistics(value);
  }

  // Lines of what makes the stream: (without their mean, then) times Q.
  static void turnRows(OpOperand &operand, const num::HadamardRotation &rotation,
                       bool removeMean) {
    Matrix values = read(operand.get());
    int64_t d = rotation.size();
    for (size_t at = 0; at < values.size(); at += static_cast<size_t>(d)) {
      if (removeMean)
        num::subtractMean(&values[at], d);
      rotation.apply(&values[at]);
    }
    write(operand, values);
  }

  // w := Q^T diag(gain) w: every column of w is a line times Q.
  static void turnColumns(MatmulOp op, const num::HadamardRotation &rotation,
                          ArrayRef<double> gain) {
    Matrix values = read(op.getRhs());
    int64_t d = rotation.size(), n = static_cast<int64_t>(values.size()) / d;
    std::vector<double> column(d);
    for (int64_t j = 0; j < n; ++j) {
      for (int64_t i = 0; i < d; ++i)
        column[i] = values[i * n + j] * (gain.empty() ? 1.0 : gain[i]);
      rotation.apply(column.data());
      for (int64_t i = 0; i < d; ++i)
        values[i * n + j] = column[i];
    }
    write(op.getRhsMutable(), values);
  }

  // b := b + beta w
  static void addShift(MatmulOp op, ArrayRef<double> beta) {
    Matrix w = read(op.getRhs());
    int64_t n = static_cast<int64_t>(w.size() / beta.size());
    SmallVector<double> bias(n, 0.0);
    if (op.getBias())
      bias = *getConstantFloats(op.getBias());
    for (size_t i = 0; i < beta.size(); ++i)
      for (int64_t j = 0; j < n; ++j)
        bias[j] += beta[i] * w[i * n + j];
    OpBuilder builder(op);
    SmallVector<float> rounded(bias.begin(), bias.end());
    op.getBiasMutable().assign(
        createFloatConstant(builder, op.getLoc(), {n}, rounded));
  }

  static void absorb(NormOp norm, const ResidualStream &stream,
                     const num::HadamardRotation &rotation) {
    SmallVector<double> gain, beta;
    if (norm.getGain())
      gain = *getConstantFloats(norm.getGain());
    if (norm.getBias())
      beta = *getConstantFloats(norm.getBias());
    for (MatmulOp op : stream.getReaders(norm)) {
      if (!beta.empty())
        addShift(op, beta);
      turnColumns(op, rotation, gain);
    }
    SmallVector<Value> absorbed = {norm.getGain(), norm.getBias()};
    norm.getGainMutable().clear();
    norm.getBiasMutable().clear();
    for (Value constant : absorbed)
      if (constant && constant.use_empty())
        constant.getDefiningOp()->erase();
    norm.setKind(NormKind::rms);
  }

  void record(const ResidualStream &stream) {
    Builder builder(&getContext());
    SmallVector<std::string> readers, scaled;
    for (NormOp norm : stream.getNorms())
      for (MatmulOp op : stream.getReaders(norm))
        readers.push_back(getNodeName(op));
    for (Value value : stream.getValues())
      scaled.push_back(getNodeName(value.getDefiningOp()));
    auto list = [&](ArrayRef<std::string> names) {
      return builder.getStrArrayAttr(
          SmallVector<StringRef>(names.begin(), names.end()));
    };
    NormOp first = stream.getNorms().front();
    recordEntry(getOperation(),
                {builder.getNamedAttr(
                     "at", builder.getStringAttr(getNodeName(first))),
                 builder.getNamedAttr("method", builder.getStringAttr("rotate")),
                 builder.getNamedAttr("readers", list(readers)),
                 builder.getNamedAttr("scaled", list(scaled))});
  }
};

} // namespace
