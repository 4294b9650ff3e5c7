// SPDX-License-Identifier: Apache-2.0
// Spellings of formats and granularities; see the header.
#include "qopt/IR/Spelling.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::qopt;

// `s8` or `u16`: a letter and digits, nothing else.
static bool isIntegerSpelling(StringRef text) {
  bool isSigned = text.consume_front("s");
  return (isSigned || text.consume_front("u")) && !text.empty() &&
         llvm::all_of(text, [](char c) { return llvm::isDigit(c); });
}

// `e4m3fn`, `ue8m0`: what #qopt.float takes as its first parameter.
static bool isMinifloatSpelling(StringRef text) {
  text.consume_front("u");
  return text.size() > 1 && text[0] == 'e' && llvm::isDigit(text[1]);
}

static std::string toAttribute(StringRef text, bool narrow) {
  if (text.starts_with("#"))
    return text.str();
  if (isIntegerSpelling(text)) {
    bool drops = narrow && text.starts_with("s") && text != "s1";
    return ("#qopt.int<" + text + (drops ? ", narrow>" : ">")).str();
  }
  if (isMinifloatSpelling(text))
    return ("#qopt.float<" + text + ">").str();
  return ("#qopt." + text).str();
}

FormatInterface mlir::qopt::parseFormat(StringRef text, MLIRContext *context,
                                        bool narrow, EmitError emitError) {
  // The parser's own words say what is wrong, but not whose text it was.
  std::string why;
  Attribute attr;
  {
    ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
      if (why.empty())
        why = diagnostic.str();
      return success();
    });
    attr = parseAttribute(toAttribute(text, narrow), context);
  }
  auto format = dyn_cast_or_null<FormatInterface>(attr);
  if (!format)
    emitError() << "expected a format such as s8, e4m3fn or nf4, got '" << text
                << "'" << (why.empty() ? "" : ": ") << why;
  return format;
}

Attribute GranularitySpec::getAttr(MLIRContext *context, int64_t channelAxis,
                                   int64_t sumAxis) const {
  switch (kind) {
  case Kind::Tensor:
    return TensorGranularityAttr::get(context);
  case Kind::Channel:
    return ChannelGranularityAttr::get(context, channelAxis);
  case Kind::Group:
    return GroupGranularityAttr::get(context, sumAxis, size);
  case Kind::Block:
    return BlockGranularityAttr::get(context, size);
  }
  llvm_unreachable("all kinds are handled");
}

std::optional<GranularitySpec>
mlir::qopt::parseGranularity(StringRef text, EmitError emitError) {
  using Kind = GranularitySpec::Kind;
  if (text == "tensor")
    return GranularitySpec{Kind::Tensor, 0};
  if (text == "channel")
    return GranularitySpec{Kind::Channel, 0};
  auto [kind, size] = text.split(':');
  int64_t count = 0;
  if ((kind == "group" || kind == "block") && !size.getAsInteger(10, count) &&
      count >= 1)
    return GranularitySpec{kind == "group" ? Kind::Group : Kind::Block, count};
  emitError() << "expected granularity tensor, channel, group:N or block:N with "
                 "N >= 1, got '"
              << text << "'";
  return std::nullopt;
}
