// SPDX-License-Identifier: Apache-2.0
// Questions that verifiers, analyses and passes ask of types and values.
#include "qopt/IR/TransformerOps.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

static_assert(static_cast<int>(Rounding::nearest_even) ==
                      static_cast<int>(num::RoundingMode::NearestEven) &&
                  static_cast<int>(Rounding::nearest_away) ==
                      static_cast<int>(num::RoundingMode::NearestAway) &&
                  static_cast<int>(Rounding::nearest_up) ==
                      static_cast<int>(num::RoundingMode::NearestUp) &&
                  static_cast<int>(Rounding::toward_zero) ==
                      static_cast<int>(num::RoundingMode::TowardZero) &&
                  static_cast<int>(Rounding::floor) ==
                      static_cast<int>(num::RoundingMode::Floor) &&
                  static_cast<int>(Rounding::stochastic) ==
                      static_cast<int>(num::RoundingMode::Stochastic),
              "the dialect's rounding modes are Numerics' by value");

Stage mlir::qopt::stageOf(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (isa<QType>(element))
    return Stage::Quantized;
  return isa<FloatType>(element) ? Stage::Float : Stage::Integer;
}

QType mlir::qopt::getQType(Type tensorType) {
  return dyn_cast<QType>(getElementTypeOrSelf(tensorType));
}

SmallVector<int64_t> mlir::qopt::getScaleShape(Attribute granularity,
                                               ArrayRef<int64_t> shape) {
  return llvm::TypeSwitch<Attribute, SmallVector<int64_t>>(granularity)
      .Case([&](ChannelGranularityAttr a) {
        bool inRange = a.getAxis() < static_cast<int64_t>(shape.size());
        return SmallVector<int64_t>{inRange ? shape[a.getAxis()] : -1};
      })
      .Case([&](GroupGranularityAttr a) {
        SmallVector<int64_t> result(shape);
        if (a.getAxis() >= static_cast<int64_t>(shape.size()))
          return SmallVector<int64_t>{-1};
        int64_t &dim = result[a.getAxis()];
        dim = dim / a.getSize() + (dim % a.getSize() != 0);
        return result;
      })
      .Case([&](BlockGranularityAttr a) {
        int64_t elements = ShapedType::getNumElements(shape);
        return SmallVector<int64_t>{elements / a.getSize() +
                                    (elements % a.getSize() != 0)};
      })
      .Case([&](TokenGranularityAttr) {
        return SmallVector<int64_t>(shape.drop_back(shape.empty() ? 0 : 1));
      })
      .Default([](Attribute) { return SmallVector<int64_t>{}; });
}

SmallVector<int64_t> mlir::qopt::getScaleShape(RankedTensorType type) {
  QType q = getQType(type);
  SmallVector<int64_t> shape =
      getScaleShape(q.getGranularity(), type.getShape());
  if (unsigned planes = q.getFormat().getNumPlanes())
    shape.insert(shape.begin(), planes);
  return shape;
}

AffineMap mlir::qopt::getScaleMap(Attribute granularity,
                                  ArrayRef<int64_t> shape) {
  MLIRContext *context = granularity.getContext();
  unsigned rank = shape.size();
  SmallVector<AffineExpr> exprs;
  for (unsigned d = 0; d < rank; ++d)
    exprs.push_back(getAffineDimExpr(d, context));
  llvm::TypeSwitch<Attribute>(granularity)
      .Case([&](ChannelGranularityAttr a) { exprs = {exprs[a.getAxis()]}; })
      .Case([&](GroupGranularityAttr a) {
        exprs[a.getAxis()] = exprs[a.getAxis()].floorDiv(a.getSize());
      })
      .Case([&](BlockGranularityAttr a) {
        AffineExpr at = getAffineConstantExpr(0, context);
        for (unsigned d = 0; d < rank; ++d)
          at = at * shape[d] + exprs[d];
        exprs = {at.floorDiv(a.getSize())};
      })
      .Case([&](TokenGranularityAttr) { exprs.resize(rank ? rank - 1 : 0); })
      .Default([&](Attribute) { exprs.clear(); });
  return AffineMap::get(rank, 0, exprs, context);
}

