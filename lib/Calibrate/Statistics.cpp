// SPDX-License-Identifier: Apache-2.0
// The statistics table as JSON, and the observers behind it.
#include "qopt/Calibrate/Statistics.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

static constexpr int64_t kTableVersion = 1;

template <typename... Args>
static llvm::Error makeError(const Args &...args) {
  std::string text;
  llvm::raw_string_ostream os(text);
  (os << ... << args);
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text.c_str());
}

//===-- Histograms ---------------------------------------------------------===//

// One line per value: extremes are in the table already.
static void writeHistogram(llvm::json::OStream &json, StringRef name,
                           const num::Histogram &histogram) {
  num::Histogram::Parts parts = histogram.parts();
  json.attributeBegin(name);
  json.rawValue([&](llvm::raw_ostream &os) {
    auto list = [&](StringRef key, ArrayRef<int64_t> entries) {
      os << ",\"" << key << "\":[";
      llvm::interleave(entries, os, ",");
      os << "]";
    };
    os << "{\"exponent\":" << parts.widthExponent
       << ",\"zeros\":" << parts.zeros;
    list("negative", parts.negative);
    list("positive", parts.positive);
    os << "}";
  });
  json.attributeEnd();
}

static bool readList(const llvm::json::Object &object, StringRef key,
                     std::vector<int64_t> &list) {
  const llvm::json::Array *array = object.getArray(key);
  if (!array)
    return false;
  for (const llvm::json::Value &entry : *array) {
    auto number = entry.getAsInteger();
    if (!number)
      return false;
    list.push_back(*number);
  }
  return true;
}

static llvm::Expected<num::Histogram>
parseHistogram(StringRef name, const llvm::json::Value &value,
               num::Range extremes) {
  const llvm::json::Object *object = value.getAsObject();
  auto exponent = object ? object->getInteger("exponent") : std::nullopt;
  auto zeros = object ? object->getInteger("zeros") : std::nullopt;
  num::Histogram::Parts parts;
  constexpr int64_t kFar = 1024; // no f32 has such an exponent
  std::string why = "expected exponent, zeros, negative and positive";
  if (exponent && std::abs(*exponent) < kFar && zeros && *zeros >= 0 &&
      readList(*object, "negative", parts.negative) &&
      readList(*object, "positive", parts.positive)) {
    parts.widthExponent = static_cast<int>(*exponent);
    parts.zeros = static_cast<uint64_t>(*zeros);
    parts.lo = static_cast<float>(extremes.lo);
    parts.hi = static_cast<float>(extremes.hi);
    if (auto histogram = num::Histogram::fromParts(parts, why))
      return *histogram;
  }
  return makeError("expected a histogram of '", name,
                   "' in the statistics table: ", why);
}

//===-- Channels ----------------------------------------------------------===//

static constexpr const char *kVectors[] = {"lo", "hi", "mean",
                                           "mean_magnitude", "rows"};

static std::vector<float> *vectorOf(ChannelStatistics &s, StringRef name) {
  return llvm::StringSwitch<std::vector<float> *>(name)
      .Case("lo", &s.lo)
      .Case("hi", &s.hi)
      .Case("mean", &s.mean)
      .Case("mean_magnitude", &s.meanMagnitude)
      .Default(&s.rows);
}

// f32 numbers, little-endian, in base64: exact, and a third of the digits.
static std::string encode(const std::vector<float> &values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  for (size_t i = 0; i < values.size(); ++i)
    llvm::support::endian::write32le(&bytes[i * sizeof(float)],
                                     llvm::bit_cast<uint32_t>(values[i]));
  return llvm::encodeBase64(bytes);
}

static bool decode(StringRef text, std::vector<float> &values) {
  std::vector<char> bytes;
  if (llvm::Error error = llvm::decodeBase64(text, bytes)) {
    llvm::consumeError(std::move(error));
    return false;
  }
  for (size_t i = 0; i + sizeof(float) <= bytes.size(); i += sizeof(float))
    values.push_back(
        llvm::bit_cast<float>(llvm::support::endian::read32le(&bytes[i])));
  return bytes.size() % sizeof(float) == 0 &&
         llvm::all_of(values, [](float v) { return std::isfinite(v); });
}

