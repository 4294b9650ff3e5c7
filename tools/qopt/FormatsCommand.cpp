// SPDX-License-Identifier: Apache-2.0
// qopt formats: what number formats there are, and what their codes stand for.
#include "Options.h"

#include "qopt/IR/QOpt.h"
#include "qopt/IR/Spelling.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;

// Members of every family, as recipes spell them.
static const char *const kShown[] = {
    "s2", "s3", "s4", "s6", "s8", "s16", "u1", "u4", "u8",
    "e2m1finite", "e2m3finite", "e3m2finite", "e3m4", "e4m3", "e4m3fn",
    "e4m3fnuz", "float<e4m3fnuz, bias = 11.0>", "e5m2", "e5m2fnuz", "e8m0",
    "kbit_float<e2m1, gap = 4>", "kbit_float<e3m0>", "dynamic<s4>", "dynamic<s8>",
    "dynamic<u8>", "nf4", "fp4", "af4", "flint<s4>", "flint<u4>", "flint<s8>", "pot<s4>",
    "pot<u4>", "apot<s4>", "log<s4>", "ternary", "binary",
    "bcq<2>", "bcq<3>"};

namespace {

struct FormatFacts {
  std::string spelling, attribute;
  unsigned bits = 0;
  size_t values = 0; ///< distinct finite ones that encoding gives
  double least = 0, greatest = 0, leastPositive = 0;
  bool integers = false;
};

FormatFacts factsOf(StringRef spelling, FormatInterface format) {
  FormatFacts facts;
  facts.spelling = spelling.str();
  llvm::raw_string_ostream(facts.attribute) << Attribute(format);
  facts.bits = format.getBits();
  facts.integers = format.isIntegerValued();
  std::set<double> values;
  if (const auto *table = format.getTable())
    values.insert(table->sortedValues().begin(), table->sortedValues().end());
  else
    for (int64_t c = format.getMinCode(); c <= format.getMaxCode(); ++c)
      values.insert(format.decode(c)); // of several planes: under scales of 1
  facts.values = values.size();
  facts.least = *values.begin();
  facts.greatest = *values.rbegin();
  if (auto it = values.upper_bound(0.0); it != values.end())
    facts.leastPositive = *it;
  return facts;
}

std::string toText(ArrayRef<FormatFacts> all) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format("%-28s%5s%8s%14s%14s%16s  %s\n", "format", "bits", "values",
                     "least", "greatest", "least positive", "integers");
  for (const FormatFacts &f : all)
    os << llvm::format("%-28s%5u%8zu%14.7g%14.7g%16.7g  %s\n", f.spelling.c_str(),
                       f.bits, f.values, f.least, f.greatest, f.leastPositive,
                       f.integers ? "yes" : "no");
  return text;
}

std::string toJson(ArrayRef<FormatFacts> all) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 1);
  json.array([&] {
    for (const FormatFacts &f : all)
      json.object([&] {
        json.attribute("format", f.spelling);
        json.attribute("attribute", f.attribute);
        json.attribute("bits", f.bits);
        json.attribute("values", static_cast<int64_t>(f.values));
        json.attribute("least", f.least);
        json.attribute("greatest", f.greatest);
        json.attribute("least_positive", f.leastPositive);
        json.attribute("integers", f.integers);
      });
  });
  os << "\n";
  return text;
}

// Every code with its value.
std::string codesOf(FormatInterface format) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (int64_t c = format.getMinCode(); c <= format.getMaxCode(); ++c)
    os << llvm::format("%8lld  %.9g\n", static_cast<long long>(c), format.decode(c));
  return text;
}

} // namespace

int driver::runFormats(const Options &options) {
  DriverContext context;
  context.get()->loadAllAvailableDialects();
  std::vector<std::string> spellings = options.formats;
  bool one = !spellings.empty();
  if (!one)
    spellings.assign(std::begin(kShown), std::end(kShown));
  std::vector<FormatFacts> all;
  std::string codes;
  for (const std::string &spelling : spellings) {
    FormatInterface format =
        parseFormat(spelling, context.get(), /*narrow=*/false, [&] {
          return emitError(UnknownLoc::get(context.get()));
        });
    if (!format)
      return kFailure;
    if (format.getBits() > 16)
      return fail("expected a format of at most 16 bits, got '" + spelling + "'");
    all.push_back(factsOf(spelling, format));
    if (one && !options.json)
      codes += "\n" + all.back().attribute + "\n" + codesOf(format);
  }
  llvm::outs() << (options.json ? toJson(all) : toText(all) + codes);
  return 0;
}
