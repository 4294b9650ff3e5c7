// SPDX-License-Identifier: Apache-2.0
// Models on the stand-in driver through the functions that all models have.
#include "TestModel.h"

#include <dlfcn.h>

#include <thread>

using namespace qopt::test;

namespace {

void runInTurns() {
  TestModel model;
  qopt_model *made = qopt_create(&model.desc.model, nullptr);
  // Again and again, larger and smaller: plain launches, a graph, another one.
  for (int64_t batch : {1, 1, 1, 3, 3, 3, 2, 1, 1, 1, 3, 4, 4})
    expectRun(made, batch, int32_t(100 * batch));
  qopt_destroy(made);
}

TEST(CudaRun, IsExact) {
  inChild({}, runInTurns);
  inChild({{"QOPT_CUDA_GRAPHS", "0"}}, runInTurns);
  inChild({{"QOPT_PTX_GRAPHS", "0"}}, runInTurns);
}

TEST(CudaRun, LeavesTheContextAlone) {
  inChild({}, [] {
    runInTurns();
    void *driver = dlopen(QOPT_PTX_DRIVER, RTLD_NOW | RTLD_NOLOAD);
    ASSERT_NE(driver, nullptr) << "the driver stays open";
    void *context = nullptr;
    auto pop = reinterpret_cast<int (*)(void **)>(dlsym(driver, "cuCtxPopCurrent_v2"));
    EXPECT_EQ(pop(&context), 201) << "CUDA_ERROR_INVALID_CONTEXT: none is left";
  });
}

TEST(CudaRun, ManyModels) {
  inChild({}, [] {
    TestModel first, second;
    second.arguments[6].value = 3u | 7ull << 32; // beyond the parameter's four bytes
    qopt_model *a = qopt_create(&first.desc.model, nullptr);
    qopt_model *b = qopt_create(&first.desc.model, nullptr); // shares a's code
    qopt_model *c = qopt_create(&second.desc.model, nullptr);
    std::thread other([&] {
      for (int i = 0; i < 20; ++i)
        expectRun(b, 2, i);
    });
    for (int i = 0; i < 20; ++i) {
      expectRun(a, 1, i);
      expectRun(c, 3, -i);
    }
    other.join();
    qopt_destroy(a);
    expectRun(b, 2);
    // One model, two threads in turn.
    std::thread([&] { expectRun(b, 3); }).join();
    expectRun(b, 3);
    qopt_destroy(b);
    qopt_destroy(c);
    a = qopt_create(&first.desc.model, nullptr);
    expectRun(a, 1);
    qopt_destroy(a);
  });
}

TEST(CudaRun, WithoutMemory) {
  // Weights do not fit; then they and the arena do, but no sample; then samples of 256
  // bytes each for input and output.
  inChild({{"QOPT_PTX_MEMORY", "16"}}, [] {
    TestModel model;
    EXPECT_EQ(refuse(model), "model 'net': 20 bytes of weights on the device: "
                             "CUDA_ERROR_OUT_OF_MEMORY (2): CUDA_ERROR_OUT_OF_MEMORY");
  });
  inChild({{"QOPT_PTX_MEMORY", "100"}}, [] {
    TestModel model;
    EXPECT_NE(refuse(model).find("128 bytes of working memory: CUDA_ERROR_OUT_OF_MEMORY"),
              std::string::npos);
    model.addFallback(); // for missing devices, not for small ones
    EXPECT_NE(refuse(model).find("OUT_OF_MEMORY"), std::string::npos);
  });
  inChild({{"QOPT_PTX_MEMORY", "1300"}}, [] {
    TestModel model;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    expectRun(made, 2);
    int32_t x[15] = {}, y[15];
    const void *in[] = {x};
    void *out[] = {y};
    EXPECT_EQ(qopt_run(made, in, out, 3), QOPT_ERROR_MEMORY);
    EXPECT_EQ(std::string(qopt_last_error()).find("model 'net': device memory for 3 samples of 'y'"),
              0u)
        << qopt_last_error();
    expectRun(made, 2); // and goes on
    qopt_destroy(made);
  });
}

TEST(CudaRun, ReportsWhatAKernelDoes) {
  inChild({}, [] {
    TestModel model;
    model.steps[0].block[0] = 32; // 27 threads beyond the tensors
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    ASSERT_NE(made, nullptr) << qopt_last_error();
    int32_t x[5] = {}, y[5];
    const void *in[] = {x};
    void *out[] = {y};
    EXPECT_EQ(qopt_run(made, in, out, 1), QOPT_ERROR_MODEL);
    EXPECT_NE(std::string(qopt_last_error()).find("CUDA_ERROR_LAUNCH_FAILED (719)"),
              std::string::npos)
        << qopt_last_error();
    qopt_destroy(made); // does not hang or crash
  });
  inChild({}, [] {
    TestModel model;
    model.steps[2].grid[0] = 0;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    ASSERT_NE(made, nullptr) << qopt_last_error();
    int32_t x[5] = {}, y[5];
    const void *in[] = {x};
    void *out[] = {y};
    EXPECT_EQ(qopt_run(made, in, nullptr, 1), QOPT_ERROR_ARGUMENT);
    EXPECT_EQ(qopt_run(made, in, out, 0), QOPT_ERROR_ARGUMENT);
    qopt_destroy(made);
  });
}

} // namespace