static void writeChannels(llvm::json::OStream &json, StringRef name,
                          ChannelStatistics statistics) {
  json.attributeObject(name, [&] {
    for (const char *key : kVectors)
      if (const auto &values = *vectorOf(statistics, key); !values.empty())
        json.attribute(key, encode(values));
  });
}

static llvm::Expected<ChannelStatistics>
parseChannels(StringRef name, const llvm::json::Value &value) {
  const llvm::json::Object *object = value.getAsObject();
  ChannelStatistics statistics;
  bool valid = object;
  for (const char *key : kVectors) {
    auto text = valid ? object->getString(key) : std::nullopt;
    bool mayLack = StringRef(key) == "rows";
    valid = valid && (text ? decode(*text, *vectorOf(statistics, key)) : mayLack);
  }
  size_t channels = statistics.channels();
  if (!valid || channels == 0 || statistics.hi.size() != channels ||
      statistics.mean.size() != channels ||
      statistics.meanMagnitude.size() != channels ||
      statistics.rows.size() % channels != 0)
    return makeError("expected lo, hi, mean and mean_magnitude (and rows) of one "
                     "number of channels, finite f32 in base64, for '",
                     name, "' in the statistics table");
  return statistics;
}

//===-- The table ---------------------------------------------------------===//

std::string StatisticsTable::toJson() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 1);
  json.object([&] {
    json.attribute("qopt_statistics", kTableVersion);
    json.attribute("observer", observer);
    json.attribute("samples", samples);
    json.attributeObject("values", [&] {
      for (const auto &entry : values)
        json.attributeArray(entry.first, [&] {
          const ValueStatistics &v = entry.second;
          for (double bound :
               {v.range.lo, v.range.hi, v.extremes.lo, v.extremes.hi})
            json.value(bound);
        });
    });
    if (!folds.empty())
      json.attribute("folds", folds);
    if (!channels.empty())
      json.attributeObject("channels", [&] {
        for (const auto &entry : channels)
          writeChannels(json, entry.first, entry.second);
      });
    if (llvm::none_of(values, [](auto &entry) {
          return entry.second.histogram.has_value();
        }))
      return;
    json.attributeObject("histograms", [&] {
      for (const auto &entry : values)
        if (entry.second.histogram)
          writeHistogram(json, entry.first, *entry.second.histogram);
    });
  });
  return text + "\n";
}

// Four finite numbers: range and extremes.
static llvm::Expected<ValueStatistics> parseValue(StringRef name,
                                                  const llvm::json::Value &v) {
  const llvm::json::Array *array = v.getAsArray();
  double n[4];
  bool valid = array && array->size() == 4;
  for (size_t i = 0; valid && i < 4; ++i) {
    auto number = (*array)[i].getAsNumber();
    valid = number && std::isfinite(*number);
    n[i] = valid ? *number : 0.0;
  }
  if (!valid || n[0] > n[1] || n[2] > n[3])
    return makeError("expected [lo, hi, min, max] with finite lo <= hi and "
                     "min <= max for '",
                     name, "' in the statistics table");
  return ValueStatistics{{n[0], n[1]}, {n[2], n[3]}};
}

