// SPDX-License-Identifier: Apache-2.0
#include "qopt/IR/TensorMaps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::qopt;

constexpr llvm::StringLiteral kArgument = "argument", kSizes = "sizes", kStrides = "strides",
                              kBox = "box", kSwizzle = "swizzle";
constexpr int64_t kMostRank = 5, kMostBox = 256;
constexpr int64_t kSizeEnd = int64_t(1) << 32, kStrideEnd = int64_t(1) << 40;

int64_t TensorMapSpec::reach() const {
  int64_t bytes = sizes.front();
  for (auto [size, stride] : llvm::zip_equal(ArrayRef<int64_t>(sizes).drop_front(), strides))
    bytes += (size - 1) * stride;
  return bytes;
}

void mlir::qopt::setTensorMaps(Operation *kernel, ArrayRef<TensorMapSpec> maps) {
  Builder b(kernel->getContext());
  SmallVector<Attribute> entries;
  for (const TensorMapSpec &map : maps)
    entries.push_back(b.getDictionaryAttr(
        {b.getNamedAttr(kArgument, b.getI64IntegerAttr(map.argument)),
         b.getNamedAttr(kSizes, b.getDenseI64ArrayAttr(map.sizes)),
         b.getNamedAttr(kStrides, b.getDenseI64ArrayAttr(map.strides)),
         b.getNamedAttr(kBox, b.getDenseI64ArrayAttr(map.box)),
         b.getNamedAttr(kSwizzle, b.getI64IntegerAttr(map.swizzle))}));
  kernel->setAttr(kTensorMapsAttr, b.getArrayAttr(entries));
}

// T1.
static std::optional<TensorMapSpec> read(Attribute attr) {
  auto entries = dyn_cast<DictionaryAttr>(attr);
  if (!entries || entries.size() != 5)
    return std::nullopt;
  auto argument = entries.getAs<IntegerAttr>(kArgument), swizzle = entries.getAs<IntegerAttr>(kSwizzle);
  auto sizes = entries.getAs<DenseI64ArrayAttr>(kSizes), box = entries.getAs<DenseI64ArrayAttr>(kBox);
  auto strides = entries.getAs<DenseI64ArrayAttr>(kStrides);
  if (!argument || !swizzle || !sizes || !box || !strides)
    return std::nullopt;
  return TensorMapSpec{argument.getInt(), llvm::to_vector<5>(sizes.asArrayRef()),
                       llvm::to_vector<4>(strides.asArrayRef()), llvm::to_vector<5>(box.asArrayRef()),
                       swizzle.getInt()};
}

// T3 to T6; empty: all hold.
static std::string describeFault(const TensorMapSpec &map) {
  auto number = [](int64_t value) { return std::to_string(value); };
  int64_t rank = map.sizes.size();
  if (rank < 1 || rank > kMostRank || map.box.size() != map.sizes.size() ||
      map.strides.size() + 1 != map.sizes.size())
    return "expected 1 to 5 sizes, as many boxes and one stride less, got " + number(rank) + ", " +
           number(map.box.size()) + " and " + number(map.strides.size());
  for (int64_t size : map.sizes)
    if (size < 1 || size >= kSizeEnd)
      return "expected sizes from 1 to 2^32 - 1, got " + number(size);
  for (int64_t box : map.box)
    if (box < 1 || box > kMostBox)
      return "expected boxes from 1 to 256, got " + number(box);
  for (int64_t stride : map.strides)
    if (stride < kTensorMapAlign || stride >= kStrideEnd || stride % kTensorMapAlign)
      return "expected strides that are multiples of 16 from 16 to 2^40, got " + number(stride);
  if (!llvm::is_contained({0, 32, 64, 128}, map.swizzle))
    return "expected a swizzle of 0, 32, 64 or 128 bytes, got " + number(map.swizzle);
  int64_t row = map.box.front();
  if (row % kTensorMapAlign || (map.swizzle && row > map.swizzle))
    return "expected a box whose rows are multiples of 16 bytes and at most the swizzle's " +
           number(map.swizzle) + ", got " + number(row);
  return "";
}

FailureOr<SmallVector<TensorMapSpec>>
mlir::qopt::getTensorMaps(Operation *kernel, int64_t numArguments,
                          function_ref<InFlightDiagnostic()> emitError) {
  SmallVector<TensorMapSpec> maps;
  Attribute attr = kernel->getAttr(kTensorMapsAttr);
  if (!attr)
    return maps;
  auto entries = dyn_cast<ArrayAttr>(attr);
  if (!entries)
    return emitError() << "expected an array as " << kTensorMapsAttr << ", got " << attr;
  for (Attribute entry : entries) {
    auto map = read(entry);
    if (!map)
      return emitError() << "expected a tensor map of argument, sizes, strides, box and swizzle, got "
                         << entry;
    if (map->argument < 0 || map->argument >= numArguments)
      return emitError() << "expected a tensor map's argument below " << numArguments << ", got "
                         << map->argument;
    for (const TensorMapSpec &other : maps)
      if (other.argument == map->argument)
        return emitError() << "expected one tensor map of argument " << map->argument << ", got two";
    if (std::string fault = describeFault(*map); !fault.empty())
      return emitError() << "tensor map of argument " << map->argument << ": " << fault;
    maps.push_back(std::move(*map));
  }
  return maps;
}

LogicalResult mlir::qopt::checkTensorMap(const TensorMapSpec &map, Type operand,
                                         function_ref<InFlightDiagnostic()> emitError) {
  auto type = dyn_cast<MemRefType>(operand);
  if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity() ||
      !type.getElementType().isIntOrFloat())
    return emitError() << "expected a tensor map over a dense buffer, got one over " << operand;
  int64_t bytes = type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  if (map.reach() <= bytes)
    return success();
  return emitError() << "expected a tensor map within the " << bytes << " bytes of argument "
                     << map.argument << ", got one that reaches " << map.reach();
}
