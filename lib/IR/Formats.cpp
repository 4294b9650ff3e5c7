// SPDX-License-Identifier: Apache-2.0
// Number formats and granularities: parsing, printing, verification, and the
// format interface over Numerics.
#include "qopt/IR/QOpt.h"

#include "FormatSyntax.h"
#include "qopt/Numerics/Blocks/NofM.h"
#include "qopt/Numerics/Saturate.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_ATTRDEF_CLASSES
#include "qopt/IR/QOptAttrs.cpp.inc"

void QOptDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "qopt/IR/QOptAttrs.cpp.inc"
      >();
}

//===-- #qopt.int ---------------------------------------------------------===//

static ::qopt::numerics::IntRange rangeOf(IntAttr attr) {
  return ::qopt::numerics::intRange(attr.getWidth(), attr.getIsSigned(),
                                    attr.getNarrow());
}

std::optional<::qopt::numerics::CodeTable>
IntAttr::buildTable() const {
  return std::nullopt;
}
const ::qopt::numerics::CodeTable *IntAttr::getTable() const {
  return nullptr;
}
unsigned IntAttr::getBits() const { return getWidth(); }
bool IntAttr::isSignedCode() const { return getIsSigned(); }
int64_t IntAttr::getMinCode() const { return rangeOf(*this).min; }
int64_t IntAttr::getMaxCode() const { return rangeOf(*this).max; }
bool IntAttr::isUniform() const { return true; }
bool IntAttr::hasZero() const { return true; }
bool IntAttr::isIntegerValued() const { return true; }
double IntAttr::decode(int64_t code) const { return static_cast<double>(code); }

int64_t IntAttr::encode(double value,
                        ::qopt::numerics::RoundingMode rounding) const {
  return ::qopt::numerics::saturateFromDouble(
      ::qopt::numerics::roundTo(value, rounding), rangeOf(*this));
}

static ::qopt::numerics::IntFormat formatOf(IntAttr attr) {
  return {static_cast<int>(attr.getWidth()), attr.getIsSigned(),
          attr.getNarrow()};
}

std::optional<::qopt::numerics::AffineParams>
IntAttr::chooseParams(double lo, double hi, bool symmetric) const {
  return ::qopt::numerics::chooseAffine(lo, hi, formatOf(*this), symmetric);
}

int64_t IntAttr::quantize(float value, float scale, int64_t zeroPoint,
                          ::qopt::numerics::RoundingMode rounding) const {
  return ::qopt::numerics::quantize(value, scale, zeroPoint, formatOf(*this),
                                    rounding);
}

float IntAttr::dequantize(int64_t code, float scale, int64_t zeroPoint) const {
  return ::qopt::numerics::dequantize(code, scale, zeroPoint);
}

IntegerType IntAttr::getStorageType() const {
  unsigned width = getWidth() <= 8 ? 8 : getWidth() <= 16 ? 16 : 32;
  return IntegerType::get(getContext(), width,
                          getIsSigned() ? IntegerType::Signless
                                        : IntegerType::Unsigned);
}

// `<` (s|u)k (`, narrow`)? `>`
Attribute IntAttr::parse(AsmParser &parser, Type) {
  StringRef spec;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseKeyword(&spec))
    return {};
  unsigned width = 0;
  bool isSigned = spec.consume_front("s");
  if ((!isSigned && !spec.consume_front("u")) || spec.getAsInteger(10, width)) {
    parser.emitError(loc) << "expected an integer format such as s8 or u4";
    return {};
  }
  bool narrow = false;
  if (succeeded(parser.parseOptionalComma())) {
    if (parser.parseKeyword("narrow"))
      return {};
    narrow = true;
  }
  if (parser.parseGreater())
    return {};
  return parser.getChecked<IntAttr>(loc, parser.getContext(), width, isSigned,
                                    narrow);
}

void IntAttr::print(AsmPrinter &printer) const {
  printer << "<" << (getIsSigned() ? "s" : "u") << getWidth();
  if (getNarrow())
    printer << ", narrow";
  printer << ">";
}

LogicalResult IntAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                              unsigned width, bool isSigned, bool narrow) {
  if ((width < 1 || width > 16) && width != 32)
    return emitError() << "expected an integer format of 1 to 16 or 32 bits, "
                          "got "
                       << width;
  if (narrow && (!isSigned || width < 2))
    return emitError() << "expected narrow on a signed format of at least 2 "
                          "bits, got "
                       << (isSigned ? "s" : "u") << width;
  return success();
}

//===-- Granularities -----------------------------------------------------===//

LogicalResult
ChannelGranularityAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               int64_t axis) {
  if (axis < 0)
    return emitError() << "expected a channel axis >= 0, got " << axis;
  return success();
}

LogicalResult
GroupGranularityAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                             int64_t axis, int64_t size) {
  if (axis < 0)
    return emitError() << "expected a group axis >= 0, got " << axis;
  if (size < 1)
    return emitError() << "expected a group size >= 1, got " << size;
  return success();
}

LogicalResult
BlockGranularityAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                             int64_t size) {
  if (size < 1)
    return emitError() << "expected a block size >= 1, got " << size;
  return success();
}

//===-- Sparsity ----------------------------------------------------------===//

// Numbers beyond int are wrong in any case; they must not become right ones.
static int toInt(int64_t value) {
  constexpr int64_t kFar = int64_t{1} << 20;
  return static_cast<int>(std::clamp(value, -kFar, kFar));
}

LogicalResult
SparsityAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                     int64_t kept, int64_t group, int64_t axis) {
  std::string error =
      check(::qopt::numerics::NofM{toInt(kept), toInt(group)});
  if (!error.empty())
    return emitError() << error;
  if (axis < 0)
    return emitError() << "expected a sparse axis >= 0, got " << axis;
  return success();
}
