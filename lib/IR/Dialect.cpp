// SPDX-License-Identifier: Apache-2.0
// Registration of the dialect, the quantized type's verifier, the assembly
// aliases and the constant materializer.
#include "qopt/IR/CacheOps.h"
#include "qopt/IR/DepthwiseOps.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/IR/ProductOps.h"
#include "qopt/IR/QOpt.h"
#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/IR/SelectionOps.h"
#include "qopt/IR/SparseOps.h"
#include "qopt/IR/TransformerOps.h"

#include "TableCache.h"
#include "qopt/IR/ChannelScale.h"
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

// What a format prints as, without what an alias cannot hold: `int<s8, narrow>`
// gives `s8n`, `float<e4m3fn>` gives `float_e4m3fn`; no format is known by name
// but the integers, whose letter says enough.
static std::string aliasOf(FormatInterface format) {
  if (auto integer = dyn_cast<IntAttr>(format))
    return (integer.getIsSigned() ? "s" : "u") +
           std::to_string(integer.getWidth()) +
           (integer.getNarrow() ? "n" : "");
  std::string text, alias;
  llvm::raw_string_ostream(text) << format;
  StringRef rest = text;
  rest.consume_front("#qopt.");
  constexpr size_t longest = 24; // a codebook prints all its values
  for (char c : rest.take_front(longest))
    if (llvm::isAlnum(c))
      alias += c;
    else if (!alias.empty() && alias.back() != '_')
      alias += '_';
  return StringRef(alias).rtrim('_').str();
}

// `!qopt.q<#qopt.int<s8>, #qopt.channel<0>>` prints as `!q_s8_c0_`.
struct AliasInterface final : OpAsmDialectInterface {
  using OpAsmDialectInterface::OpAsmDialectInterface;

  AliasResult getAlias(Type type, raw_ostream &os) const override {
    auto q = dyn_cast<QType>(type);
    if (!q)
      return AliasResult::NoAlias;
    os << "q_" << aliasOf(q.getFormat());
    llvm::TypeSwitch<Attribute>(q.getGranularity())
        .Case([&](ChannelGranularityAttr a) { os << "_c" << a.getAxis(); })
        .Case([&](GroupGranularityAttr a) {
          os << "_g" << a.getSize() << "a" << a.getAxis();
        })
        .Case([&](BlockGranularityAttr a) { os << "_b" << a.getSize(); })
        .Case([&](TokenGranularityAttr) { os << "_t"; });
    if (SparsityAttr sparsity = q.getNofM())
      os << "_" << sparsity.getKept() << "of" << sparsity.getGroup() << "a"
         << sparsity.getAxis();
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
  tableCache = std::make_unique<detail::TableCache>();
  registerAttributes();
  registerTypes();
  addOperations<
#define GET_OP_LIST
#include "qopt/IR/QOptOps.cpp.inc"
      >();
  addOperations<WriteRowOp>();
  addOperations<DotDepthwiseOp>();
  addOperations<
#define GET_OP_LIST
#include "qopt/IR/QOptRunTimeOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "qopt/IR/QOptRunsOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "qopt/IR/QOptTransformerOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "qopt/IR/QOptSelectionOps.cpp.inc"
      >();
  addOperations<ProductOp>();
  addOperations<PackedSparseMatmulOp>();
  addOperations<MmaMatmulOp, MmaMatmulRunsOp, MmaSparseMatmulOp, MmaFloatMatmulOp,
                MmaProductOp>();
  addInterfaces<AliasInterface>();
  attachChannelScaleModels(getContext());
}

QOptDialect::~QOptDialect() = default;

Operation *QOptDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}

LogicalResult QType::verify(function_ref<InFlightDiagnostic()> emitError,
                            FormatInterface format, Attribute granularity,
                            Attribute sparsity) {
  if (!format)
    return emitError() << "expected a number format such as #qopt.int<s8>";
  if (!isa<TensorGranularityAttr, ChannelGranularityAttr, GroupGranularityAttr,
           BlockGranularityAttr, TokenGranularityAttr>(granularity))
    return emitError() << "expected a granularity (#qopt.tensor, #qopt.channel, "
                          "#qopt.group, #qopt.block or #qopt.token), got "
                       << granularity;
  if (!sparsity)
    return success();
  if (!isa<SparsityAttr>(sparsity))
    return emitError() << "expected a sparsity such as #qopt.sparse<2:4, 0>, got "
                       << sparsity;
  if (!format.hasZero())
    return emitError() << "expected a format with a code for 0 in a sparse type, "
                          "got "
                       << format;
  return success();
}
