// SPDX-License-Identifier: Apache-2.0
// Objects run in this process through the C ABI.
#include "TestModels.h"
#include "qopt/Emit/JitModel.h"

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
