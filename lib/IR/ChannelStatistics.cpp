// SPDX-License-Identifier: Apache-2.0
// Statistics by channel as an attribute; see the header.
#include "qopt/IR/ChannelStatistics.h"

#include "qopt/IR/ActivationChoice.h"
#include "qopt/IR/ChannelScale.h"
#include "qopt/Numerics/Fold/ChannelScales.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::scaleOnce;

double ChannelStatistics::absmax(size_t channel) const {
  return std::max(std::fabs(double(lo[channel])), std::fabs(double(hi[channel])));
}

// The vectors and their names, in the order of the attribute.
template <typename Statistics, typename Visit>
static void forEachVector(Statistics &s, Visit visit) {
  visit("hi", s.hi);
  visit("lo", s.lo);
  visit("mean", s.mean);
  visit("mean_magnitude", s.meanMagnitude);
}

void mlir::qopt::setChannelStatistics(Value value,
                                      const ChannelStatistics &statistics) {
  Builder builder(value.getContext());
  auto channels = static_cast<int64_t>(statistics.channels());
  SmallVector<NamedAttribute> entries;
  auto add = [&](StringRef name, ArrayRef<int64_t> shape,
                 const std::vector<float> &values) {
    auto type = RankedTensorType::get(shape, builder.getF32Type());
    entries.push_back(builder.getNamedAttr(
        name, DenseElementsAttr::get(type, ArrayRef<float>(values))));
  };
  forEachVector(statistics, [&](StringRef name, const std::vector<float> &v) {
    add(name, {channels}, v);
  });
  if (!statistics.rows.empty())
    add("rows", {static_cast<int64_t>(statistics.rowCount()), channels},
        statistics.rows);
  setValueAttr(value, kChannelsAttr, builder.getDictionaryAttr(entries));
}

// The elements of a dense f32 attribute of the shape, false for any other.
static bool readVector(Attribute attr, ArrayRef<int64_t> shape,
                       std::vector<float> &values) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(attr);
  if (!dense || !dense.getElementType().isF32() ||
      dense.getType().getShape() != shape)
    return false;
  values.assign(dense.getValues<float>().begin(),
                dense.getValues<float>().end());
  return llvm::all_of(values, [](float v) { return std::isfinite(v); });
}

FailureOr<std::optional<ChannelStatistics>>
mlir::qopt::getChannelStatistics(Value value) {
  Attribute attr = getValueAttr(value, kChannelsAttr);
  if (!attr)
    return std::optional<ChannelStatistics>();
  auto shape = cast<RankedTensorType>(value.getType()).getShape();
  int64_t channels = shape.empty() ? 0 : shape.back();
  ChannelStatistics statistics;
  auto dictionary = dyn_cast<DictionaryAttr>(attr);
  bool valid = bool(dictionary);
  forEachVector(statistics, [&](StringRef name, std::vector<float> &v) {
    valid = valid && readVector(dictionary.get(name), {channels}, v);
  });
  if (Attribute rows = valid ? dictionary.get("rows") : Attribute()) {
    auto type = dyn_cast<ElementsAttr>(rows);
    int64_t count = type && type.getShapedType().getRank() == 2
                        ? type.getShapedType().getDimSize(0)
                        : -1;
    valid = readVector(rows, {count, channels}, statistics.rows);
  }
  if (!valid)
    return emitError(value.getLoc())
           << "expected qopt.channels of '" << getValueName(value)
           << "' to hold finite f32 vectors lo, hi, mean and mean_magnitude of "
           << channels << " channels (and rows of as many), got " << attr;
  return std::optional<ChannelStatistics>(std::move(statistics));
}

void mlir::qopt::dropStatistics(Value value) {
  for (StringRef name :
       {StringRef(kChannelsAttr), StringRef(kHistogramAttr),
        StringRef(QOptDialect::kRangeAttr)})
    setValueAttr(value, name, {});
}

void mlir::qopt::divideStatistics(Value value, const ChannelLabels &labels,
                                  ArrayRef<double> factors) {
  auto statistics = getChannelStatistics(value);
  int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
  dropStatistics(value);
  if (failed(statistics) || !*statistics)
    return;
  ChannelStatistics &s = **statistics;
  auto channels = static_cast<int64_t>(s.channels());
  auto ids = labels.along(last, channels);
  if (!ids)
    return;
  auto divide = [&](std::vector<float> &values) {
    for (size_t i = 0; i < values.size(); ++i)
      values[i] =
          scaleOnce(values[i], 1 / factorOf((*ids)[i % channels], factors));
  };
  forEachVector(s, [&](StringRef, std::vector<float> &v) { divide(v); });
  divide(s.rows);
  setChannelStatistics(value, s);
}
