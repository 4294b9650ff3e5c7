// SPDX-License-Identifier: Apache-2.0
// Spelling of table formats.
#include "FormatSyntax.h"

#include "mlir/IR/DialectImplementation.h"

#include <cmath>
#include <cstdlib>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

//===-- Widths and fields -------------------------------------------------===//

ParseResult mlir::qopt::parseFormatWidth(AsmParser &parser, unsigned &width,
                                         bool &isSigned) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  if (parser.parseKeyword(&text))
    return failure();
  isSigned = text.consume_front("s");
  if ((!isSigned && !text.consume_front("u")) || text.getAsInteger(10, width))
    return parser.emitError(loc) << "expected a signedness and a width such as "
                                    "s4 or u8";
  return success();
}

void mlir::qopt::printFormatWidth(AsmPrinter &printer, unsigned width,
                                  bool isSigned) {
  printer << (isSigned ? "s" : "u") << width;
}

// "e4m3fn": numbers of bits, and what is left of the text.
static bool consumeFields(StringRef &text, unsigned &exponentBits,
                          unsigned &mantissaBits) {
  return text.consume_front("e") && !text.consumeInteger(10, exponentBits) &&
         text.consume_front("m") && !text.consumeInteger(10, mantissaBits);
}

ParseResult mlir::qopt::parseExponentMantissa(AsmParser &parser,
                                              unsigned &exponentBits,
                                              unsigned &mantissaBits) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  if (parser.parseKeyword(&text))
    return failure();
  if (!consumeFields(text, exponentBits, mantissaBits) || !text.empty())
    return parser.emitError(loc)
           << "expected exponent and mantissa bits such as e2m1";
  return success();
}

void mlir::qopt::printExponentMantissa(AsmPrinter &printer,
                                       unsigned exponentBits,
                                       unsigned mantissaBits) {
  printer << "e" << exponentBits << "m" << mantissaBits;
}

//===-- #qopt.float -------------------------------------------------------===//

namespace {
// What is written between the brackets, before defaults.
struct FloatSpelling {
  unsigned exponentBits = 0, mantissaBits = 0;
  bool isSigned = true;
  num::FloatSpecials specials = num::FloatSpecials::Ieee;
  num::SubnormalRule subnormals = num::SubnormalRule::Gradual;

  // "ue4m3fn"; false where the text is none.
  bool read(StringRef text);
  double usualBias() const {
    bool isFnuz = specials == num::FloatSpecials::Fnuz;
    unsigned e = std::min(exponentBits, 31u);
    return std::ldexp(1.0, static_cast<int>(e) - 1) - (isFnuz ? 0 : 1);
  }
};
} // namespace

static StringRef suffixOf(num::FloatSpecials specials) {
  switch (specials) {
  case num::FloatSpecials::None:
    return "finite";
  case num::FloatSpecials::Ieee:
    return "";
  case num::FloatSpecials::Fn:
    return "fn";
  case num::FloatSpecials::Fnuz:
    return "fnuz";
  }
  llvm_unreachable("all suffixes are named");
}

bool FloatSpelling::read(StringRef text) {
  if (text == "e8m0") { // OCP's scale: the one name that is no rule
    exponentBits = 8;
    isSigned = false;
    specials = num::FloatSpecials::Fn;
    subnormals = num::SubnormalRule::Absent;
    return true;
  }
  isSigned = !text.consume_front("u");
  if (!consumeFields(text, exponentBits, mantissaBits))
    return false;
  for (auto kind : {num::FloatSpecials::None, num::FloatSpecials::Ieee,
                    num::FloatSpecials::Fn, num::FloatSpecials::Fnuz})
    if (text == suffixOf(kind)) {
      specials = kind;
      return true;
    }
  return false;
}

// A word of one of Numerics' enumerations, by its parse function.
template <typename Enum>
static ParseResult parseRule(AsmParser &parser, Enum &rule,
                             std::optional<Enum> (*parse)(std::string_view),
                             StringRef wanted) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef word;
  if (parser.parseEqual() || parser.parseKeyword(&word))
    return failure();
  auto parsed = parse(std::string_view(word.data(), word.size()));
  if (!parsed)
    return parser.emitError(loc)
           << "expected " << wanted << ", got '" << word << "'";
  rule = *parsed;
  return success();
}

