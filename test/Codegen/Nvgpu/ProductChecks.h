// SPDX-License-Identifier: Apache-2.0
// What tests of compiled products ask of them.
#ifndef QOPT_TEST_CODEGEN_NVGPU_PRODUCTCHECKS_H
#define QOPT_TEST_CODEGEN_NVGPU_PRODUCTCHECKS_H

#include "Mutate.h"
#include "Product.h"

namespace mlir::qopt {

/// The emulator's results are the interpreter's in every byte, sums also a plain loop's,
/// and no access to shared memory waits for another.
inline void expectExactResults(const Product &product, const CompiledProduct &compiled,
                               const std::string &what) {
  for (uint64_t seed : {1, 2}) {
    ProductData data(product, seed);
    ProductResult expected = runInterpreter(product, data);
    ASSERT_EQ(expected.error, "") << what;
    if (product.result == "i32") {
      EXPECT_EQ(expected.values, runPlainly(product, data)) << what;
    }
    ProductResult got = runEmulator(product, compiled, data, seed);
    ASSERT_EQ(got.error, "") << what;
    EXPECT_TRUE(got.values == expected.values) << what;
    EXPECT_EQ(got.bankConflicts, 0u) << what;
  }
}

/// Each of `mutations` gives an error or other sums, in every order of warps tried.
template <typename Mutations>
void expectFound(const Product &product, const CompiledProduct &compiled,
                 const Mutations &mutations) {
  for (const Mutation &mutation : mutations)
    for (uint64_t seed : {1, 2, 3}) {
      ProductData data(product, seed);
      CompiledProduct mutant = compiled;
      mutant.ptx = mutation.apply(compiled.ptx);
      ProductResult got = runEmulator(product, mutant, data, seed);
      EXPECT_TRUE(!got.error.empty() || got.values != runPlainly(product, data))
          << mutation.name;
    }
}

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_PRODUCTCHECKS_H
