// SPDX-License-Identifier: Apache-2.0
// qopt-expand-binary-codes: a value in #qopt.bcq<q> becomes q values in
// #qopt.binary, each with its own scales (and one more for f32 zero points), and
// the ops on it what the format says in terms of these:
//   dequantize(v)  ->  dequantize(v0) + dequantize(v1) + ...
//   matmul(x, v)   ->  matmul(x, v0) + matmul(x, v1) + ...
// Sums are in the order of the planes, so that no result changes in any bit. Products
// of codes add plane by plane within a run: one product of runs, see PlanesSite.h.
#include "qopt/Layout/Passes.h"

#include "PlanesSite.h"
#include "qopt/IR/ParamRuns.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

#define DEBUG_TYPE "qopt-expand-binary-codes"

namespace mlir::qopt {
#define GEN_PASS_DEF_EXPANDBINARYCODES
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static unsigned planesOf(Value value) {
  QType q = getQType(value);
  return q ? q.getFormat().getNumPlanes() : 0;
}

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static bool touchesPlanes(Operation *op) {
  auto hasPlanes = [](Value value) { return planesOf(value) > 0; };
  return llvm::any_of(op->getOperands(), hasPlanes) ||
         llvm::any_of(op->getResults(), hasPlanes);
}

namespace {

class Expander {
public:
  explicit Expander(MLIRContext *context) : b(context) {}

  /// Replaces what `op` computes by ops on planes; an error names the node.
  LogicalResult expand(Operation *op);

private:
  LogicalResult expandAssemble(AssembleOp op);
  LogicalResult expandQuantize(QuantizeOp op);
  LogicalResult expandDequantize(DequantizeOp op);
  LogicalResult expandMatmul(MatmulOp op);
  LogicalResult expandRequantize(RequantizeOp op);
  LogicalResult expandRuns(MatmulRunsOp op);
  LogicalResult expandCodes(CodesOp op);
  LogicalResult expandMove(Operation *op);

  // The type of one plane of a value.
  RankedTensorType planeType(Value whole) {
    QType q = getQType(whole);
    return typeOf(whole).clone(
        QType::get(b.getContext(), BinaryAttr::get(b.getContext()),
                   q.getGranularity()));
  }
  Value zeros(Location loc, ArrayRef<int64_t> shape) {
    return createIntConstant(b, loc, b.getI32Type(), shape, {0});
  }
  Value assemble(Location loc, RankedTensorType type, Value codes,
                 Value scale) {
    return AssembleOp::create(b, loc, type, codes, scale,
                              zeros(loc, typeOf(scale).getShape()));
  }
  Value binary(Location loc, BinaryKind kind, Value lhs, Value rhs) {
    return BinaryOp::create(b, loc, lhs.getType(), lhs, rhs, Value(), Value(),
                            kind);
  }
  Value add(Location loc, Value lhs, Value rhs) {
    return lhs ? binary(loc, BinaryKind::add, lhs, rhs) : rhs;
  }
  Value dequantize(Location loc, Value plane) {
    return DequantizeOp::create(
        b, loc, typeOf(plane).clone(b.getF32Type()), plane);
  }
  Value sumOfPlanes(Location loc, Value whole);
  Value scaleOfPlane(Location loc, Value scale, unsigned plane);
  Value bitOfCodes(Location loc, Value codes, unsigned plane);
  Value zeroPointPlane(Location loc, Value whole, Value zeroPoint);

