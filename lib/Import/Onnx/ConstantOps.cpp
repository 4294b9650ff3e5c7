// SPDX-License-Identifier: Apache-2.0
// Constants, shapes, and the relations and selections that shape arithmetic and
// masks are made of.
#include "NodeImporter.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- Constants ---------------------------------------------------------===//

static void importConstant(NodeImporter &n) {
  using Kind = NodeAttr::Kind;
  const NodeAttr *value = nullptr;
  for (StringRef name : {"value", "value_int", "value_ints", "value_float",
                         "value_floats", "value_string", "value_strings",
                         "sparse_value"})
    if (const NodeAttr *attribute = n.getAttr(name)) {
      if (value)
        return n.fail("expected one value, got several");
      value = attribute;
    }
  if (!value)
    return n.fail("expected a value, got none");
  switch (value->kind) {
  case Kind::Tensor:
    return n.setOutput(0, n.b.constant(value->tensor));
  case Kind::Int:
    return n.setOutput(0, n.b.intConstant(DataType::Int64, {}, {value->i}));
  case Kind::Ints:
    return n.setOutput(
        0, n.b.intConstant(DataType::Int64,
                           {static_cast<int64_t>(value->ints.size())},
                           value->ints));
  case Kind::Float:
    return n.setOutput(0, n.b.scalar(DataType::Float, value->f));
  case Kind::Floats:
    return n.setOutput(
        0, n.b.constant(HostTensor::fromFloats(
               DataType::Float, {static_cast<int64_t>(value->floats.size())},
               value->floats)));
  default:
    return n.fail("constants that are not dense number tensors are not "
                  "supported");
  }
}

static void importConstantOfShape(NodeImporter &n) {
  n.requireRank(0, 1);
  auto shape = n.constantInts(0);
  if (n.failed())
    return;
  if (!countElements(*shape))
    return n.fail("expected sizes >= 0 with a product below 2^63, got " +
                  str(*shape));
  const NodeAttr *value = n.getAttr("value");
  Tensor element = n.b.scalar(DataType::Float, 0);
  if (value) {
    if (value->kind != NodeAttr::Kind::Tensor ||
        value->tensor.numElements() != 1)
      return n.fail("expected attribute 'value' to be a tensor of one number");
    element = n.b.constant(value->tensor.reshaped({}));
  }
  n.setOutput(0, n.b.broadcast(element, *shape));
}

static void importShape(NodeImporter &n) {
  const Tensor &x = n.input(0);
  int64_t rank = x->rank();
  auto clamp = [&](int64_t v) {
    return std::min(std::max<int64_t>(v < 0 ? v + rank : v, 0), rank);
  };
  int64_t start = 0, end = rank;
  if (n.opset >= 15) {
    constexpr int64_t limit = int64_t{1} << 31;
    start = n.getInt("start", 0);
    end = n.getInt("end", rank);
    if (std::min(start, end) < -limit || std::max(start, end) > limit)
      return n.fail("expected start and end within 2^31, got " + Twine(start) +
                    " and " + Twine(end));
    start = clamp(start);
    end = std::max(clamp(end), start);
  }
  ArrayRef<int64_t> shape = ArrayRef<int64_t>(x->shape).slice(start, end - start);
  n.setOutput(0, n.b.intConstant(DataType::Int64, {end - start}, shape));
}

static void importSize(NodeImporter &n) {
  n.setOutput(0, n.b.intConstant(DataType::Int64, {},
                                 {*countElements(n.input(0)->shape)}));
}

static void importRange(NodeImporter &n) {
  n.requireOneType();
  auto start = n.constantScalar(0), limit = n.constantScalar(1),
       delta = n.constantScalar(2);
  if (n.failed())
    return;
  constexpr double most = 1 << 22;
  double count = std::max(0.0, std::ceil((*limit - *start) / *delta));
  if (*delta == 0 || !std::isfinite(count) || count > most ||
      !n.b.spend(static_cast<int64_t>(count)))
    return n.fail("expected a range of at most 2^22 numbers, got " +
                  str(*start) + " to " + str(*limit) + " by " + str(*delta));
  auto size = static_cast<int64_t>(count);
  DataType type = n.input(0)->type;
  if (isFloating(type)) {
    std::vector<float> values(size);
    for (int64_t i = 0; i < size; ++i)
      values[i] = static_cast<float>(*start + static_cast<double>(i) * *delta);
    return n.setOutput(
        0, n.b.constant(HostTensor::fromFloats(type, {size}, values)));
  }
  int64_t first = n.b.getContents(n.input(0))->intAt(0);
  int64_t step = n.b.getContents(n.input(2))->intAt(0);
  SmallVector<int64_t> values(size);
  for (int64_t i = 0; i < size; ++i)
    values[i] = first + i * step;
  n.setOutput(0, n.b.intConstant(type, {size}, values));
}

