// SPDX-License-Identifier: Apache-2.0
// Objects run in this process through the C ABI.
#include "TestModels.h"
#include "qopt/Emit/JitModel.h"

#include "mlir/IR/AsmState.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::test;

static std::unique_ptr<JitModel> makeJit(StringRef text = kAddModel,
                                         StringRef name = "add") {
  auto object = compile(text);
  if (!object)
    return nullptr;
  auto jit = JitModel::create(std::move(object), name);
  if (jit)
    return std::move(*jit);
  ADD_FAILURE() << llvm::toString(jit.takeError());
  return nullptr;
}

TEST(Jit, DescribesTheModel) {
  auto jit = makeJit();
  ASSERT_TRUE(jit);
  const qopt_model_desc *desc = jit->desc();
  EXPECT_EQ(desc->abi_version, QOPT_ABI_VERSION);
  EXPECT_STREQ(desc->name, "add");
  ASSERT_EQ(desc->num_inputs, 2u);
  EXPECT_STREQ(desc->inputs[1].name, "b:0");
  EXPECT_EQ(desc->inputs[1].dtype, uint32_t(QOPT_S32));
  ASSERT_EQ(desc->inputs[1].rank, 2u);
  EXPECT_EQ(desc->inputs[1].dims[1], 4);
  EXPECT_EQ(desc->inputs[1].bytes, 16u);
  EXPECT_EQ(desc->arena_bytes, 16u);
  EXPECT_EQ(desc->symbolic_batch, 1u);
  EXPECT_EQ(desc->weight_bytes, 16u);
  EXPECT_EQ(desc->weights[4], 2);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(desc->weights) % 4096, 0u);
  ASSERT_EQ(desc->num_paths, 2u);
  EXPECT_STREQ(desc->paths[0].isa, "avx2");
  EXPECT_EQ(desc->paths[0].features, uint32_t(QOPT_CPU_AVX2 | QOPT_CPU_FMA));
  EXPECT_EQ(desc->paths[1].features, 0u);
  EXPECT_NE(StringRef(desc->manifest).find("\"weights_sha256\""),
            StringRef::npos);
}

TEST(Jit, RunsBatches) {
  auto jit = makeJit();
  ASSERT_TRUE(jit);
  for (int threads : {0, 1, 2, 3, 8})
    for (int64_t batch : {1, 2, 3, 5, 17, 64}) {
      qopt_options options = {threads, "generic"};
      qopt_model *model = qopt_create(jit->desc(), &options);
      ASSERT_TRUE(model) << qopt_last_error();
      std::vector<int32_t> a(4 * batch), b(4 * batch), y(4 * batch, -1);
      for (size_t i = 0; i < a.size(); ++i) {
        a[i] = int32_t(i * 10);
        b[i] = int32_t(i);
      }
      const void *in[] = {a.data(), b.data()};
      void *out[] = {y.data()};
      ASSERT_EQ(qopt_run(model, in, out, batch), 0) << qopt_last_error();
      for (size_t i = 0; i < y.size(); ++i)
        ASSERT_EQ(y[i], int32_t(11 * i + i % 4 + 1)) << threads << " " << batch;
      qopt_destroy(model);
    }
}

static int32_t addOnes(const qopt_model_desc *desc, const char *isa) {
  qopt_options options = {2, isa};
  qopt_model *model = qopt_create(desc, &options);
  EXPECT_TRUE(model) << qopt_last_error();
  EXPECT_STREQ(qopt_isa(model), isa);
  int32_t a[4] = {1, 1, 1, 1}, b[4] = {1, 1, 1, 1}, y[4] = {};
  const void *in[] = {a, b};
  void *out[] = {y};
  EXPECT_EQ(qopt_run(model, in, out, 1), QOPT_OK) << qopt_last_error();
  qopt_destroy(model);
  return y[0];
}

TEST(Jit, ForcedPathsRun) {
  auto jit = makeJit();
  ASSERT_TRUE(jit);
  EXPECT_EQ(addOnes(jit->desc(), "generic"), 3);
  if (!(qopt_cpu_features() & QOPT_CPU_AVX2))
    GTEST_SKIP() << "this CPU has no AVX2";
  EXPECT_EQ(addOnes(jit->desc(), "avx2"), 1003);
}

TEST(Jit, EntrysErrorIsReported) {
  auto jit = makeJit();
  ASSERT_TRUE(jit);
  qopt_options options = {2, "generic"};
  qopt_model *model = qopt_create(jit->desc(), &options);
  ASSERT_TRUE(model) << qopt_last_error();
  int32_t a[12] = {0, 0, 0, 0, INT32_MIN}, b[12] = {}, y[12];
  const void *in[] = {a, b};
  void *out[] = {y};
  EXPECT_EQ(qopt_run(model, in, out, 3), QOPT_ERROR_MODEL);
  EXPECT_STREQ(qopt_last_error(), "model 'add': code path 'generic' failed "
                                  "with code 7 at sample 1");
  qopt_destroy(model);
}