Attribute MinifloatAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  FloatSpelling spelling;
  if (parser.parseLess() || parser.parseKeyword(&text))
    return {};
  if (!spelling.read(text)) {
    parser.emitError(loc) << "expected a float such as e4m3fn, e5m2, "
                             "e2m1finite, ue4m4finite or e8m0, got '"
                          << text << "'";
    return {};
  }
  double bias = spelling.usualBias();
  auto overflow = num::OverflowRule::Saturate;
  while (succeeded(parser.parseOptionalComma())) {
    ParseResult parsed = failure();
    if (succeeded(parser.parseOptionalKeyword("bias")))
      parsed = failure(parser.parseEqual() || parser.parseFloat(bias));
    else if (succeeded(parser.parseOptionalKeyword("subnormals")))
      parsed = parseRule(parser, spelling.subnormals, num::parseSubnormalRule,
                         "gradual, flush or absent");
    else if (succeeded(parser.parseOptionalKeyword("overflow")))
      parsed = parseRule(parser, overflow, num::parseOverflowRule,
                         "saturate or special");
    else
      parser.emitError(parser.getCurrentLocation())
          << "expected bias, subnormals or overflow";
    if (parsed)
      return {};
  }
  if (parser.parseGreater())
    return {};
  return parser.getChecked<MinifloatAttr>(
      loc, parser.getContext(), spelling.exponentBits, spelling.mantissaBits,
      spelling.isSigned, APFloat(bias), spelling.specials, spelling.subnormals, overflow);
}

// The shortest decimal that reads back as the same number, with a point.
static std::string printDouble(double value) {
  for (int digits = 1;; ++digits) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (digits < 17 && std::strtod(text, nullptr) != value)
      continue;
    std::string result = text;
    if (result.find_first_of(".e") == std::string::npos)
      return result + ".0";
    if (result.find('.') == std::string::npos)
      result.insert(result.find('e'), ".0");
    return result;
  }
}

void MinifloatAttr::print(AsmPrinter &printer) const {
  FloatSpelling spelling;
  spelling.read("e8m0");
  printer << "<";
  if (getExponentBits() == 8 && getMantissaBits() == 0 && !getIsSigned() &&
      getSpecials() == spelling.specials &&
      getSubnormals() == spelling.subnormals) {
    printer << "e8m0";
  } else {
    printer << (getIsSigned() ? "" : "u");
    printExponentMantissa(printer, getExponentBits(), getMantissaBits());
    printer << suffixOf(getSpecials());
    spelling.subnormals = num::SubnormalRule::Gradual;
  }
  spelling.exponentBits = getExponentBits();
  spelling.specials = getSpecials();
  if (double bias = getBias().convertToDouble(); bias != spelling.usualBias())
    printer << ", bias = " << printDouble(bias);
  if (getSubnormals() != spelling.subnormals)
    printer << ", subnormals = " << StringRef(num::name(getSubnormals()));
  if (getOverflow() != num::OverflowRule::Saturate)
    printer << ", overflow = " << StringRef(num::name(getOverflow()));
  printer << ">";
}

//===-- #qopt.kbit_float, #qopt.codebook ----------------------------------===//

Attribute KBitFloatAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  unsigned exponentBits, mantissaBits, gap = 0;
  if (parser.parseLess() ||
      parseExponentMantissa(parser, exponentBits, mantissaBits))
    return {};
  if (succeeded(parser.parseOptionalComma()) &&
      (parser.parseKeyword("gap") || parser.parseEqual() ||
       parser.parseInteger(gap)))
    return {};
  if (parser.parseGreater())
    return {};
  return parser.getChecked<KBitFloatAttr>(loc, parser.getContext(),
                                          exponentBits, mantissaBits, gap);
}

void KBitFloatAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printExponentMantissa(printer, getExponentBits(), getMantissaBits());
  if (getGap())
    printer << ", gap = " << getGap();
  printer << ">";
}

Attribute CodebookAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  DenseElementsAttr values;
  num::TieRule ties = num::TieRule::ToLower;
  if (parser.parseLess() || parser.parseAttribute(values))
    return {};
  if (succeeded(parser.parseOptionalComma()) &&
      (parser.parseKeyword("ties") ||
       parseRule(parser, ties, num::parseTieRule,
                 "to_even, to_lower, to_upper, toward_zero or away_from_zero")))
    return {};
  if (parser.parseGreater())
    return {};
  return parser.getChecked<CodebookAttr>(loc, parser.getContext(), values,
                                         ties);
}

void CodebookAttr::print(AsmPrinter &printer) const {
  printer << "<" << getValues();
  if (getTies() != num::TieRule::ToLower)
    printer << ", ties = " << StringRef(num::name(getTies()));
  printer << ">";
}