//===-- Relations and selection -------------------------------------------===//

// With `mirrored` operands: a > b is b < a.
template <Relation relation, bool mirrored = false>
static void importRelation(NodeImporter &n) {
  n.requireOneType();
  constexpr bool logical = relation == Relation::And ||
                           relation == Relation::Or ||
                           relation == Relation::Xor;
  if (logical)
    n.requireType(0, DataType::Bool);
  if (!n.failed())
    n.setOutput(0, n.b.relate(relation, n.input(mirrored), n.input(!mirrored)));
}

static void importNot(NodeImporter &n) {
  n.requireType(0, DataType::Bool);
  if (!n.failed())
    n.setOutput(0, n.b.logicalNot(n.input(0)));
}

static void importWhere(NodeImporter &n) {
  n.requireType(0, DataType::Bool);
  n.requireType(2, n.input(1)->type);
  if (!n.failed())
    n.setOutput(0, n.b.select(n.input(0), n.input(1), n.input(2)));
}

// Only a NaN differs from itself.
static void importIsNan(NodeImporter &n) {
  n.requireFloating(0);
  if (!n.failed())
    n.setOutput(0, n.b.logicalNot(
                       n.b.relate(Relation::Equal, n.input(0), n.input(0))));
}

// Elements on one side of diagonal k of the last two dimensions, 0 elsewhere.
static void importTrilu(NodeImporter &n) {
  bool upper = n.getFlag("upper", true);
  const Tensor &x = n.input(0);
  auto diagonal = n.has(1) ? n.constantScalar(1) : 0.0;
  if (x->rank() < 2)
    n.fail("expected an input of rank 2 or more, got shape " + str(x->shape));
  if (n.failed())
    return;
  auto k = static_cast<int64_t>(*diagonal);
  int64_t rows = x->shape[x->rank() - 2], columns = x->shape.back();
  auto count = countElements({rows, columns});
  if (!count || *count > int64_t{1} << 22 || !n.b.spend(*count))
    return n.fail("expected matrices of at most 2^22 elements, got shape " +
                  str(x->shape));
  SmallVector<int64_t> keep;
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c)
      keep.push_back(upper ? c - r >= k : c - r <= k);
  Tensor mask = n.b.intConstant(DataType::Bool, {rows, columns}, keep);
  n.setOutput(0, n.b.select(mask, x, n.b.scalar(x->type, 0)));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getConstantOps() {
  using R = Relation;
  static constexpr OpRow rows[] = {
      {"Constant", 1, kNewest, 0, 0, 1, importConstant},
      {"ConstantOfShape", 9, kNewest, 1, 1, 1, importConstantOfShape},
      {"Shape", 1, kNewest, 1, 1, 1, importShape},
      {"Size", 1, kNewest, 1, 1, 1, importSize},
      {"Range", 11, kNewest, 3, 3, 1, importRange},
      {"Equal", 7, kNewest, 2, 2, 1, importRelation<R::Equal>},
      {"Less", 7, kNewest, 2, 2, 1, importRelation<R::Less>},
      {"LessOrEqual", 12, kNewest, 2, 2, 1, importRelation<R::LessOrEqual>},
      {"Greater", 7, kNewest, 2, 2, 1, importRelation<R::Less, true>},
      {"GreaterOrEqual", 12, kNewest, 2, 2, 1, importRelation<R::LessOrEqual, true>},
      {"And", 7, kNewest, 2, 2, 1, importRelation<R::And>},
      {"Or", 7, kNewest, 2, 2, 1, importRelation<R::Or>},
      {"Xor", 7, kNewest, 2, 2, 1, importRelation<R::Xor>},
      {"Not", 1, kNewest, 1, 1, 1, importNot},
      {"Where", 9, kNewest, 3, 3, 1, importWhere},
      {"IsNaN", 9, kNewest, 1, 1, 1, importIsNan},
      {"Trilu", 14, kNewest, 1, 2, 1, importTrilu},
  };
  return rows;
}
