// SPDX-License-Identifier: Apache-2.0
// Spellings of formats and granularities; see the header.
#include "qopt/IR/Spelling.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/TypeSwitch.h"

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

std::string mlir::qopt::spellFormat(FormatInterface format) {
  if (auto integer = dyn_cast<IntAttr>(format))
    return (integer.getIsSigned() ? "s" : "u") +
           std::to_string(integer.getWidth());
  if (auto codebook = dyn_cast<CodebookAttr>(format))
    return "codebook of " +
           std::to_string(codebook.getValues().getNumElements()) + " values";
  std::string text;
  llvm::raw_string_ostream(text) << format;
  StringRef rest = text;
  rest.consume_front("#qopt.");
  // `float<e4m3fn>` is `e4m3fn` where there is nothing else to say.
  StringRef inner = rest;
  if (inner.consume_front("float<") && inner.consume_back(">") &&
      !inner.contains(','))
    return inner.str();
  return rest.str();
}

std::string mlir::qopt::spellType(QType type) {
  std::string sharing =
      llvm::TypeSwitch<Attribute, std::string>(type.getGranularity())
          .Case([](TensorGranularityAttr) { return " per tensor"; })
          .Case([](ChannelGranularityAttr) { return " per channel"; })
          .Case([](GroupGranularityAttr a) {
            return " in groups of " + std::to_string(a.getSize());
          })
          .Case([](BlockGranularityAttr a) {
            return " in blocks of " + std::to_string(a.getSize());
          })
          .Default([](Attribute) { return " per token"; });
  return spellFormat(type.getFormat()) + sharing;
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
