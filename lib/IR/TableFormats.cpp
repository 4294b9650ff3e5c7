// SPDX-License-Identifier: Apache-2.0
// Table formats: from an attribute's parameters to Numerics' format, which
// checks them and makes the table.
#include "qopt/IR/QOpt.h"

#include "qopt/Numerics/Formats/Abfloat.h"
#include "qopt/Numerics/Formats/Codebook.h"
#include "qopt/Numerics/Formats/Dynamic.h"
#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Formats/KBitFloat.h"
#include "qopt/Numerics/Formats/PowerOfTwo.h"
#include "qopt/Numerics/Formats/Uniform.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

using EmitError = function_ref<InFlightDiagnostic()>;
using MaybeTable = std::optional<num::CodeTable>;

// Numbers beyond int are wrong in any case; they must not become right ones.
static int toInt(unsigned value) {
  return static_cast<int>(std::min(value, 1u << 20));
}

template <typename Format>
static LogicalResult verifyFormat(EmitError emitError, const Format &format) {
  std::string error = check(format);
  return error.empty() ? success() : LogicalResult(emitError() << error);
}

//===-- Floats ------------------------------------------------------------===//

static num::MinifloatFormat
minifloat(unsigned exponentBits, unsigned mantissaBits, bool isSigned,
          const APFloat &bias, num::FloatSpecials specials,
          num::SubnormalRule subnormals, num::OverflowRule overflow) {
  return {toInt(exponentBits), toInt(mantissaBits), bias.convertToDouble(),
          specials,            isSigned,            subnormals,
          overflow};
}

MaybeTable MinifloatAttr::buildTable() const {
  return tableOf(minifloat(getExponentBits(), getMantissaBits(), getIsSigned(),
                           getBias(), getSpecials(), getSubnormals(),
                           getOverflow()));
}

LogicalResult MinifloatAttr::verify(EmitError emitError, unsigned exponentBits,
                                unsigned mantissaBits, bool isSigned,
                                APFloat bias, num::FloatSpecials specials,
                                num::SubnormalRule subnormals,
                                num::OverflowRule overflow) {
  return verifyFormat(emitError,
                      minifloat(exponentBits, mantissaBits, isSigned, bias,
                                specials, subnormals, overflow));
}

static num::KBitFloatFormat kBitFloat(unsigned exponentBits,
                                      unsigned mantissaBits, unsigned gap) {
  int e = toInt(exponentBits), m = toInt(mantissaBits);
  return {1 + e + m, e, toInt(gap)};
}

MaybeTable KBitFloatAttr::buildTable() const {
  return tableOf(kBitFloat(getExponentBits(), getMantissaBits(), getGap()));
}

LogicalResult KBitFloatAttr::verify(EmitError emitError, unsigned exponentBits,
                                    unsigned mantissaBits, unsigned gap) {
  return verifyFormat(emitError, kBitFloat(exponentBits, mantissaBits, gap));
}

MaybeTable AbfloatAttr::buildTable() const {
  return tableOf(num::AbfloatFormat{
      toInt(getExponentBits()), toInt(getMantissaBits()), toInt(getBias())});
}

LogicalResult AbfloatAttr::verify(EmitError emitError, unsigned exponentBits,
                                  unsigned mantissaBits, unsigned bias) {
  return verifyFormat(emitError,
                      num::AbfloatFormat{toInt(exponentBits),
                                         toInt(mantissaBits), toInt(bias)});
}

//===-- Families of a width -----------------------------------------------===//

MaybeTable DynamicAttr::buildTable() const {
  return tableOf(num::DynamicFormat{toInt(getWidth()), getIsSigned()});
}
LogicalResult DynamicAttr::verify(EmitError emitError, unsigned width,
                                  bool isSigned) {
  return verifyFormat(emitError, num::DynamicFormat{toInt(width), isSigned});
}

MaybeTable FlintAttr::buildTable() const {
  return tableOf(num::FlintFormat{toInt(getWidth()), getIsSigned()});
}
LogicalResult FlintAttr::verify(EmitError emitError, unsigned width,
                                bool isSigned) {
  return verifyFormat(emitError, num::FlintFormat{toInt(width), isSigned});
}

MaybeTable PowerOfTwoAttr::buildTable() const {
  return tableOf(num::PotFormat{toInt(getWidth()), getIsSigned()});
}
LogicalResult PowerOfTwoAttr::verify(EmitError emitError, unsigned width,
                                     bool isSigned) {
  return verifyFormat(emitError, num::PotFormat{toInt(width), isSigned});
}

static num::ApotFormat additive(unsigned width, bool isSigned,
                                unsigned termBits) {
  return {toInt(width), isSigned, toInt(termBits)};
}

MaybeTable AdditivePowerOfTwoAttr::buildTable() const {
  return tableOf(additive(getWidth(), getIsSigned(), getTermBits()));
}
LogicalResult AdditivePowerOfTwoAttr::verify(EmitError emitError,
                                             unsigned width, bool isSigned,
                                             unsigned termBits) {
  return verifyFormat(emitError, additive(width, isSigned, termBits));
}

MaybeTable LogAttr::buildTable() const {
  return tableOf(
      num::LogFormat{toInt(getWidth()), getIsSigned(), toInt(getSteps())});
}
LogicalResult LogAttr::verify(EmitError emitError, unsigned width,
                              bool isSigned, unsigned steps) {
  return verifyFormat(emitError,
                      num::LogFormat{toInt(width), isSigned, toInt(steps)});
}

//===-- Lists of values ---------------------------------------------------===//

MaybeTable NF4Attr::buildTable() const { return num::nf4Table(); }
MaybeTable FP4Attr::buildTable() const { return num::bnbFp4Table(); }
MaybeTable AF4Attr::buildTable() const { return num::af4Table(); }
MaybeTable TernaryAttr::buildTable() const { return num::ternaryTable(); }
MaybeTable BinaryAttr::buildTable() const { return num::binaryTable(); }

static std::vector<double> toDoubles(DenseElementsAttr values) {
  std::vector<double> result;
  for (float v : values.getValues<float>())
    result.push_back(v);
  return result;
}

MaybeTable CodebookAttr::buildTable() const {
  return num::codebookTable(toDoubles(getValues()), getTies());
}

LogicalResult CodebookAttr::verify(EmitError emitError,
                                   DenseElementsAttr values, num::TieRule) {
  auto type = values.getType();
  if (type.getRank() != 1 || !type.getElementType().isF32())
    return emitError() << "expected a codebook of type tensor<Nxf32>, got "
                       << type;
  std::string error = num::checkCodebook(toDoubles(values), false);
  return error.empty() ? success() : LogicalResult(emitError() << error);
}
