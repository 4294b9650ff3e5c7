// SPDX-License-Identifier: Apache-2.0
// The pass qopt-outline-weights: one blob for all constants, in which equal
// contents are stored once.
#include "Buffers.h"
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/SymbolTable.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/xxhash.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_OUTLINEWEIGHTS
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using codegen::kBufferAlignment;

namespace {

// The bytes of one constant without a copy: a splat is one element repeated.
struct Contents {
  ArrayRef<char> held;
  size_t bytes;

  void write(char *to) const {
    if (held.size() == bytes) {
      std::memcpy(to, held.data(), bytes);
      return;
    }
    for (size_t i = 0; i < bytes; i += held.size())
      std::memcpy(to + i, held.data(), held.size());
  }

  bool equals(const Contents &o) const {
    return bytes == o.bytes && held == o.held;
  }
};

std::optional<Contents> getContents(memref::GlobalOp global) {
  auto value = dyn_cast_or_null<ElementsAttr>(
      global.getInitialValue().value_or(Attribute()));
  size_t bytes = *codegen::getByteSize(global.getType());
  size_t element = bytes / global.getType().getNumElements();
  ArrayRef<char> held;
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(value)) {
    held = dense.getRawData();
  } else if (auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(value)) {
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      held = blob->getData();
  }
  Type type = global.getType().getElementType();
  bool fillsBytes = type.isIndex() || type.getIntOrFloatBitWidth() % 8 == 0;
  if (held.empty() || !fillsBytes ||
      (held.size() != bytes && held.size() != element))
    return std::nullopt;
  return Contents{held, bytes};
}

// Offsets of the constants in the blob.
class Layout {
public:
  int64_t add(const Contents &contents) {
    uint64_t hash = llvm::xxh3_64bits(
        ArrayRef(reinterpret_cast<const uint8_t *>(contents.held.data()),
                 contents.held.size()));
    for (size_t i : byHash[hash])
      if (entries[i].first.equals(contents))
        return entries[i].second;
    byHash[hash].push_back(entries.size());
    entries.push_back({contents, size});
    int64_t offset = size;
    size = llvm::alignTo(offset + contents.bytes, kBufferAlignment);
    return offset;
  }

  int64_t getSize() const { return size; }

  AsmResourceBlob build() const {
    AsmResourceBlob blob =
        HeapAsmResourceBlob::allocate(size, kBufferAlignment,
                                      /*dataIsMutable=*/true);
    MutableArrayRef<char> data = blob.getMutableData();
    std::fill(data.begin(), data.end(), 0);
    for (const auto &[contents, offset] : entries)
      contents.write(data.data() + offset);
    return blob;
  }

private:
  DenseMap<uint64_t, SmallVector<size_t, 1>> byHash;
  std::vector<std::pair<Contents, int64_t>> entries;
  int64_t size = 0;
};

struct OutlineWeights final
    : mlir::qopt::impl::OutlineWeightsBase<OutlineWeights> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    if (failed(findUses(module, symbols)))
      return signalPassFailure();
    if (uses.empty())
      return;
    auto type = MemRefType::get(layout.getSize(),
                                IntegerType::get(&getContext(), 8));
    for (auto &[func, accesses] : uses)
      if (failed(rewrite(func, accesses, type)))
        return signalPassFailure();
    setBlob(module, type);
    for (memref::GlobalOp global : moved) {
      freeResource(global);
      global.erase();
    }
  }

private:
  LogicalResult findUses(ModuleOp module, SymbolTable &symbols) {
    llvm::SetVector<Operation *> globals;
    WalkResult result = module.walk([&](memref::GetGlobalOp access) {
      auto global = symbols.lookup<memref::GlobalOp>(access.getName());
      if (!global || !global.getConstant() ||
          codegen::getByteSize(global.getType()).value_or(0) <= keepBytes)
        return WalkResult::advance();
      auto contents = getContents(global);
      if (!contents)
        return refuse(global);
      if (globals.insert(global))
        offsets[global] = layout.add(*contents);
      uses[access->getParentOfType<func::FuncOp>()].push_back(
          {access, offsets[global]});
      return WalkResult::advance();
    });
    for (Operation *global : globals)
      moved.push_back(cast<memref::GlobalOp>(global));
    return failure(result.wasInterrupted());
  }

  static WalkResult refuse(memref::GlobalOp global) {
    InFlightDiagnostic error =
        global.emitOpError() << "expected a constant whose bytes are at hand, got ";
    if (auto value = global.getInitialValue())
      error << *value;
    else
      error << "one without a value";
    return error;
  }

  using Access = std::pair<memref::GetGlobalOp, int64_t>;

  LogicalResult rewrite(func::FuncOp func, ArrayRef<Access> accesses,
                        MemRefType type) {
    auto symbolUses = SymbolTable::getSymbolUses(func, getOperation());
    if (symbolUses && !symbolUses->empty())
      return func.emitOpError()
             << "expected a function that no other one calls to hold "
                "constants, got one with callers";
    OpBuilder b(&getContext());
    auto attrs =
        b.getDictionaryAttr(b.getNamedAttr("qopt.weights", b.getUnitAttr()));
    if (failed(func.insertArgument(func.getNumArguments(), type, attrs,
                                   func.getLoc())))
      return failure();
    Value weights = func.getArguments().back();
    for (auto [access, at] : accesses) {
      b.setInsertionPoint(access);
      Value offset = arith::ConstantIndexOp::create(b, access.getLoc(), at);
      Value view =
          memref::ViewOp::create(b, access.getLoc(), access.getType(), weights,
                                 offset, ValueRange{});
      access.replaceAllUsesWith(view);
      access.erase();
    }
    return success();
  }

  void setBlob(ModuleOp module, MemRefType type) {
    auto tensorType =
        RankedTensorType::get(type.getShape(), type.getElementType());
    module->setAttr("qopt.weights",
                    DenseResourceElementsAttr::get(tensorType, "qopt_weights",
                                                   layout.build()));
  }

  // Contents that this room made (permuted filters) have no other owner.
  static void freeResource(memref::GlobalOp global) {
    auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(
        global.getInitialValue().value_or(Attribute()));
    if (resource && resource.getRawHandle().getKey().starts_with("qopt_permuted"))
      resource.getRawHandle().getResource()->setBlob(AsmResourceBlob());
  }

  Layout layout;
  DenseMap<Operation *, int64_t> offsets;
  llvm::MapVector<func::FuncOp, SmallVector<Access>> uses;
  SmallVector<memref::GlobalOp> moved;
};

} // namespace
