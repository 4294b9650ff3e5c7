// SPDX-License-Identifier: Apache-2.0
// Objects, assembly, LLVM IR and manifests of hand-written models.
#include "TestModels.h"
#include "qopt-c/Runtime.h"
#include "qopt/Target/Cpu.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"

#include "llvm/Object/ELFObjectFile.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::test;

TEST(Object, IsReproducible) {
  auto first = compile();
  auto second = compile();
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(first->getBuffer() == second->getBuffer());
}

TEST(Object, HasOneGlobalDefinition) {
  auto object = compile();
  ASSERT_TRUE(object);
  auto file = llvm::cantFail(
      llvm::object::ObjectFile::createELFObjectFile(object->getMemBufferRef()));
  std::vector<std::string> defined, undefined;
  for (const llvm::object::SymbolRef &symbol : file->symbols()) {
    uint32_t flags = llvm::cantFail(symbol.getFlags());
    std::string name = llvm::cantFail(symbol.getName()).str();
    if (flags & llvm::object::BasicSymbolRef::SF_Undefined)
      undefined.push_back(name);
    else if (flags & llvm::object::BasicSymbolRef::SF_Global)
      defined.push_back(name);
  }
  EXPECT_EQ(defined, std::vector<std::string>{"add_model"});
  for (const std::string &name : undefined)
    EXPECT_TRUE(name.empty() || StringRef(name).starts_with("__kmpc_") ||
                name == "_GLOBAL_OFFSET_TABLE_")
        << name;
}

TEST(Object, LevelsFrom0To3) {
  for (int level : {0, 1, 2, 3}) {
    EmitOptions options;
    options.optLevel = level;
    EXPECT_TRUE(compile(kAddModel, options)) << level;
  }
  for (int level : {-1, 4}) {
    auto context = makeContext();
    auto module = parse(*context, kAddModel);
    EmitOptions options;
    options.optLevel = level;
    auto object = emitObject(*module, options);
    ASSERT_FALSE(bool(object));
    EXPECT_EQ(llvm::toString(object.takeError()),
              "expected an optimisation level from 0 to 3, got " +
                  std::to_string(level));
  }
}

TEST(Object, ArchitectureIsThatOfTheTriple) {
  std::string text = kAddModel;
  for (auto [from, to] :
       {std::pair("qopt.inputs",
                  "llvm.target_triple = \"aarch64-unknown-linux-gnu\", "
                  "qopt.inputs"),
        std::pair("isa = \"avx2\"", "isa = \"neon-i8mm\"")})
    text.replace(text.find(from), std::string(from).size(), to);
  auto context = makeContext();
  auto module = parse(*context, text);
  ASSERT_TRUE(module);
  auto object = emitObject(*module, {});
  ASSERT_TRUE(bool(object)) << llvm::toString(object.takeError());
  auto file = llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(
      (*object)->getMemBufferRef()));
  EXPECT_EQ(file->getArch(), llvm::Triple::aarch64);
  auto info = readModelInfo(*module);
  ASSERT_TRUE(bool(info)) << llvm::toString(info.takeError());
  EXPECT_EQ(info->arch, ::qopt::target::Arch::AArch64);
  EXPECT_EQ(info->paths[0].features,
            uint32_t(QOPT_CPU_NEON_DOTPROD | QOPT_CPU_NEON_I8MM));
}

TEST(Object, LargeWeightsArriveWhole) {
  constexpr int64_t kBytes = int64_t(96) << 20;
  std::string text = R"mlir(
module @big attributes {
  qopt.inputs = [], qopt.outputs = [],
  qopt.entries = [{isa = "generic", symbol = @big_generic}]
} {
  llvm.func @big_generic(%in: !llvm.ptr, %out: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr, %session: !llvm.ptr) -> i32 {
    %zero = llvm.mlir.constant(0 : i32) : i32
    llvm.return %zero : i32
  }
})mlir";
  auto context = makeContext();
  auto module = parse(*context, text);
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(kBytes, 64, true);
  MutableArrayRef<char> data = blob.getMutableData();
  for (int64_t i = 0; i < kBytes; ++i)
    data[i] = char(i * 31 + i / 4099);
  auto type = RankedTensorType::get({kBytes}, IntegerType::get(context.get(), 8));
  module.get()->setAttr("qopt.weights",
                        DenseResourceElementsAttr::get(type, "w", std::move(blob)));
  auto object = emitObject(*module, {});
  ASSERT_TRUE(bool(object)) << llvm::toString(object.takeError());
  auto file = llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(
      (*object)->getMemBufferRef()));
  bool found = false;
  for (const llvm::object::SectionRef &section : file->sections()) {
    if (llvm::cantFail(section.getName()) != ".lrodata.qopt.weights")
      continue;
    found = true;
    StringRef contents = llvm::cantFail(section.getContents());
    EXPECT_TRUE(contents == StringRef(data.data(), data.size()));
    EXPECT_TRUE(llvm::object::ELFSectionRef(section).getFlags() &
                llvm::ELF::SHF_X86_64_LARGE);
  }
  EXPECT_TRUE(found);
}