bool mlir::qopt::isWeightOnly(MatmulOp op) {
  return stageOf(op.getLhs().getType()) == Stage::Float &&
         stageOf(op.getRhs().getType()) == Stage::Quantized;
}

bool mlir::qopt::isWeightOnly(Operation *op) {
  auto matmul = dyn_cast<MatmulOp>(op);
  return matmul && isWeightOnly(matmul);
}

// The op's trailing result parameters, if it has them.
static QuantParams getResultParams(Operation *op) {
  return llvm::TypeSwitch<Operation *, QuantParams>(op)
      .Case<ConvOp, MatmulOp, UnaryOp, BinaryOp, PoolOp, ReduceOp, SoftmaxOp,
            ResizeOp, NormOp, RotaryOp>([](auto typed) {
        return QuantParams{typed.getResultScale(), typed.getResultZeroPoint()};
      })
      .Case<QuantizeOp, RequantizeOp, AssembleOp>([](auto typed) {
        return QuantParams{typed.getScale(), typed.getZeroPoint()};
      })
      .Default([](Operation *) { return QuantParams{}; });
}

QuantParams mlir::qopt::getQuantParams(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    QuantParams params = getResultParams(op);
    if (params.scale)
      return params;
    if (op->getNumOperands() == 0)
      break;
    value = op->getOperand(0);
  }
  return {};
}

bool mlir::qopt::hasRealZeroPoint(Value zeroPoint) {
  return getElementTypeOrSelf(zeroPoint.getType()).isF32();
}

num::IntRange mlir::qopt::getIntegerRange(Type integerType) {
  auto type = cast<IntegerType>(getElementTypeOrSelf(integerType));
  if (type.getWidth() >= 64)
    return {std::numeric_limits<int64_t>::min(),
            std::numeric_limits<int64_t>::max()};
  return num::intRange(type.getWidth(), !type.isUnsigned(), false);
}

FailureOr<SmallVector<int64_t>>
mlir::qopt::broadcastShapes(ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  SmallVector<int64_t> result(std::max(lhs.size(), rhs.size()));
  for (size_t i = 0; i < result.size(); ++i) {
    int64_t a = i < lhs.size() ? lhs[lhs.size() - 1 - i] : 1;
    int64_t b = i < rhs.size() ? rhs[rhs.size() - 1 - i] : 1;
    if (a != b && a != 1 && b != 1)
      return failure();
    result[result.size() - 1 - i] = a == 1 ? b : a;
  }
  return result;
}

int64_t mlir::qopt::convOutputSize(int64_t input, int64_t kernel,
                                   int64_t stride, int64_t padLow,
                                   int64_t padHigh, int64_t dilation,
                                   int64_t inputDilation) {
  int64_t dilated = input > 0 ? (input - 1) * inputDilation + 1 : 0;
  int64_t span = dilated + padLow + padHigh - ((kernel - 1) * dilation + 1);
  return span < 0 ? 0 : span / stride + 1;
}

bool mlir::qopt::hasPartialWindows(PoolOp op) {
  auto in = cast<RankedTensorType>(op.getInput().getType()).getShape();
  auto out = cast<RankedTensorType>(op.getType()).getShape();
  size_t spatial = op.getKernel().size();
  for (size_t i = 0; i < spatial; ++i) {
    int64_t low = op.getPadding()[i], high = op.getPadding()[spatial + i];
    int64_t end = (out[i + 1] - 1) * op.getStrides()[i] +
                  (op.getKernel()[i] - 1) * op.getDilations()[i] + 1;
    bool outside = op.getCountIncludePad()
                       ? end > in[i + 1] + low + high
                       : low > 0 || high > 0 || end > in[i + 1];
    if (outside)
      return true;
  }
  return false;
}

std::string mlir::qopt::getNodeName(Location loc) {
  if (auto name = loc->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "";
}

std::string mlir::qopt::getNodeName(Operation *op) {
  std::string name = getNodeName(op->getLoc());
  return name.empty() ? op->getName().getStringRef().str() : name;
}
