// SPDX-License-Identifier: Apache-2.0
// Registration of the dialect, the quantized type's verifier, the assembly
// aliases and the constant materializer.
#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;

#include "qopt/IR/QOptDialect.cpp.inc"
#include "qopt/IR/QOptEnums.cpp.inc"
#include "qopt/IR/QOptAttrInterfaces.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "qopt/IR/QOptTypes.cpp.inc"

#define GET_OP_CLASSES
#include "qopt/IR/QOptOps.cpp.inc"

namespace {
// `!qopt.q<#qopt.int<s8>, #qopt.channel<0>>` prints as `!q_s8c0`.
struct AliasInterface final : OpAsmDialectInterface {
  using OpAsmDialectInterface::OpAsmDialectInterface;

  AliasResult getAlias(Type type, raw_ostream &os) const override {
    auto q = dyn_cast<QType>(type);
    if (!q)
      return AliasResult::NoAlias;
    auto format = dyn_cast<IntAttr>(q.getFormat());
    if (!format)
      return AliasResult::NoAlias;
    os << "q_" << (format.getIsSigned() ? 's' : 'u') << format.getWidth();
    if (format.getNarrow())
      os << "n";
    llvm::TypeSwitch<Attribute>(q.getGranularity())
        .Case([&](ChannelGranularityAttr a) { os << "_c" << a.getAxis(); })
        .Case([&](GroupGranularityAttr a) {
          os << "_g" << a.getSize() << "a" << a.getAxis();
        })
        .Case([&](TokenGranularityAttr) { os << "_t"; });
    // A trailing digit would be read as part of MLIR's own numbering suffix.
    os << "_";
    return AliasResult::FinalAlias;
  }
};
} // namespace

void QOptDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "qopt/IR/QOptTypes.cpp.inc"
      >();
}

void QOptDialect::initialize() {
  registerAttributes();
  registerTypes();
  addOperations<
#define GET_OP_LIST
#include "qopt/IR/QOptOps.cpp.inc"
      >();
  addInterfaces<AliasInterface>();
}

Operation *QOptDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}

LogicalResult QType::verify(function_ref<InFlightDiagnostic()> emitError,
                            FormatInterface format, Attribute granularity) {
  if (!format)
    return emitError() << "expected a number format such as #qopt.int<s8>";
  if (isa<TensorGranularityAttr, ChannelGranularityAttr, GroupGranularityAttr,
          TokenGranularityAttr>(granularity))
    return success();
  return emitError() << "expected a granularity (#qopt.tensor, #qopt.channel, "
                        "#qopt.group or #qopt.token), got "
                     << granularity;
}