TEST(Text, LLVMIRAndAssembly) {
  auto context = makeContext();
  auto module = parse(*context, kAddModel);
  auto ir = emitLLVMIR(*module, {});
  ASSERT_TRUE(bool(ir)) << llvm::toString(ir.takeError());
  EXPECT_NE(ir->find("ptr @add_model()"), std::string::npos) << *ir;
  EXPECT_NE(ir->find("@add_avx2(ptr "), std::string::npos);
  EXPECT_NE(ir->find("section \".lrodata.qopt.weights\""), std::string::npos);
  auto assembly = emitAssembly(*module, {});
  ASSERT_TRUE(bool(assembly)) << llvm::toString(assembly.takeError());
  EXPECT_NE(assembly->find("add_model:"), std::string::npos);
}

// a * b + c in one rounding would differ from the interpreter.
TEST(Text, NoFusedMultiplyAdd) {
  std::string text = R"mlir(
module @mac attributes {
  qopt.inputs = [], qopt.outputs = [{name = "y", type = tensor<f32>}],
  qopt.entries = [{isa = "avx512vnni", symbol = @mac_best}]
} {
  llvm.func @mac_best(%in: !llvm.ptr, %out: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr, %session: !llvm.ptr) -> i32
      attributes {passthrough = [["target-features", "+avx,+avx2,+fma,+avx512f,+avx512vl"]]} {
    %a = llvm.load %in : !llvm.ptr -> f32
    %b = llvm.load %w : !llvm.ptr -> f32
    %c = llvm.load %session : !llvm.ptr -> f32
    %p = llvm.fmul %a, %b : f32
    %s = llvm.fadd %p, %c : f32
    llvm.store %s, %out : f32, !llvm.ptr
    %zero = llvm.mlir.constant(0 : i32) : i32
    llvm.return %zero : i32
  }
})mlir";
  auto context = makeContext();
  auto module = parse(*context, text);
  auto assembly = emitAssembly(*module, {});
  ASSERT_TRUE(bool(assembly)) << llvm::toString(assembly.takeError());
  EXPECT_NE(assembly->find("vmulss"), std::string::npos) << *assembly;
  EXPECT_NE(assembly->find("vaddss"), std::string::npos);
  EXPECT_EQ(assembly->find("vfmadd"), std::string::npos);
}

// sha256 of {1, 2, 3, 4} as little-endian i32, by Python's hashlib.
static constexpr char kWeightsHash[] =
    "cf97adeedb59e05bfd73a2b4c2a8885708c4f4f70c84c64b27120e72ab733b72";

TEST(Manifest, HasAllKeysInOrder) {
  auto context = makeContext();
  auto module = parse(*context, kAddModel);
  ModelInfo info = llvm::cantFail(readModelInfo(*module));
  ManifestEntries extra;
  extra.push_back({"recipe", "int8"});
  EXPECT_EQ(buildManifest(info, extra), R"({
  "name": "add",
  "abi_version": 1,
  "inputs": [
    {
      "name": "a",
      "dtype": "s32",
      "shape": [
        1,
        4
      ],
      "bytes": 16
    },
    {
      "name": "b:0",
      "dtype": "s32",
      "shape": [
        1,
        4
      ],
      "bytes": 16
    }
  ],
  "outputs": [
    {
      "name": "sum",
      "dtype": "s32",
      "shape": [
        1,
        4
      ],
      "bytes": 16
    }
  ],
  "symbolic_batch": true,
  "code_paths": [
    "avx2",
    "generic"
  ],
  "arena_bytes": 16,
  "weight_bytes": 16,
  "weights_sha256": ")" + std::string(kWeightsHash) + R"(",
  "recipe": "int8"
}
)");
}
