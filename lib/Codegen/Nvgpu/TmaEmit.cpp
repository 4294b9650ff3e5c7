// SPDX-License-Identifier: Apache-2.0
#include "TmaEmit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

constexpr unsigned kShared = 3; // LLVM's address space
constexpr llvm::StringLiteral kDynamicShared = "qopt_dynamic_shared";

SmallVector<Value> TmaEmit::assembly(const Twine &text, StringRef constraints,
                                     ValueRange operands, TypeRange results) {
  auto dialect = LLVM::AsmDialectAttr::get(b.getContext(), LLVM::AsmDialect::AD_ATT);
  Type type;
  if (results.size() == 1)
    type = results.front();
  else if (!results.empty())
    type = LLVM::LLVMStructType::getLiteral(b.getContext(), llvm::to_vector(results));
  auto op = LLVM::InlineAsmOp::create(
      b, type ? TypeRange(type) : TypeRange(), operands, text.str(), constraints,
      /*has_side_effects=*/true, /*is_align_stack=*/false,
      LLVM::tailcallkind::TailCallKind::None, dialect, ArrayAttr());
  if (results.size() < 2)
    return SmallVector<Value>(op->getResults());
  SmallVector<Value> members;
  for (size_t i = 0; i < results.size(); ++i)
    members.push_back(LLVM::ExtractValueOp::create(b, op.getRes(), i));
  return members;
}

//===-- Addresses ---------------------------------------------------------===//

// All kernels of a module have the same name for it: each gets what its launch asks for.
Value TmaEmit::dynamicShared() {
  auto module = kernel->getParentOfType<gpu::GPUModuleOp>();
  auto global = module.lookupSymbol<LLVM::GlobalOp>(kDynamicShared);
  if (!global) {
    OpBuilder first = OpBuilder::atBlockBegin(module.getBody());
    global = LLVM::GlobalOp::create(
        first, b.getLoc(), LLVM::LLVMArrayType::get(b.getI8Type(), 0),
        /*isConstant=*/false, LLVM::Linkage::External, kDynamicShared, Attribute(),
        kSwizzleAlign, kShared);
  }
  Value pointer = LLVM::AddressOfOp::create(b, global);
  return LLVM::PtrToIntOp::create(b, b.getI32Type(), pointer);
}

// The argument will be a pointer to a parameter that is passed by value.
Value TmaEmit::tensorMap(int64_t argument) {
  Value index = memref::ExtractAlignedPointerAsIndexOp::create(
      b, kernel.getArgument(argument));
  Value address = arith::IndexCastOp::create(b, b.getI64Type(), index);
  return LLVM::IntToPtrOp::create(b, LLVM::LLVMPointerType::get(b.getContext()),
                                  address);
}

//===-- mbarriers ---------------------------------------------------------===//

void TmaEmit::initBarrier(Value barrier, int64_t arrivals) {
  assembly("mbarrier.init.shared::cta.b64 [$0], $1;", "r,r",
           {barrier, b.word(arrivals)});
}
void TmaEmit::publishBarriers() {
  assembly("fence.mbarrier_init.release.cluster;", "", {});
}
void TmaEmit::arriveExpecting(Value barrier, int64_t bytes) {
  assembly("mbarrier.arrive.expect_tx.shared::cta.b64 _, [$0], $1;", "r,r",
           {barrier, b.word(bytes)});
}
void TmaEmit::arrive(Value barrier) {
  assembly("mbarrier.arrive.shared::cta.b64 _, [$0];", "r", {barrier});
}
void TmaEmit::wait(Value barrier, Value parity) {
  assembly("{\n\t.reg .pred over;\n"
           "again:\n\tmbarrier.try_wait.parity.shared::cta.b64 over, [$0], $1;\n"
           "\t@!over bra again;\n\t}",
           "r,r", {barrier, parity});
}

