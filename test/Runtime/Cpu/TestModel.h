// SPDX-License-Identifier: Apache-2.0
// A model written by hand in C++: y = x0 + x1 over 3 x i16, with one path that
// any CPU runs and one that none does.
#ifndef QOPT_TEST_RUNTIME_CPU_TESTMODEL_H
#define QOPT_TEST_RUNTIME_CPU_TESTMODEL_H

#include "qopt-c/Runtime.h"

#include "gtest/gtest.h"

#include <string>
#include <vector>

namespace qopt::test {

inline int32_t addEntry(void *const *in, void *const *out, uint8_t *,
                        const uint8_t *, void *) {
  for (int i = 0; i < 3; ++i)
    static_cast<int16_t *>(out[0])[i] =
        int16_t(static_cast<const int16_t *>(in[0])[i] +
                static_cast<const int16_t *>(in[1])[i]);
  return 0;
}

/// A descriptor that tests may spoil.
struct TestModel {
  int64_t dims[2] = {1, 3};
  qopt_tensor_info inputs[2] = {{"x0", QOPT_S16, 2, dims, 6},
                                {"x1", QOPT_S16, 2, dims, 6}};
  qopt_tensor_info outputs[1] = {{"y", QOPT_S16, 2, dims, 6}};
  qopt_code_path paths[2] = {{"impossible", 0x80000000u, addEntry},
                             {"generic", 0, addEntry}};
  qopt_model_desc desc = {QOPT_ABI_VERSION, "sum", 2,     1,       inputs,
                          outputs,          100,   nullptr, 0,     0,
                          2,                paths, "{}"};
};

/// The error of a qopt_create that must fail.
inline std::string refuse(const qopt_model_desc *desc,
                          const qopt_options *options = nullptr) {
  qopt_model *model = qopt_create(desc, options);
  EXPECT_EQ(model, nullptr);
  qopt_destroy(model);
  return qopt_last_error();
}

} // namespace qopt::test

#endif // QOPT_TEST_RUNTIME_CPU_TESTMODEL_H
