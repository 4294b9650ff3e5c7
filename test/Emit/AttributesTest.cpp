// SPDX-License-Identifier: Apache-2.0
// Every module attribute that is missing or wrong is an error that says what
// was expected and what was got.
#include "TestModels.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::test;

namespace {
struct Case {
  const char *from; ///< text of kAddModel
  const char *to;
  const char *message; ///< part of the error
};
} // namespace

static constexpr Case kCases[] = {
    {"module @add", "module",
     "or the module's name: expected a C identifier, got ''"},
    {"qopt.arena_bytes", "qopt.model_name = \"4you\", qopt.arena_bytes",
     "expected a C identifier, got '4you'"},
    {"qopt.arena_bytes", "qopt.model_name = \"a-b\", qopt.arena_bytes",
     "expected a C identifier, got 'a-b'"},
    {"qopt.inputs", "qopt.other",
     "module attribute 'qopt.inputs': expected an array, got nothing"},
    {"qopt.outputs = [{name = \"sum\", type = tensor<1x4xi32>}]",
     "qopt.outputs = 1 : i32",
     "module attribute 'qopt.outputs': expected an array, got 1 : i32"},
    {"{name = \"sum\", ", "{",
     "expected {name: string, type: type}, got {type = tensor<1x4xi32>}"},
    {"name = \"sum\", type = tensor<1x4xi32>",
     "name = \"sum\", type = tensor<1x?xi32>",
     "'sum': expected a tensor of static shape of f32, i1, or 8- to 64-bit "
     "integers, got tensor<1x?xi32>"},
    {"name = \"sum\", type = tensor<1x4xi32>",
     "name = \"sum\", type = tensor<1x4xf16>", "got tensor<1x4xf16>"},
    {"name = \"sum\", type = tensor<1x4xi32>",
     "name = \"sum\", type = tensor<1x4xi12>", "got tensor<1x4xi12>"},
    {"name = \"sum\", type = tensor<1x4xi32>", "name = \"sum\", type = i32",
     "got i32"},
    {"\"sum\"", "\"s\\00m\"", "a name contains a NUL character"},
    {"qopt.arena_bytes = 16 : i64", "qopt.arena_bytes = -1 : i64",
     "'qopt.arena_bytes': expected an integer of at least 0, got -1 : i64"},
    {"qopt.arena_bytes = 16 : i64", "qopt.arena_bytes = \"16\"",
     "'qopt.arena_bytes': expected an integer of at least 0, got \"16\""},
    {"qopt.entries", "qopt.other",
     "'qopt.entries': expected a non-empty array, got nothing"},
    {"{isa = \"avx2\", symbol = \"add_avx2\"}", "\"avx2\"",
     "expected {isa: string, symbol: symbol}, got \"avx2\""},
    {"isa = \"avx2\"", "isa = \"sse9\"",
     "expected an instruction set (generic, avx2, avxvnni, avx512vnni), got 'sse9'"},
    {"isa = \"avx2\"", "isa = \"neon-i8mm\"",
     "expected an instruction set (generic, avx2, avxvnni, avx512vnni), got "
     "'neon-i8mm'"},
    {"qopt.entries",
     "llvm.target_triple = \"aarch64-unknown-linux-gnu\", qopt.entries",
     "expected an instruction set (generic, neon-dotprod, neon-i8mm), got "
     "'avx2'"},
    {"qopt.entries", "llvm.target_triple = \"mips\", qopt.entries",
     "module attribute 'llvm.target_triple': expected one of "
     "x86_64-unknown-linux-gnu, aarch64-unknown-linux-gnu, got \"mips\""},
    {"isa = \"avx2\"", "isa = \"generic\"", "'generic' appears twice"},
    {"symbol = \"add_avx2\"", "symbol = \"add_sse\"",
     "expected a definition of entry 'add_sse', got nothing"},
    {"symbol = \"add_avx2\"", "symbol = \"add_one\"",
     "expected entry 'add_one' of type i32 (ptr, ptr, ptr, ptr, ptr), got void "
     "(ptr, ptr, ptr, ptr, ptr, i32, i64)"},
    {"tensor<16xi8>", "tensor<16xi16>",
     "'qopt.weights': expected tensor<Nxi8> with N bytes at hand"},
    {"dense<[1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]> : tensor<16xi8>",
     "dense_resource<nowhere> : tensor<16xi8>",
     "'qopt.weights': expected tensor<Nxi8> with N bytes at hand"},
    {"llvm.func @add_one", "llvm.func @add_model() {\n    llvm.return\n  }\n"
     "  llvm.func @add_one",
     "the module already has a symbol 'add_model'"},
};

TEST(Attributes, WrongOnesAreErrors) {
  for (const Case &c : kCases) {
    std::string text = kAddModel;
    size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, std::string(c.from).size(), c.to);
    auto context = makeContext();
    auto module = parse(*context, text);
    ASSERT_TRUE(module) << c.to;
    auto object = emitObject(*module, {});
    ASSERT_FALSE(bool(object)) << c.to;
    std::string message = llvm::toString(object.takeError());
    EXPECT_NE(message.find(c.message), std::string::npos)
        << "expected: " << c.message << "\ngot: " << message;
  }
}

TEST(Attributes, DtypesFollowSignedness) {
  struct Row {
    const char *type;
    uint64_t bytes;
    const char *dtype;
  };
  constexpr Row rows[] = {
      {"tensor<2xf32>", 8, "f32"},  {"tensor<2xi1>", 2, "bool"},
      {"tensor<3xi8>", 3, "s8"},    {"tensor<3xsi8>", 3, "s8"},
      {"tensor<3xui8>", 3, "u8"},   {"tensor<i16>", 2, "s16"},
      {"tensor<ui16>", 2, "u16"},   {"tensor<ui32>", 4, "u32"},
      {"tensor<2x0xi64>", 0, "s64"}, {"tensor<ui64>", 8, "u64"}};
  for (const Row &row : rows) {
    std::string text = kAddModel;
    std::string from = "name = \"sum\", type = tensor<1x4xi32>";
    text.replace(text.find(from), from.size(),
                 std::string("name = \"sum\", type = ") + row.type);
    auto context = makeContext();
    auto module = parse(*context, text);
    auto info = readModelInfo(*module);
    ASSERT_TRUE(bool(info)) << llvm::toString(info.takeError());
    EXPECT_EQ(info->outputs[0].bytes(), row.bytes);
    EXPECT_EQ(getDtypeName(info->outputs[0].dtype), row.dtype);
  }
}

TEST(Translate, DiagnosticsBecomeTheError) {
  auto context = makeContext();
  std::string text = kAddModel;
  text.insert(text.find("llvm.func"), "\"other.op\"() : () -> ()\n  ");
  auto module = parse(*context, text);
  auto object = emitObject(*module, {});
  ASSERT_FALSE(bool(object));
  std::string message = llvm::toString(object.takeError());
  EXPECT_NE(message.find("translation to LLVM IR failed"), std::string::npos);
  EXPECT_NE(message.find("other.op"), std::string::npos) << message;
}
