// SPDX-License-Identifier: Apache-2.0
// A model for GPUs written by hand: y = (x + w) * 3 over 5 x i32 with w = {1, ..., 5},
// in two kernels with the sum in the arena, and the same for the CPU. A sample has 20
// bytes, so that samples of a batch do not begin where kernels want them to: the first
// one reads 16 bytes at once.
#ifndef QOPT_TEST_RUNTIME_CUDA_TESTMODEL_H
#define QOPT_TEST_RUNTIME_CUDA_TESTMODEL_H

#include "qopt-c/Device.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

extern "C" const qopt_device_backend qopt_cuda_backend;

namespace qopt::test {

inline constexpr char kPtx[] = R"(
.version 7.0
.target sm_80
.address_size 64
.visible .entry add(.param .u64 a, .param .u64 b, .param .u64 y)
{
  .reg .b64 %rd<8>;
  .reg .b32 %r<12>;
  mov.u32 %r1, %tid.x;
  mul.wide.u32 %rd1, %r1, 4;
  ld.param.u64 %rd2, [a];
  ld.param.u64 %rd3, [b];
  ld.param.u64 %rd4, [y];
  ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%rd2];
  add.s64 %rd2, %rd2, %rd1;
  add.s64 %rd3, %rd3, %rd1;
  add.s64 %rd4, %rd4, %rd1;
  ld.global.u32 %r2, [%rd2];
  ld.global.u32 %r3, [%rd3];
  add.u32 %r4, %r2, %r3;
  st.global.u32 [%rd4], %r4;
  ret;
}
.visible .entry scale(.param .u64 a, .param .u32 by, .param .u64 y)
{
  .reg .b64 %rd<8>;
  .reg .b32 %r<8>;
  mov.u32 %r1, %tid.x;
  mul.wide.u32 %rd1, %r1, 4;
  ld.param.u64 %rd2, [a];
  ld.param.u32 %r5, [by];
  ld.param.u64 %rd4, [y];
  add.s64 %rd2, %rd2, %rd1;
  add.s64 %rd4, %rd4, %rd1;
  ld.global.u32 %r2, [%rd2];
  mul.lo.u32 %r4, %r2, %r5;
  st.global.u32 [%rd4], %r4;
  ret;
}
)";

inline constexpr int64_t kElements = 5;
alignas(64) inline constexpr int32_t kWeights[kElements] = {1, 2, 3, 4, 5};

inline int32_t cpuEntry(void *const *in, void *const *out, uint8_t *, const uint8_t *weights,
                        void *) {
  for (int i = 0; i < kElements; ++i)
    static_cast<int32_t *>(out[0])[i] = (static_cast<const int32_t *>(in[0])[i] +
                                         reinterpret_cast<const int32_t *>(weights)[i]) * 3;
  return 0;
}

/// A descriptor that tests may spoil: sm_90a, for this chip only, then sm_80.
struct TestModel {
  int64_t dims[2] = {1, kElements};
  qopt_tensor_info input = {"x", QOPT_S32, 2, dims, 20};
  qopt_tensor_info output = {"y", QOPT_S32, 2, dims, 20};
  qopt_code_path path = {"generic", 0, cpuEntry};
  qopt_device_image images[2] = {{nullptr, 0, kPtx}, {nullptr, 0, kPtx}};
  qopt_device_kernel kernels[2] = {{"add", 0}, {"scale", 0}};
  /// The sum lies in the arena's second half, which is copied to the first.
  qopt_device_argument arguments[8] = {
      {QOPT_SPACE_INPUT, 0, 0},  {QOPT_SPACE_WEIGHTS, 0, 0}, {QOPT_SPACE_ARENA, 0, 64},
      {QOPT_SPACE_ARENA, 0, 0},  {QOPT_SPACE_ARENA, 0, 64},  {QOPT_SPACE_ARENA, 0, 0},
      {QOPT_SPACE_VALUE, 0, 3},  {QOPT_SPACE_OUTPUT, 0, 0}};
  qopt_device_step steps[3] = {{0, {1, 1, 1}, {kElements, 1, 1}, 0, 0, 3, 0},
                               {QOPT_DEVICE_COPY, {1, 1, 1}, {1, 1, 1}, 0, 3, 2, 20},
                               {1, {1, 1, 1}, {kElements, 1, 1}, 0, 5, 3, 0}};
  qopt_device_variant variants[2] = {variant("sm_90a", 9, 0, 1, &images[0]),
                                     variant("sm_80", 8, 0, 0, &images[1])};
  qopt_device_model_desc desc = {
      {QOPT_DEVICE_ABI_VERSION, "net", 1, 1, &input, &output, 64, weights(), 20, 1, 0, nullptr,
       "{}"},
      &qopt_cuda_backend, 2, variants};

  TestModel() = default;
  TestModel(const TestModel &) = delete;

  void addFallback() {
    desc.model.num_paths = 1;
    desc.model.paths = &path;
  }

private:
  static const uint8_t *weights() { return reinterpret_cast<const uint8_t *>(kWeights); }
  qopt_device_variant variant(const char *chip, uint32_t major, uint32_t minor, uint32_t exact,
                              const qopt_device_image *image) {
    return {chip, major, minor, exact, 1, 2, 3, 8, 0, image, kernels, steps, arguments, nullptr, 128,
            weights(), 20};
  }
};

/// Runs `body` in a process of its own, since a driver is opened once, with
/// environment variables set there; failures inside are failures here.
inline void inChild(const std::vector<std::pair<const char *, std::string>> &environment,
                    const std::function<void()> &body) {
  pid_t child = fork();
  if (child == 0) {
    setenv("QOPT_CUDA_DRIVER", QOPT_PTX_DRIVER, 1);
    for (const char *name : {"QOPT_ISA", "QOPT_CUDA_DEVICE", "QOPT_CUDA_GRAPHS", "QOPT_PTX_MEMORY",
                             "QOPT_PTX_DEVICES", "QOPT_PTX_CAPABILITY", "QOPT_PTX_GRAPHS"})
      unsetenv(name);
    for (auto &[name, value] : environment)
      setenv(name, value.c_str(), 1);
    body();
    fflush(nullptr);
    _exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0) << "in the child, see above";
}

/// Expects the results of a batch; `first` makes batches differ.
inline void expectRun(qopt_model *model, int64_t batch, int32_t first = 0) {
  ASSERT_NE(model, nullptr) << qopt_last_error();
  std::vector<int32_t> x(batch * kElements), y(batch * kElements, -1), expected;
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = first + int32_t(7 * i);
    expected.push_back((x[i] + kWeights[i % kElements]) * 3);
  }
  const void *in[] = {x.data()};
  void *out[] = {y.data()};
  ASSERT_EQ(qopt_run(model, in, out, batch), QOPT_OK) << qopt_last_error();
  EXPECT_EQ(y, expected);
}

/// The error of a qopt_create that must fail.
inline std::string refuse(const TestModel &model, const qopt_options *options = nullptr) {
  qopt_model *made = qopt_create(&model.desc.model, options);
  EXPECT_EQ(made, nullptr);
  qopt_destroy(made);
  return qopt_last_error();
}

} // namespace qopt::test

#endif // QOPT_TEST_RUNTIME_CUDA_TESTMODEL_H
