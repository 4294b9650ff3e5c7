// SPDX-License-Identifier: Apache-2.0
// Graph builder: the border between real numbers and codes. Weights that the
// model stores as codes stay codes; only parameters that the importer itself
// must read are dequantized here.
#include "GraphBuilder.h"

#include "qopt/IR/FormatCodec.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;
namespace num = ::qopt::numerics;

// For each element of `shape` the index of its scale.
static std::vector<int64_t> scaleIndices(Attribute granularity,
                                         ArrayRef<int64_t> shape) {
  std::vector<int64_t> result(*countElements(shape), 0);
  if (isa<TensorGranularityAttr>(granularity))
    return result;
  SmallVector<int64_t> scaleShape = getScaleShape(granularity, shape);
  Shape strides = stridesOf(shape), scaleStrides = stridesOf(scaleShape);
  auto channel = dyn_cast<ChannelGranularityAttr>(granularity);
  auto group = dyn_cast<GroupGranularityAttr>(granularity);
  for (size_t i = 0; i < result.size(); ++i)
    for (size_t d = 0; d < shape.size(); ++d) {
      int64_t index = static_cast<int64_t>(i) / strides[d] % shape[d];
      if (channel)
        result[i] += static_cast<int64_t>(d) == channel.getAxis() ? index : 0;
      else if (group && static_cast<int64_t>(d) == group.getAxis())
        result[i] += index / group.getSize() * scaleStrides[d];
      else if (group || d + 1 < shape.size()) // token has no last dimension
        result[i] += index * scaleStrides[d];
    }
  return result;
}

/// Numerics' and MLIR's name of a small float.
static StringRef minifloatName(DataType type) {
  switch (type) {
  case DataType::Float8E4M3FN:
    return "f8E4M3FN";
  case DataType::Float8E4M3FNUZ:
    return "f8E4M3FNUZ";
  case DataType::Float8E5M2:
    return "f8E5M2";
  case DataType::Float8E5M2FNUZ:
    return "f8E5M2FNUZ";
  case DataType::Float4E2M1:
    return "f4E2M1FN";
  case DataType::Float8E8M0:
    return "f8E8M0FNU";
  default:
    return "";
  }
}

FormatInterface
mlir::qopt::onnx_import::getFormat(MLIRContext *context,
                                   const QuantScheme &scheme) {
  DataType type = scheme.codeType;
  auto f = num::namedMinifloat(minifloatName(type));
  if (!f)
    return IntAttr::get(context, bitsOf(type), !isUnsignedType(type),
                        /*narrow=*/false);
  if (!scheme.saturates && f->specials != num::FloatSpecials::None)
    f->overflow = num::OverflowRule::Special;
  return MinifloatAttr::get(context, f->exponentBits, f->mantissaBits,
                            f->isSigned, llvm::APFloat(f->bias), f->specials,
                            f->subnormals, f->overflow);
}

std::optional<HostTensor> GraphBuilder::getContents(const Tensor &tensor) {
  if (!tensor || tensor->constant || !tensor->codes)
    return tensor ? tensor->constant : std::nullopt;
  const QuantScheme &scheme = tensor->scheme;
  if (!tensor->codes->constant || !scheme.scale->constant ||
      !scheme.zeroPoint->constant)
    return std::nullopt;
  auto indices = scaleIndices(scheme.granularity, tensor->shape);
  std::vector<float> values(indices.size());
  ArrayRef<float> scales = scheme.scale->constant->as<float>();
  FormatCodec codec(getFormat(getContext(), scheme));
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = codec.dequantize(tensor->codes->constant->intAt(i),
                                 scales[indices[i]],
                                 scheme.zeroPoint->constant->intAt(indices[i]));
  return HostTensor::fromFloats(tensor->type, tensor->shape, values);
}

