// SPDX-License-Identifier: Apache-2.0
// qopt.matmul_runs: which formats and granularities it takes, and its verifier.
#include "qopt/IR/RunsOps.h"

#include "qopt/IR/IntegerForm.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptRunsOps.cpp.inc"

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

//===-- Formats and granularities -----------------------------------------===//

std::optional<RunsForm> mlir::qopt::getRunsForm(FormatInterface format) {
  RunsForm result;
  if ((result.planes = format.getNumPlanes())) {
    result.min = -1;
    result.max = 1;
    return result;
  }
  auto form = getIntegerForm(format);
  if (!form || format.getBits() > 8)
    return std::nullopt;
  result.min = form->min;
  result.max = form->max;
  const auto *table = format.getTable();
  if (!table)
    return result;
  if (form->min < -128 || form->max > 127)
    return std::nullopt;
  result.unit = std::ldexp(1.0f, -form->exponent);
  for (int64_t code = format.getMinCode(); code <= format.getMaxCode(); ++code)
    result.integers.push_back(static_cast<int32_t>(
        std::ldexp(format.decode(code), form->exponent)));
  return result;
}

std::optional<int64_t> mlir::qopt::getRunLength(Attribute granularity,
                                                int64_t depth) {
  depth = std::max<int64_t>(depth, 1);
  if (isa<TensorGranularityAttr>(granularity))
    return depth;
  if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity))
    return channel.getAxis() == 1 ? std::optional(depth) : std::nullopt;
  auto group = dyn_cast<GroupGranularityAttr>(granularity);
  return group && group.getAxis() == 0
             ? std::optional(std::min(depth, group.getSize()))
             : std::nullopt;
}

bool mlir::qopt::sumsFit(const RunsForm &form, bool hasZeroPoints, int64_t run) {
  int64_t most = hasZeroPoints ? form.max - form.min
                               : std::max(form.max, -form.min);
  return run <= INT32_MAX / (128 * std::max<int64_t>(most, 1));
}

//===-- Verifier ----------------------------------------------------------===//

static LogicalResult verifyShapes(MatmulRunsOp op) {
  ArrayRef<int64_t> lhs = shapeOf(op.getLhs()), rhs = shapeOf(op.getRhs());
  if (lhs.size() < 2 || rhs.size() != 2 || lhs.back() != rhs[0])
    // matmul_runs_c1
    return op.emitOpError() << "expected a left side of rank >= 2 and a right side "
                               "of rank 2 with equal K, got "
                            << op.getLhs().getType() << " and "
                            << op.getRhs().getType();
  SmallVector<int64_t> wanted(lhs.drop_back());
  wanted.push_back(rhs[1]);
  if (shapeOf(op.getResult()) != ArrayRef<int64_t>(wanted)) // matmul_runs_c1
    return op.emitOpError() << "expected a result of shape [" << wanted
                            << "], got [" << shapeOf(op.getResult()) << "]";
  ArrayRef<int64_t> rows = shapeOf(op.getRows());
  if (!rows.empty() && rows != lhs.drop_back()) // matmul_runs_c5
    return op.emitOpError() << "expected row scales of shape ["
                            << lhs.drop_back() << "] or [], got [" << rows << "]";
  if (op.getBias() && shapeOf(op.getBias()) != rhs.drop_front())
    // matmul_runs_c6
    return op.emitOpError() << "expected a bias of shape [" << rhs[1]
                            << "], got [" << shapeOf(op.getBias()) << "]";
  return success();
}

LogicalResult MatmulRunsOp::verify() {
  if (failed(verifyShapes(*this)))
    return failure();
  QType type = getQType(getRhs());
  auto run = getRunLength(type.getGranularity(), shapeOf(getRhs())[0]);
  if (!run || type.getNofM()) // matmul_runs_c2
    return emitOpError() << "expected dense weights with one scale per tensor, per "
                            "column (#qopt.channel<1>) or per group along k "
                            "(#qopt.group<0, n>), got "
                         << type;
  auto form = getRunsForm(type.getFormat());
  if (!form) // matmul_runs_c3
    return emitOpError() << "expected integers of at most 8 bits, a table of integers "
                            "in [-128, 127] times a power of two, or binary codes, got "
                         << type.getFormat();
  if (!sumsFit(*form, type.getFormat().isUniform(), *run)) // matmul_runs_c4
    return emitOpError() << "expected sums of a run that fit 32 bits, got runs of "
                         << *run << " codes of " << type.getFormat();
  Value zeroPoint = getQuantParams(getRhs()).zeroPoint;
  if (zeroPoint && hasRealZeroPoint(zeroPoint) && !form->planes) // matmul_runs_c7
    return emitOpError() << "expected i32 zero points, got "
                         << zeroPoint.getType();
  return success();
}
