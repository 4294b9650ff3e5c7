// SPDX-License-Identifier: Apache-2.0
// qopt.conv and qopt.matmul verifiers, and the stage checks that all compute
// ops share.
#include "qopt/IR/VerifyStage.h"

using namespace mlir;
using namespace mlir::qopt;

static StringRef nameOf(Stage stage) {
  switch (stage) {
  case Stage::Float:
    return "float";
  case Stage::Quantized:
    return "quantized";
  case Stage::Integer:
    return "integer";
  }
  llvm_unreachable("all stages are named");
}

LogicalResult mlir::qopt::verifyOneStage(Operation *op, TypeRange types) {
  Stage first = stageOf(types.front());
  for (Type type : types.drop_front())
    if (stageOf(type) != first)
      return op->emitOpError()
             << "expected all operands and results to be " << nameOf(first)
             << " like " << types.front() << ", got " << type;
  return success();
}

LogicalResult mlir::qopt::verifyResultParams(Operation *op, Value scale,
                                             Value zeroPoint, bool sameParams) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  QType q = getQType(type);
  if (q && (q.getFormat().getNumPlanes() || q.getNofM()))
    return op->emitOpError() << "expected a result with one scale per slot and "
                                "no sparsity, got "
                             << type;
  bool wanted = stageOf(type) == Stage::Quantized && !sameParams;
  if (wanted != static_cast<bool>(scale) ||
      wanted != static_cast<bool>(zeroPoint))
    return op->emitOpError()
           << "expected " << (wanted ? "" : "no ") << "result parameters for "
           << type << ", got " << (scale || zeroPoint ? "some" : "none");
  if (!wanted)
    return success();
  SmallVector<int64_t> shape =
      getScaleShape(getQType(type).getGranularity(), type.getShape());
  for (Value v : {scale, zeroPoint}) {
    auto got = cast<RankedTensorType>(v.getType()).getShape();
    if (got != ArrayRef<int64_t>(shape))
      return op->emitOpError() << "expected result parameters of shape ["
                               << shape << "], got [" << got << "]";
  }
  return success();
}

LogicalResult mlir::qopt::verifyAttr(Operation *op, StringRef name,
                                     ArrayRef<int64_t> values, size_t count,
                                     int64_t least) {
  if (values.size() != count)
    return op->emitOpError() << "expected " << count << " entries in " << name
                             << ", got " << values.size();
  // Products of two such entries and a dimension stay within 64 bits.
  constexpr int64_t most = std::numeric_limits<int32_t>::max();
  for (int64_t v : values) {
    if (v < least)
      return op->emitOpError()
             << "expected " << name << " >= " << least << ", got " << v;
    if (v > most)
      return op->emitOpError()
             << "expected " << name << " <= " << most << ", got " << v;
  }
  return success();
}

LogicalResult mlir::qopt::verifyResultShape(Operation *op,
                                            ArrayRef<int64_t> wanted) {
  auto got = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  if (got != wanted)
    return op->emitOpError() << "expected a result of shape [" << wanted
                             << "], got [" << got << "]";
  return success();
}

//===-- qopt.conv ---------------------------------------------------------===//

static LogicalResult verifyConvAttrs(ConvOp op, size_t spatial) {
  // conv_c2. Negative padding crops, so it has no lower bound.
  constexpr int64_t anyPadding = std::numeric_limits<int32_t>::min();
  if (failed(verifyAttr(op, "strides", op.getStrides(), spatial, 1)) ||
      failed(verifyAttr(op, "dilations", op.getDilations(), spatial, 1)) ||
      failed(verifyAttr(op, "input_dilations", op.getInputDilations(), spatial,
                        1)))
    return failure();
  return verifyAttr(op, "padding", op.getPadding(), 2 * spatial, anyPadding);
}

static LogicalResult verifyConvChannels(ConvOp op, ArrayRef<int64_t> input,
                                        ArrayRef<int64_t> filter) {
  int64_t groups = static_cast<int64_t>(op.getGroups()); // conv_c3
  int64_t channels = input.back(), features = filter.front();
  if (groups < 1 || channels % groups || features % groups)
    return op.emitOpError() << "expected groups to divide " << channels
                            << " channels and " << features
                            << " features, got " << groups;
  if (filter.back() != channels / groups)
    return op.emitOpError() << "expected a filter of " << channels / groups
                            << " channels, got " << filter.back();
  return success();
}