static HostTensor foldQuantize(MLIRContext *context, const HostTensor &x,
                               const QuantScheme &scheme) {
  auto indices = scaleIndices(scheme.granularity, x.shape());
  std::vector<int64_t> codes(indices.size());
  ArrayRef<float> scales = scheme.scale->constant->as<float>();
  FormatCodec codec(getFormat(context, scheme));
  for (size_t i = 0; i < codes.size(); ++i)
    codes[i] = codec.quantize(x.as<float>()[i], scales[indices[i]],
                              scheme.zeroPoint->constant->intAt(indices[i]),
                              num::RoundingMode::NearestEven, i);
  return HostTensor::fromInts(scheme.codeType, x.shape(), codes);
}

Tensor GraphBuilder::quantize(const Tensor &x, const QuantScheme &scheme) {
  if (!x || hasFailed())
    return nullptr;
  if (x->constant && scheme.scale->constant && scheme.zeroPoint->constant) {
    Tensor result = constant(foldQuantize(getContext(), *x->constant, scheme));
    result->name = x->name;
    return result;
  }
  Value input = materialize(x), scale = materialize(scheme.scale),
        zeroPoint = materialize(scheme.zeroPoint);
  auto type = quantizedType(scheme, x->shape);
  if (!type || hasFailed())
    return nullptr;
  Value q = create<QuantizeOp>(type, input, scale, zeroPoint,
                               Rounding::nearest_even);
  if (!q)
    return nullptr;
  auto result = std::make_shared<ImportedTensor>();
  result->type = scheme.codeType;
  result->shape = x->shape;
  result->quantized = q;
  result->scheme = scheme;
  return result;
}

// Whether two values are computed alike: a zero point is cast anew for every
// node that reads it.
static bool sameValue(Value a, Value b, unsigned depth = 4) {
  if (a == b)
    return true;
  Operation *first = a ? a.getDefiningOp() : nullptr;
  Operation *second = b ? b.getDefiningOp() : nullptr;
  if (!first || !second || depth == 0 ||
      first->getName() != second->getName() ||
      first->getAttrDictionary() != second->getAttrDictionary() ||
      first->getResultTypes() != second->getResultTypes() ||
      first->getNumOperands() != second->getNumOperands())
    return false;
  return llvm::all_of(
      llvm::zip(first->getOperands(), second->getOperands()), [&](auto pair) {
        return sameValue(std::get<0>(pair), std::get<1>(pair), depth - 1);
      });
}

static bool sameTensor(const Tensor &a, const Tensor &b) {
  if (a == b || (a->value && b->value && sameValue(a->value, b->value)))
    return true;
  return a->constant && b->constant && a->shape == b->shape &&
         a->constant->bytes() == b->constant->bytes();
}

static bool sameScheme(const QuantScheme &a, const QuantScheme &b) {
  return a.codeType == b.codeType && a.granularity == b.granularity &&
         sameTensor(a.scale, b.scale) && sameTensor(a.zeroPoint, b.zeroPoint);
}

// The q-typed value with these codes: the one they were taken from where the
// parameters are its own.
Value GraphBuilder::materializeQuantized(const Tensor &codes,
                                         const QuantScheme &scheme) {
  if (!codes || hasFailed())
    return {};
  if (codes->quantized && sameScheme(codes->scheme, scheme))
    return codes->quantized;
  Value c = materialize(codes), scale = materialize(scheme.scale),
        zeroPoint = materialize(scheme.zeroPoint);
  auto type = quantizedType(scheme, codes->shape);
  if (!type || hasFailed())
    return {};
  return create<AssembleOp>(type, c, scale, zeroPoint);
}

Tensor GraphBuilder::dequantize(const Tensor &codes,
                                const QuantScheme &scheme) {
  if (!codes || hasFailed())
    return nullptr;
  auto result = std::make_shared<ImportedTensor>();
  result->type = scheme.scale->type;
  result->shape = codes->shape;
  result->name = codes->name;
  result->codes = codes;
  result->scheme = scheme;
  // Constants wait until it is known in which layout they are needed.
  if (!codes->constant && !materialize(result))
    return nullptr;
  return result;
}