  OpBuilder b;
  DenseMap<Value, SmallVector<Value>> planes;
};

} // namespace

//===-- Parts of a value --------------------------------------------------===//

// scale[plane], a constant where the scales are.
Value Expander::scaleOfPlane(Location loc, Value scale, unsigned plane) {
  SmallVector<int64_t> shape(typeOf(scale).getShape().drop_front());
  int64_t count = ShapedType::getNumElements(shape);
  if (auto all = getConstantFloats(scale)) {
    ArrayRef<double> own = ArrayRef(*all).slice(plane * count, count);
    return createFloatConstant(b, loc, shape,
                               SmallVector<float>(own.begin(), own.end()));
  }
  SmallVector<int64_t> starts(shape.size() + 1, 0), steps(shape.size() + 1, 1),
      sizes{1};
  starts[0] = plane;
  sizes.append(shape);
  Value slice =
      SliceOp::create(b, loc, RankedTensorType::get(sizes, b.getF32Type()),
                      scale, starts, steps);
  return ReshapeOp::create(b, loc, RankedTensorType::get(shape, b.getF32Type()),
                           slice);
}

// Bit `plane` of every code, as a code of #qopt.binary.
Value Expander::bitOfCodes(Location loc, Value codes, unsigned plane) {
  auto type = typeOf(codes);
  if (auto values = getConstantInts(codes)) {
    for (int64_t &code : *values)
      code = code >> plane & 1;
    return createIntConstant(b, loc, type.getElementType(), type.getShape(),
                             *values);
  }
  SmallVector<int64_t> bits;
  for (int64_t code = 0; code < 256; ++code)
    bits.push_back(code >> plane & 1);
  Value table =
      createIntConstant(b, loc, type.getElementType(), {1, 256}, bits);
  return TableOp::create(b, loc, type, codes, table);
}

// A plane of -1 under the zero points as scales: what is subtracted. Constant
// scales of a plane are not negative, so there a bit takes the sign.
Value Expander::zeroPointPlane(Location loc, Value whole, Value zeroPoint) {
  auto type = typeOf(whole);
  Type element = getQType(whole).getFormat().getStorageType();
  auto codes = [&](ArrayRef<int64_t> values) {
    return createIntConstant(b, loc, element, type.getShape(), values);
  };
  auto numbers = getConstantFloats(zeroPoint);
  if (!numbers)
    return assemble(loc, planeType(whole), codes({0}), zeroPoint);
  SmallVector<float> scales;
  SmallVector<int64_t> bits(type.getNumElements());
  for (double z : *numbers)
    scales.push_back(static_cast<float>(std::fabs(z)));
  forEachParamRun(getQType(whole).getGranularity(), type.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    std::fill(bits.begin() + begin, bits.begin() + end,
                              (*numbers)[slot] < 0);
                  });
  Value scale =
      createFloatConstant(b, loc, typeOf(zeroPoint).getShape(), scales);
  return assemble(loc, planeType(whole), codes(bits), scale);
}

//===-- Ops ---------------------------------------------------------------===//

// Products of codes take a value as a whole.
LogicalResult Expander::expandAssemble(AssembleOp op) {
  if (llvm::all_of(op->getUsers(), llvm::IsaPred<MatmulRunsOp>))
    return success();
  Location loc = op.getLoc();
  SmallVector<Value> &parts = planes[op];
  for (unsigned p = 0; p < planesOf(op); ++p)
    parts.push_back(assemble(loc, planeType(op),
                             bitOfCodes(loc, op.getCodes(), p),
                             scaleOfPlane(loc, op.getScale(), p)));
  if (hasRealZeroPoint(op.getZeroPoint()))
    parts.push_back(zeroPointPlane(loc, op, op.getZeroPoint()));
  return success();
}

// From the highest plane down: a bit is the sign of what is left.
LogicalResult Expander::expandQuantize(QuantizeOp op) {
  Location loc = op.getLoc();
  unsigned count = planesOf(op);
  auto signs = typeOf(op).clone(
      QType::get(b.getContext(), BinaryAttr::get(b.getContext()),
                 TensorGranularityAttr::get(b.getContext())));
  auto codeType = typeOf(op).clone(getQType(op).getFormat().getStorageType());
  Value one = createFloatConstant(b, loc, {}, 1.0f), zero = zeros(loc, {});
  Value rest = op.getInput(), offset;
  if (hasRealZeroPoint(op.getZeroPoint())) {
    offset = zeroPointPlane(loc, op, op.getZeroPoint());
    rest = binary(loc, BinaryKind::sub, rest, dequantize(loc, offset));
  }
  SmallVector<Value> parts(count);
  for (unsigned p = count; p-- > 0;) {
    Value sign = QuantizeOp::create(b, loc, signs, rest, one, zero,
                                    Rounding::nearest_even);
    Value codes = CodesOp::create(b, loc, codeType, sign);
    parts[p] = assemble(loc, planeType(op), codes,
                        scaleOfPlane(loc, op.getScale(), p));
    if (p > 0)
      rest = binary(loc, BinaryKind::sub, rest, dequantize(loc, parts[p]));
  }
  if (offset)
    parts.push_back(offset);
  planes[op] = std::move(parts);
  return success();
}

Value Expander::sumOfPlanes(Location loc, Value whole) {
  Value sum;
  for (Value plane : planes[whole])
    sum = add(loc, sum, dequantize(loc, plane));
  return sum;
}

LogicalResult Expander::expandDequantize(DequantizeOp op) {
  op.replaceAllUsesWith(sumOfPlanes(op.getLoc(), op.getInput()));
  return success();
}

// Through numbers, as it means.
LogicalResult Expander::expandRequantize(RequantizeOp op) {
  Value numbers = sumOfPlanes(op.getLoc(), op.getInput());
  op.replaceAllUsesWith(
      QuantizeOp::create(b, op.getLoc(), op.getType(), numbers, op.getScale(),
                         op.getZeroPoint(), op.getRounding())
          .getResult());
  return success();
}

// Only the first product starts at the bias.
LogicalResult Expander::expandMatmul(MatmulOp op) {
  Value sum;
  for (Value plane : planes[op.getRhs()]) {
    Value bias = sum ? Value() : op.getBias();
    Value product = MatmulOp::create(b, op.getLoc(), op.getType(), op.getLhs(),
                                     plane, bias, Value(), Value());
    sum = add(op.getLoc(), sum, product);
  }
  op.replaceAllUsesWith(sum);
  return success();
}

