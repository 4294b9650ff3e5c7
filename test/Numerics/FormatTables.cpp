// SPDX-License-Identifier: Apache-2.0
//
// Golden names are those of the papers and repositories; here each is taken
// apart into a format and its parameters.
#include "FormatTables.h"

#include "qopt/Numerics/Formats/Abfloat.h"
#include "qopt/Numerics/Formats/Codebook.h"
#include "qopt/Numerics/Formats/Dynamic.h"
#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Formats/KBitFloat.h"
#include "qopt/Numerics/Formats/Minifloat.h"
#include "qopt/Numerics/Formats/NormalQuantile.h"
#include "qopt/Numerics/Formats/PowerOfTwo.h"
#include "qopt/Numerics/Formats/Quantile.h"
#include "qopt/Numerics/Formats/Uniform.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace qopt::numerics;

namespace {
/// The value list of a table that is a multiple of the format's own one.
CodeTable multiple(const CodeTable &table, double factor) {
  CodeTableSpec spec;
  spec.bits = table.bits();
  for (uint32_t code = 0; code < table.numCodes(); ++code) {
    spec.values.push_back(table.decode(code) * factor);
    if (table.isReserved(code))
      spec.reserved.push_back(code);
  }
  spec.ties = table.tieRule();
  std::string error;
  return *CodeTable::create(spec, error);
}

CodeTable quantileTable(int bits) {
  std::vector<float> x;
  for (int i = 0; i < 4096; ++i)
    x.push_back(float(normalQuantile((i + 0.5) / 4096)));
  return codebookTable(quantileCodebook(x.data(), x.size(), bits).values);
}

CodeTable paperQuantileTable(int bits) {
  return codebookTable(paperQuantileValues(
      [](double p) { return normalQuantile(std::max(p, 0.5 / 4096)); }, bits));
}

MinifloatFormat allFinite(int e, int m, bool isSigned) {
  MinifloatFormat f{e, m, defaultBias(e, FloatSpecials::None)};
  f.isSigned = isSigned;
  return f;
}

std::optional<CodeTable> kbit(const std::string &name) {
  int k, e, m;
  char tail[32];
  if (std::sscanf(name.c_str(), "kbit_int%d_%31s", &k, tail) == 2) {
    bool isSigned = tail[0] == 's';
    return tableOf(IntFormat{k, isSigned, isSigned}).normalized(1);
  }
  if (std::sscanf(name.c_str(), "kbit_float%d_E%dM%d_%31s", &k, &e, &m, tail) ==
      4) {
    std::string variant = tail;
    int gap = variant == "paper" ? 4 : variant == "bnb_now" ? 2 : 0;
    return tableOf(KBitFloatFormat{k, e, gap});
  }
  return std::nullopt;
}

std::optional<CodeTable> ant(const std::string &name) {
  int k;
  char tail[32];
  auto is = [&](const char *pattern) {
    return std::sscanf(name.c_str(), pattern, &k, tail) == 2;
  };
  bool isSigned = name.find("_signed") != std::string::npos;
  int magnitude = 0;
  if (is("flint%d_%31s"))
    return tableOf(FlintFormat{k, isSigned});
  if (is("pot%d_%31s"))
    return tableOf(PotFormat{k, isSigned});
  if (is("ant_int%d_%31s"))
    return tableOf(IntFormat{k, isSigned, false}, TieRule::ToUpper);
  if (is("ant_apot%d_%31s"))
    return tableOf(ApotFormat{k, isSigned}).normalized(10);
  if (is("ant_float%d_%31s")) {
    magnitude = isSigned ? k - 1 : k;
    int e = std::min(3, magnitude);
    return tableOf(allFinite(e, magnitude - e, isSigned)).normalized(10);
  }
  return std::nullopt;
}

std::optional<CodeTable> olive(const std::string &name) {
  if (name == "olive_int4_signed_units")
    return multiple(tableOf(IntFormat{4, true, true}), 4);
  if (name == "olive_int8_signed_units")
    return multiple(tableOf(IntFormat{8, true, true}), 0.25);
  if (name == "olive_flint4_signed_units")
    return multiple(tableOf(FlintFormat{4, true}), 2);
  if (name == "olive_abfloat4_signed_units")
    return tableOf(AbfloatFormat{2, 1, 4});
  if (name == "olive_abfloat8_signed_units")
    return tableOf(AbfloatFormat{2, 5, 0});
  return std::nullopt;
}
} // namespace

std::optional<CodeTable> tableByName(const std::string &name) {
  int k, m, e;
  char tail[32];
  auto is = [&](const char *pattern) {
    return std::sscanf(name.c_str(), pattern, &k, tail) == 2;
  };
  if (name == "nf4")
    return nf4Table();
  if (name == "bnb_fp4")
    return bnbFp4Table();
  if (name == "bnb_af4_bs64")
    return af4Table();
  if (std::sscanf(name.c_str(), "int%d", &k) == 1)
    return tableOf(IntFormat{k, true, false});
  if (std::sscanf(name.c_str(), "uint%d", &k) == 1)
    return tableOf(IntFormat{k, false, false});
  if (is("dynamic%d_%31s"))
    return tableOf(DynamicFormat{k, tail[0] == 's'});
  if (is("quantile%d_%31s"))
    return tail[0] == 'o' ? quantileTable(k) : paperQuantileTable(k);
  if (std::sscanf(name.c_str(), "qfp8_%dM%dE", &m, &e) == 2)
    return tableOf(allFinite(e, m, true));
  if (name.rfind("mlir_", 0) == 0)
    if (auto format = namedMinifloat(name.substr(5)))
      return tableOf(*format);
  if (auto table = kbit(name))
    return table;
  if (auto table = ant(name))
    return table;
  return olive(name);
}