LogicalResult ConvOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  auto filterType = cast<RankedTensorType>(getFilter().getType());
  ArrayRef<int64_t> input = inputType.getShape(), filter = filterType.getShape();
  if (input.size() < 3 || filter.size() != input.size() ||
      cast<RankedTensorType>(getType()).getRank() != inputType.getRank())
    // conv_c1
    return emitOpError() << "expected input, filter and result of one rank >= "
                            "3, got "
                         << inputType << ", " << filterType << " and "
                         << getType();
  size_t spatial = input.size() - 2;
  if (failed(verifyConvAttrs(*this, spatial)) ||
      failed(verifyConvChannels(*this, input, filter)))
    return failure();
  SmallVector<int64_t> wanted{input[0]}; // conv_c4
  for (size_t i = 0; i < spatial; ++i)
    wanted.push_back(convOutputSize(
        input[i + 1], filter[i + 1], getStrides()[i], getPadding()[i],
        getPadding()[spatial + i], getDilations()[i], getInputDilations()[i]));
  wanted.push_back(filter[0]);
  if (llvm::any_of(wanted, [](int64_t d) { return d < 1; }))
    return emitOpError() << "expected a kernel that fits the padded input, got "
                            "output shape ["
                         << wanted << "]";
  if (failed(verifyResultShape(*this, wanted)))
    return failure();
  if (getBias()) { // conv_c5
    auto bias = cast<RankedTensorType>(getBias().getType()).getShape();
    if (bias != ArrayRef<int64_t>{filter[0]})
      return emitOpError() << "expected a bias of shape [" << filter[0]
                           << "], got [" << bias << "]";
  }
  SmallVector<Type> types{inputType, filterType, getType()}; // conv_c6
  if (getBias())
    types.push_back(getBias().getType());
  if (failed(verifyOneStage(*this, types)) ||
      failed(verifyResultParams(*this, getResultScale(), // conv_c7
                                getResultZeroPoint())))
    return failure();
  if (getPadValue() && stageOf(getType()) != Stage::Integer) // conv_c8
    return emitOpError() << "expected pad_value in integer form only, got it on "
                         << inputType;
  return success();
}

//===-- qopt.matmul -------------------------------------------------------===//

LogicalResult MatmulOp::verify() {
  auto lhsType = cast<RankedTensorType>(getLhs().getType());
  auto rhsType = cast<RankedTensorType>(getRhs().getType());
  ArrayRef<int64_t> lhs = lhsType.getShape(), rhs = rhsType.getShape();
  if (lhs.size() < 2 || rhs.size() < 2 || lhs.back() != rhs[rhs.size() - 2])
    // matmul_c1
    return emitOpError() << "expected operands of rank >= 2 with equal K, got "
                         << lhsType << " and " << rhsType;
  auto batch = broadcastShapes(lhs.drop_back(2), rhs.drop_back(2)); // matmul_c2
  if (failed(batch))
    return emitOpError() << "expected leading dimensions that broadcast, got "
                         << lhsType << " and " << rhsType;
  batch->push_back(lhs[lhs.size() - 2]);
  batch->push_back(rhs.back());
  if (failed(verifyResultShape(*this, *batch)))
    return failure();
  if (getBias()) { // matmul_c3
    auto bias = cast<RankedTensorType>(getBias().getType()).getShape();
    if (bias != ArrayRef<int64_t>{rhs.back()})
      return emitOpError() << "expected a bias of shape [" << rhs.back()
                           << "], got [" << bias << "]";
  }
  SmallVector<Type> types{lhsType, getType()}; // matmul_c4
  if (!isWeightOnly(*this))
    types.push_back(rhsType);
  if (getBias())
    types.push_back(getBias().getType());
  if (failed(verifyOneStage(*this, types)))
    return failure();
  return verifyResultParams(*this, getResultScale(), // matmul_c5
                            getResultZeroPoint());
}