// Compiled in place, the weights are the module's own blob.
TEST(Jit, CompilesWithoutCopyingWeights) {
  auto context = makeContext();
  auto module = parse(*context, kAddModel);
  auto bytes = HeapAsmResourceBlob::allocate(16, 64, /*dataIsMutable=*/true);
  const int32_t values[4] = {1, 2, 3, 4};
  std::memcpy(bytes.getMutableData().data(), values, sizeof(values));
  const void *address = bytes.getData().data();
  auto type = RankedTensorType::get({16}, IntegerType::get(context.get(), 8));
  module.get()->setAttr("qopt.weights", DenseResourceElementsAttr::get(
                                            type, "w", std::move(bytes)));
  auto jit = JitModel::compile(*module, {});
  ASSERT_TRUE(bool(jit)) << llvm::toString(jit.takeError());
  module = nullptr;
  context = nullptr;
  EXPECT_EQ((*jit)->desc()->weights, address);
  EXPECT_EQ(addOnes((*jit)->desc(), "generic"), 3);
}

TEST(Jit, CompilesWeightsThatAreNoResource) {
  auto context = makeContext();
  auto module = parse(*context, kAddModel);
  auto jit = JitModel::compile(*module, {});
  ASSERT_TRUE(bool(jit)) << llvm::toString(jit.takeError());
  module = nullptr;
  context = nullptr;
  EXPECT_EQ(addOnes((*jit)->desc(), "generic"), 3);
}

TEST(Jit, CompileReportsWrongAttributes) {
  auto context = makeContext();
  auto module = parse(*context, kAddModel);
  module.get()->removeAttr("qopt.entries");
  auto jit = JitModel::compile(*module, {});
  ASSERT_FALSE(bool(jit));
  EXPECT_NE(llvm::toString(jit.takeError()).find("'qopt.entries'"),
            std::string::npos);
}

static std::string expectFailure(std::unique_ptr<llvm::MemoryBuffer> object,
                                 StringRef name) {
  auto jit = JitModel::create(std::move(object), name);
  if (jit) {
    ADD_FAILURE() << "no error";
    return "";
  }
  return llvm::toString(jit.takeError());
}

TEST(Jit, WrongNameIsAnError) {
  EXPECT_NE(expectFailure(compile(), "sub").find("sub_model"),
            std::string::npos);
}

TEST(Jit, NotAnObjectIsAnError) {
  EXPECT_FALSE(
      expectFailure(llvm::MemoryBuffer::getMemBuffer("junk", "junk.o"), "add")
          .empty());
}

// A model that reports its input and a constant id to an observer.
static constexpr char kObserved[] = R"mlir(
module @seen attributes {
  qopt.inputs = [{name = "x", type = tensor<2xf32>}], qopt.outputs = [],
  qopt.entries = [{isa = "generic", symbol = @seen_generic}]
} {
  llvm.func @qopt_observe(!llvm.ptr, i64, !llvm.ptr, i64)
  llvm.func @seen_generic(%in: !llvm.ptr, %out: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr, %session: !llvm.ptr) -> i32 {
    %x = llvm.load %in : !llvm.ptr -> !llvm.ptr
    %id = llvm.mlir.constant(42 : i64) : i64
    %two = llvm.mlir.constant(2 : i64) : i64
    llvm.call @qopt_observe(%session, %id, %x, %two) : (!llvm.ptr, i64, !llvm.ptr, i64) -> ()
    %zero = llvm.mlir.constant(0 : i32) : i32
    llvm.return %zero : i32
  }
})mlir";

static void observe(void *session, int64_t id, const float *data,
                    int64_t count) {
  auto *seen = static_cast<std::vector<float> *>(session);
  seen->push_back(float(id));
  seen->insert(seen->end(), data, data + count);
}

TEST(Jit, ObserversSeeSamplesInOrder) {
  auto object = compile(kObserved);
  ASSERT_TRUE(object);
  JitOptions options;
  options.observe = reinterpret_cast<void *>(&observe);
  auto jit = JitModel::create(std::move(object), "seen", options);
  ASSERT_TRUE(bool(jit)) << llvm::toString(jit.takeError());
  qopt_options threads = {4, nullptr};
  qopt_model *model = qopt_create((*jit)->desc(), &threads);
  ASSERT_TRUE(model) << qopt_last_error();
  std::vector<float> seen, expected;
  qopt_set_session(model, &seen);
  float x[16];
  for (int i = 0; i < 16; ++i) {
    x[i] = float(i);
    if (i % 2 == 0)
      expected.push_back(42);
    expected.push_back(float(i));
  }
  const void *in[] = {x};
  EXPECT_EQ(qopt_run(model, in, nullptr, 8), 0) << qopt_last_error();
  EXPECT_EQ(seen, expected);
  qopt_destroy(model);
}

TEST(Jit, MissingObserverIsAnErrorThatNamesIt) {
  std::string text = expectFailure(compile(kObserved), "seen");
  EXPECT_NE(text.find("qopt_observe"), std::string::npos) << text;
}