void TmaEmit::copyBox(Value map, ValueRange coordinates, Value shared, Value barrier) {
  std::string text = "cp.async.bulk.tensor." + std::to_string(coordinates.size()) +
                     "d.shared::cluster.global.tile.mbarrier::complete_tx::bytes "
                     "[$0], [$1, {";
  std::string constraints = "r,l,r";
  SmallVector<Value> operands{shared, map, barrier};
  for (auto [i, coordinate] : llvm::enumerate(coordinates)) {
    text += (i ? ", $" : "$") + std::to_string(3 + i);
    constraints += ",r";
    operands.push_back(coordinate);
  }
  assembly(text + "}], [$2];", constraints, operands);
}

//===-- wgmma -------------------------------------------------------------===//

// Bits of the PTX ISA's matrix descriptor: address / 16; the leading offset, which has no
// meaning for swizzled rows with k innermost (1); bytes from 8 rows to the next 8 / 16;
// swizzle of 128 bytes (1).
Value TmaEmit::describeTile(Value shared) {
  constexpr uint64_t fixed =
      uint64_t(1) << 62 | uint64_t(8 * kSwizzledRowBytes / 16) << 32 | uint64_t(1) << 16;
  Value place = b.bitAnd(b.shiftRight(shared, 4), 0x3fff);
  return b.bitOr(b.zeroExtend64(place), b.integer(b.getI64Type(), fixed));
}

// One text from the fence to the wait, so that no instruction between them touches what
// the warpgroup's instructions use: neither LLVM nor the assembler would know.
void TmaEmit::multiply(const target::MmaRow &row, int64_t columns, int64_t steps,
                       Value a, Value bTile, bool fresh,
                       MutableArrayRef<Value> sums) {
  assert(row.kind == target::MmaKind::Wgmma && row.m == 64 && columns <= row.n &&
         sums.size() == size_t(columns / 2));
  bool isFloat = row.acc == target::MmaType::F32;
  std::string list, outputs, inputs;
  for (size_t i = 0; i < sums.size(); ++i) {
    list += (i ? ", $" : "$") + std::to_string(i);
    outputs += isFloat ? "=&f," : "=&r,"; // written before all else is read
    if (!fresh)
      inputs += "," + std::to_string(i);
  }
  std::string mnemonic = "wgmma.mma_async.sync.aligned.m64n" + std::to_string(columns) + "k" +
                         std::to_string(row.k) + "." + std::string(target::name(row.acc)) + "." +
                         std::string(target::name(row.a)) + "." + std::string(target::name(row.b));
  // Floats: neither side is negated. Of 16 bits: both sides have k innermost.
  bool isHalf = row.a == target::MmaType::F16 || row.a == target::MmaType::BF16;
  std::string modes = !isFloat ? "" : isHalf ? ", 1, 1, 0, 0" : ", 1, 1";
  // Operands behind the results; sums are tied to results, and have no numbers here.
  std::string first = "$" + std::to_string(sums.size());
  std::string second = "$" + std::to_string(sums.size() + 1);
  std::string text = "{\n\t.reg .b64 a<" + std::to_string(steps) + ">, b<" + std::to_string(steps) + ">;\n";
  for (int64_t step = 0; step < steps; ++step)
    for (auto [name, descriptor] : {std::pair("a", first), std::pair("b", second)})
      text += "\tadd.s64 " + std::string(name) + std::to_string(step) + ", " + descriptor + ", " +
              std::to_string(2 * step) + ";\n";
  text += "\twgmma.fence.sync.aligned;\n";
  for (int64_t step = 0; step < steps; ++step)
    text += "\t" + mnemonic + " {" + list + "}, a" + std::to_string(step) + ", b" +
            std::to_string(step) + (fresh && step == 0 ? ", 0" : ", 1") + modes + ";\n";
  text += "\twgmma.commit_group.sync.aligned;\n\twgmma.wait_group.sync.aligned 0;\n\t}";
  SmallVector<Value> operands{a, bTile};
  if (!fresh)
    llvm::append_range(operands, sums);
  SmallVector<Type> types(sums.size(), isFloat ? Type(b.getF32Type()) : b.getI32Type());
  llvm::copy(assembly(text, outputs + "l,l" + inputs, operands, types), sums.begin());
}