llvm::Expected<StatisticsTable> StatisticsTable::fromJson(StringRef text) {
  auto parsed = llvm::json::parse(text);
  if (!parsed)
    return makeError("expected a statistics table in JSON, got: ",
                     llvm::toString(parsed.takeError()));
  const llvm::json::Object *object = parsed->getAsObject();
  auto version = object ? object->getInteger("qopt_statistics") : std::nullopt;
  const llvm::json::Object *values =
      object ? object->getObject("values") : nullptr;
  if (version != kTableVersion || !values)
    return makeError("expected a statistics table of version ", kTableVersion,
                     ", got another JSON file");
  StatisticsTable table;
  table.observer = object->getString("observer").value_or("").str();
  table.samples = object->getInteger("samples").value_or(0);
  for (const auto &entry : *values) {
    auto value = parseValue(entry.first, entry.second);
    if (!value)
      return value.takeError();
    table.values[entry.first.str()] = *value;
  }
  table.folds = object->getString("folds").value_or("").str();
  if (const llvm::json::Object *channels = object->getObject("channels"))
    for (const auto &entry : *channels) {
      auto statistics = parseChannels(entry.first, entry.second);
      if (!statistics)
        return statistics.takeError();
      table.channels[entry.first.str()] = std::move(*statistics);
    }
  const llvm::json::Object *histograms = object->getObject("histograms");
  if (!histograms)
    return table;
  for (const auto &entry : *histograms) {
    auto at = table.values.find(entry.first.str());
    if (at == table.values.end())
      return makeError("expected histograms of the values of the statistics "
                       "table, got one of '",
                       StringRef(entry.first), "'");
    auto histogram =
        parseHistogram(entry.first, entry.second, at->second.extremes);
    if (!histogram)
      return histogram.takeError();
    at->second.histogram = std::move(*histogram);
  }
  return table;
}

llvm::Expected<StatisticsTable> StatisticsTable::load(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return makeError("expected a readable statistics table, got '", path,
                     "': ", buffer.getError().message());
  return fromJson((*buffer)->getBuffer());
}

//===-- The session -------------------------------------------------------===//

ObserverSession::ObserverSession(ArrayRef<ObservedValue> values,
                                 const num::ObserverConfig &config,
                                 bool keepHistograms)
    : histograms(keepHistograms ? values.size() : 0),
      kind(num::name(config.kind)) {
  for (const ObservedValue &value : values) {
    names.push_back(value.name);
    observers.push_back(num::makeObserver(config));
    extremes.push_back(config.kind == num::ObserverKind::MinMax
                           ? nullptr
                           : num::makeObserver(num::ObserverConfig{}));
  }
}

void ObserverSession::observe(int64_t id, const float *data, int64_t count) {
  observers[id]->update(data, count);
  if (extremes[id])
    extremes[id]->update(data, count);
  if (!histograms.empty())
    histograms[id].add(data, count);
}

llvm::Expected<StatisticsTable>
ObserverSession::finish(int64_t samples) const {
  StatisticsTable table;
  table.observer = kind;
  table.samples = samples;
  for (size_t i = 0; i < names.size(); ++i) {
    if (observers[i]->nonFiniteCount() > 0)
      return makeError("expected finite values while calibrating, got ",
                       observers[i]->nonFiniteCount(),
                       " NaN or infinite ones in '", names[i], "'");
    auto range = observers[i]->range();
    if (!range)
      return makeError("expected at least one calibration sample, got none for '",
                       names[i], "'");
    auto extreme = extremes[i] ? extremes[i]->range() : range;
    table.values[names[i]] = {*range, *extreme};
    if (!histograms.empty())
      table.values[names[i]].histogram = histograms[i];
  }
  return table;
}

//===-- Channels of a run -------------------------------------------------===//

ChannelSession::ChannelSession(ArrayRef<ObservedValue> values, int64_t runs,
                               int64_t rows) {
  for (const ObservedValue &value : values) {
    auto type = cast<RankedTensorType>(value.value.getType());
    int64_t channels = type.getShape().back();
    names.push_back(value.name);
    observers.emplace_back(channels, runs * (type.getNumElements() / channels),
                           rows);
  }
}

void ChannelSession::observe(int64_t id, const float *data, int64_t count) {
  observers[id].update(data, count / observers[id].channels());
}

llvm::Error ChannelSession::finish(StatisticsTable &table) const {
  for (size_t i = 0; i < names.size(); ++i) {
    const num::ChannelObserver &o = observers[i];
    if (o.nonFiniteCount() > 0)
      return makeError("expected finite values while calibrating, got ",
                       o.nonFiniteCount(), " NaN or infinite ones in '",
                       names[i], "'");
    if (o.tokens() == 0)
      return makeError("expected at least one calibration sample, got none for '",
                       names[i], "'");
    table.channels[names[i]] = {o.lo(), o.hi(), o.mean(), o.meanMagnitude(),
                                o.rows()};
  }
  return llvm::Error::success();
}
