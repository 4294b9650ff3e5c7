// SPDX-License-Identifier: Apache-2.0
//
// The stand-in driver, opened and called as a program opens and calls libcuda.
#include "Gemm.h"

#include <gtest/gtest.h>

#include <dlfcn.h>

namespace qopt::ptx {
namespace {

class DriverLibrary : public testing::Test {
protected:
  void SetUp() override {
    library = dlopen(QOPT_PTX_DRIVER, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << dlerror();
  }

  template <class... Arguments> int call(const char *name, Arguments... arguments) {
    auto function = reinterpret_cast<int (*)(Arguments...)>(dlsym(library, name));
    EXPECT_NE(function, nullptr) << name;
    return function ? function(arguments...) : -1;
  }

  void *library = nullptr;
};

/// In one test: the failing kernel at its end leaves its error in the library.
TEST_F(DriverLibrary, RunsAProductAndKeepsErrors) {
  int count = 0, major = 0;
  EXPECT_EQ(call("cuDeviceGetCount", &count), 3) << "before cuInit";
  ASSERT_EQ(call("cuInit", 0u), 0);
  ASSERT_EQ(call("cuDeviceGetCount", &count), 0);
  EXPECT_EQ(count, 1);
  ASSERT_EQ(call("cuDeviceGetAttribute", &major, 75, 0), 0);
  EXPECT_EQ(major, 9);

  void *module = nullptr, *function = nullptr;
  char log[256] = "";
  int options[] = {5, 6};
  void *values[] = {log, reinterpret_cast<void *>(sizeof log)};
  const void *wrong = "nonsense";
  EXPECT_EQ(call("cuModuleLoadDataEx", &module, wrong, 2u, options, values), 218);
  EXPECT_NE(std::string(log).find("line 1: expected a directive, got 'nonsense'"), std::string::npos) << log;
  std::string text = gemmText();
  const void *image = text.c_str();
  ASSERT_EQ(call("cuModuleLoadDataEx", &module, image, 0u, static_cast<int *>(nullptr), static_cast<void **>(nullptr)), 0);
  EXPECT_EQ(call("cuModuleGetFunction", &function, module, "nothing"), 500);
  ASSERT_EQ(call("cuModuleGetFunction", &function, module, "gemm"), 0);

  constexpr uint32_t m = 5, n = 3, k = 32;
  std::vector<int8_t> a(m * k), b(n * k);
  for (size_t i = 0; i < a.size(); ++i)
    a[i] = int8_t(i * 7);
  for (size_t i = 0; i < b.size(); ++i)
    b[i] = int8_t(i * 13 + 5);
  uint64_t atA = 0, atB = 0, atC = 0;
  ASSERT_EQ(call("cuMemAlloc_v2", &atA, a.size()), 0);
  ASSERT_EQ(call("cuMemAlloc_v2", &atB, b.size()), 0);
  ASSERT_EQ(call("cuMemAlloc_v2", &atC, size_t(m * n * 4)), 0);
  const void *fromA = a.data(), *fromB = b.data();
  ASSERT_EQ(call("cuMemcpyHtoD_v2", atA, fromA, a.size()), 0);
  ASSERT_EQ(call("cuMemcpyHtoD_v2", atB, fromB, b.size()), 0);
  EXPECT_EQ(call("cuMemcpyHtoD_v2", atB, fromB, b.size() + 1), 1);
  uint32_t sizes[] = {m, n, k};
  void *params[] = {&atA, &atB, &atC, &sizes[0], &sizes[1], &sizes[2]};
  auto launch = [&](unsigned shared) {
    return call("cuLaunchKernel", function, 1u, 1u, 1u, 256u, 1u, 1u, shared, static_cast<void *>(nullptr), params,
                static_cast<void **>(nullptr));
  };
  EXPECT_EQ(launch(1024), 1) << "the tiles take all of 48 KiB";
  ASSERT_EQ(launch(0), 0);
  std::vector<int32_t> c(m * n);
  void *to = c.data();
  ASSERT_EQ(call("cuMemcpyDtoH_v2", to, atC, c.size() * 4), 0);
  for (uint32_t row = 0; row < m; ++row)
    for (uint32_t column = 0; column < n; ++column) {
      int32_t sum = 0;
      for (uint32_t i = 0; i < k; ++i)
        sum += a[row * k + i] * b[column * k + i];
      EXPECT_EQ(c[row * n + column], sum);
    }
  ASSERT_EQ(call("cuMemFree_v2", atC), 0);
  testing::internal::CaptureStderr();
  EXPECT_EQ(launch(0), 719);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("kernel 'gemm': line"), std::string::npos);
  EXPECT_EQ(call("cuCtxSynchronize"), 719) << "the error stays";
}

} // namespace
} // namespace qopt::ptx