LogicalResult Expander::expandRuns(MatmulRunsOp op) {
  std::string reason;
  auto site = matchPlanesSite(op, reason);
  if (!site)
    return op->emitError() << "in node '" << getNodeName(op) << "': " << reason;
  op.replaceAllUsesWith(expandPlanes(b, *site));
  return success();
}

// Bits to codes, by doubling from the highest plane on.
LogicalResult Expander::expandCodes(CodesOp op) {
  Location loc = op.getLoc();
  Value codes;
  for (unsigned p = planesOf(op.getInput()); p-- > 0;) {
    Value bit =
        CodesOp::create(b, loc, op.getType(), planes[op.getInput()][p]);
    codes = codes ? add(loc, add(loc, codes, codes), bit) : bit;
  }
  op.replaceAllUsesWith(codes);
  return success();
}

// The same move of every plane.
LogicalResult Expander::expandMove(Operation *op) {
  size_t count = planes[op->getOperand(0)].size();
  for (Value operand : op->getOperands())
    if (planesOf(operand) && planes[operand].size() != count)
      return op->emitError() << "expected binary codes with zero points of one "
                                "type in node '"
                             << getNodeName(op) << "', got i32 and f32";
  SmallVector<Value> parts;
  for (size_t p = 0; p < count; ++p) {
    IRMapping mapping;
    for (Value operand : op->getOperands())
      if (planesOf(operand))
        mapping.map(operand, planes[operand][p]);
    Operation *moved = b.clone(*op, mapping);
    moved->getResult(0).setType(planeType(op->getResult(0)));
    parts.push_back(moved->getResult(0));
  }
  planes[op->getResult(0)] = std::move(parts);
  return success();
}

LogicalResult Expander::expand(Operation *op) {
  b.setInsertionPoint(op);
  if (auto runs = dyn_cast<MatmulRunsOp>(op))
    return expandRuns(runs);
  for (Value operand : op->getOperands())
    if (planesOf(operand) && !planes.contains(operand))
      return op->emitError() << "expected node '" << getNodeName(op)
                             << "' to read binary codes made in its function, "
                                "got those of an argument or a call";
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](AssembleOp o) { return expandAssemble(o); })
      .Case([&](QuantizeOp o) { return expandQuantize(o); })
      .Case([&](DequantizeOp o) { return expandDequantize(o); })
      .Case([&](CodesOp o) { return expandCodes(o); })
      .Case([&](RequantizeOp o) { return expandRequantize(o); })
      .Case<ReshapeOp, TransposeOp, BroadcastOp, ConcatOp, SliceOp, GatherOp>(
          [&](auto) { return expandMove(op); })
      .Default([&](Operation *o) -> LogicalResult {
        auto matmul = dyn_cast<MatmulOp>(o);
        if (matmul && isWeightOnly(matmul))
          return expandMatmul(matmul);
        return o->emitError()
               << "expected node '" << getNodeName(o)
               << "' to quantize, to dequantize, to move or to multiply floats "
                  "by binary codes, got "
               << o->getName();
      });
}

namespace {
struct ExpandBinaryCodes final
    : mlir::qopt::impl::ExpandBinaryCodesBase<ExpandBinaryCodes> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (touchesPlanes(op) && !stays(op))
        ops.push_back(op);
    });
    Expander expander(&getContext());
    for (Operation *op : ops)
      if (failed(expander.expand(op)))
        return signalPassFailure();
    for (Operation *op : llvm::reverse(ops))
      if (op->use_empty())
        eraseWithSources(op);
    numExpanded += ops.size();
  }

private:
  // Products that the packer takes as they are, and weights that only these read.
  bool stays(Operation *op) const {
    if (!keepRows)
      return false;
    if (auto assemble = dyn_cast<AssembleOp>(op))
      return !op->use_empty() && llvm::all_of(op->getUsers(), [&](Operation *user) {
        return isa<MatmulRunsOp>(user) && stays(user);
      });
    auto runs = dyn_cast<MatmulRunsOp>(op);
    std::string reason;
    auto site = runs ? matchPlanesSite(runs, reason) : std::nullopt;
    return site && isOneRowSite(*site, reason);
  }

  // What nobody reads any more would stay in the model. (The other ops on binary codes
  // are erased in their turn.)
  static void eraseWithSources(Operation *op) {
    llvm::SmallSetVector<Operation *, 4> sources;
    for (Value operand : op->getOperands())
      if (Operation *source = operand.getDefiningOp())
        sources.insert(source);
    op->erase();
    for (Operation *source : sources)
      if (isOpTriviallyDead(source) && !touchesPlanes(source))
        eraseWithSources(source);
  }
};
} // namespace
