// SPDX-License-Identifier: Apache-2.0
// Recognition of the halves of lines.
#include "Halves.h"

#include "Matching.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

//===-- Parts -------------------------------------------------------------===//

static std::optional<Part> fromSlice(SliceOp slice) {
  ArrayRef<int64_t> from = shapeOf(slice.getInput()), to = shapeOf(slice);
  if (from.empty() || from.drop_back() != to.drop_back())
    return std::nullopt;
  for (auto [start, step] : llvm::zip_equal(slice.getStarts().drop_back(),
                                            slice.getSteps().drop_back()))
    if (start != 0 || step != 1)
      return std::nullopt;
  int64_t start = slice.getStarts().back(), step = slice.getSteps().back();
  int64_t half = to.back();
  if (from.back() != 2 * half)
    return std::nullopt;
  // Of two elements both readings hold; neighbours are then halves.
  if (step == 1 && (start == 0 || start == half))
    return Part{slice.getInput(), start != 0, false};
  if (step == 2 && start <= 1)
    return Part{slice.getInput(), static_cast<int>(start), true};
  return std::nullopt;
}

// Index 0 or 1 of a dimension of size 2 that split the line.
static std::optional<Part> fromGather(GatherOp gather) {
  auto index = getConstantInts(gather.getIndices());
  ArrayRef<int64_t> from = shapeOf(gather.getData());
  int64_t rank = from.size(), axis = gather.getAxis();
  if (!index || !shapeOf(gather.getIndices()).empty() || axis < rank - 2 ||
      rank < 2 || from[axis] != 2)
    return std::nullopt;
  int64_t i = index->front() < 0 ? index->front() + 2 : index->front();
  return Part{gather.getData(), static_cast<int>(i), axis == rank - 1};
}

// The same as a slice of size 1 that a reshape drops.
static std::optional<Part> fromDroppedSlice(ReshapeOp reshape) {
  auto slice = reshape.getInput().getDefiningOp<SliceOp>();
  if (!slice)
    return std::nullopt;
  ArrayRef<int64_t> from = shapeOf(slice), to = shapeOf(reshape);
  auto part = fromSlice(slice);
  if (!part || from.back() != 1 || from.drop_back() != to)
    return std::nullopt;
  return Part{part->source, part->index, true};
}

std::optional<Part> raise::selectPart(Value value) {
  if (!value.getDefiningOp())
    return std::nullopt;
  return llvm::TypeSwitch<Operation *, std::optional<Part>>(
             value.getDefiningOp())
      .Case([](SliceOp op) { return fromSlice(op); })
      .Case([](GatherOp op) { return fromGather(op); })
      .Case([](ReshapeOp op) { return fromDroppedSlice(op); })
      .Default([](Operation *) { return std::nullopt; });
}

//===-- rotate_half -------------------------------------------------------===//

// Two operands along the last dimension, or none.
static ValueRange concatenated(Value value) {
  auto concat = value.getDefiningOp<ConcatOp>();
  if (!concat || concat.getInputs().size() != 2 ||
      concat.getAxis() + 1 != shapeOf(value).size())
    return {};
  return concat.getInputs();
}

Value raise::getRotatedHalf(Value value) {
  ValueRange halves = concatenated(value);
  if (halves.empty())
    return {};
  Product minus = flattenProduct(halves[0]);
  if (minus.constant != -1 || minus.factors.size() != 1 ||
      !minus.divisors.empty())
    return {};
  auto high = selectPart(minus.factors.front()), low = selectPart(halves[1]);
  bool matches = high && low && high->source == low->source &&
                 high->index == 1 && low->index == 0 && !high->interleaved &&
                 !low->interleaved;
  return matches ? high->source : Value();
}

//===-- Tables of angles --------------------------------------------------===//

static bool hasEqualHalves(DenseElementsAttr attr, int64_t line) {
  if (!attr.getElementType().isF32() || line % 2 != 0)
    return false;
  auto values = attr.getValues<float>();
  for (int64_t i = 0; i < attr.getNumElements(); ++i)
    if (i % line < line / 2 && values[i] != values[i + line / 2])
      return false;
  return true;
}

bool raise::hasEqualHalves(Value value) {
  if (auto attr = dyn_cast_or_null<DenseElementsAttr>(getConstant(value)))
    return attr.isSplat() || ::hasEqualHalves(attr, lastSize(value));
  if (!value.getDefiningOp())
    return false;
  ValueRange halves = concatenated(value);
  if (!halves.empty())
    return halves[0] == halves[1];
  auto keepsLine = [&](Value from) { return lastSize(from) == lastSize(value); };
  return llvm::TypeSwitch<Operation *, bool>(value.getDefiningOp())
      .Case([&](ReshapeOp op) {
        return keepsLine(op.getInput()) && raise::hasEqualHalves(op.getInput());
      })
      .Case([&](BroadcastOp op) {
        return keepsLine(op.getInput()) && raise::hasEqualHalves(op.getInput());
      })
      .Case([](UnaryOp op) { return raise::hasEqualHalves(op.getInput()); })
      .Case([&](BinaryOp op) {
        return llvm::all_of(op->getOperands(), [&](Value v) {
          return getSplat(v) || (keepsLine(v) && raise::hasEqualHalves(v));
        });
      })
      .Case([&](GatherOp op) {
        int64_t rank = shapeOf(op.getData()).size();
        return static_cast<int64_t>(op.getAxis()) + 1 < rank && raise::hasEqualHalves(op.getData());
      })
      .Case([&](SliceOp op) {
        return keepsLine(op.getInput()) && op.getSteps().back() == 1 &&
               raise::hasEqualHalves(op.getInput());
      })
      .Default([](Operation *) { return false; });
}

Value raise::createFirstHalf(OpBuilder &builder, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape());
  int64_t line = shape.back(), half = line / 2;
  shape.back() = half;
  auto attr = dyn_cast_or_null<DenseElementsAttr>(getConstant(value));
  if (!attr)
    return SliceOp::create(
        builder, value.getLoc(),
        RankedTensorType::get(shape, type.getElementType()), value,
        SmallVector<int64_t>(shape.size(), 0),
        SmallVector<int64_t>(shape.size(), 1));
  SmallVector<float> values;
  auto all = attr.getValues<float>();
  for (int64_t i = 0; i < attr.getNumElements(); ++i)
    if (i % line < half)
      values.push_back(all[i]);
  return createFloatConstant(builder, value.getLoc(), shape, values);
}
