// SPDX-License-Identifier: Apache-2.0
// Spellings of searches and clips; see the header.
#include "qopt/Quantize/Choose/FormatSearch.h"

#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
struct NamedMethod {
  StringLiteral name;
  FormatMethod method;
  int leastBits, mostBits;
};
constexpr NamedMethod kMethods[] = {
    {"ant", FormatMethod::Ant, 3, 8},
    {"ant-float", FormatMethod::AntFloat, 3, 8},
    {"fp8", FormatMethod::Fp8, 3, 8},
    {"quantile", FormatMethod::Quantile, 2, 8},
    {"paper-quantile", FormatMethod::PaperQuantile, 2, 8},
    {"kmeans", FormatMethod::KMeans, 2, 8},
};
constexpr StringLiteral kBest = "best";
} // namespace

bool mlir::qopt::isFormatSearch(StringRef text) {
  auto [name, rest] = text.split(':');
  return name.size() < text.size() &&
         (name == kBest || llvm::any_of(kMethods, [name = name](auto &m) {
            return m.name == name;
          }));
}

// A format that one scale is chosen for.
static FormatInterface parseOneScale(StringRef text, MLIRContext *context,
                                     bool narrow, EmitError emitError) {
  FormatInterface format = parseFormat(text, context, narrow, emitError);
  if (!format || !format.getNumPlanes())
    return format;
  emitError() << "expected a format with one scale per slot, got '" << text
              << "'";
  return {};
}

// `s4|flint<s4>|nf4`
static std::optional<FormatRequest> parseBest(StringRef list,
                                              MLIRContext *context, bool narrow,
                                              EmitError emitError) {
  FormatRequest request{FormatMethod::Best, 0, {}};
  SmallVector<StringRef> texts;
  list.split(texts, '|');
  for (StringRef text : texts) {
    FormatInterface format = parseOneScale(text, context, narrow, emitError);
    if (!format)
      return std::nullopt;
    request.formats.push_back(format);
  }
  return request;
}

std::optional<FormatRequest>
mlir::qopt::parseFormatRequest(StringRef text, MLIRContext *context,
                               bool narrow, EmitError emitError) {
  if (!isFormatSearch(text)) {
    FormatInterface format = parseOneScale(text, context, narrow, emitError);
    if (!format)
      return std::nullopt;
    return FormatRequest{FormatMethod::Given, 0, {format}};
  }
  auto [name, rest] = text.split(':');
  if (name == kBest)
    return parseBest(rest, context, narrow, emitError);
  for (const NamedMethod &m : kMethods) {
    if (m.name != name)
      continue;
    FormatRequest request{m.method, 0, {}};
    if (!rest.getAsInteger(10, request.bits) && request.bits >= m.leastBits &&
        request.bits <= m.mostBits)
      return request;
    emitError() << "expected " << name << ":N with N from " << m.leastBits
                << " to " << m.mostBits << " bits, got '" << text << "'";
    return std::nullopt;
  }
  llvm_unreachable("isFormatSearch knows the methods");
}

std::optional<ClipRule> mlir::qopt::parseClipRule(StringRef text,
                                                  EmitError emitError) {
  using Kind = ClipRule::Kind;
  if (text == "absmax")
    return ClipRule{Kind::Absmax, 100};
  if (text == "mse")
    return ClipRule{Kind::Mse, 100};
  if (text == "mean")
    return ClipRule{Kind::Mean, 100};
  StringRef number = text;
  double percent = 0;
  if (number.consume_front("percentile:") && !number.getAsDouble(percent) &&
      percent > 0 && percent <= 100)
    return ClipRule{Kind::Percentile, percent};
  emitError() << "expected clip absmax, mse, mean or percentile:P with P in (0, "
                 "100], got '"
              << text << "'";
  return std::nullopt;
}
