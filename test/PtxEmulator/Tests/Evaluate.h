// SPDX-License-Identifier: Apache-2.0
//
// Runs a few instructions once per thread.
#ifndef QOPT_TEST_PTXEMULATOR_TESTS_EVALUATE_H
#define QOPT_TEST_PTXEMULATOR_TESTS_EVALUATE_H

#include "../Emulator.h"

#include <array>

namespace qopt::ptx {

using Inputs = std::array<uint64_t, 3>;

/// The text of a kernel `k(in, out)` of one thread per three inputs. Before
/// `body` the inputs are in %A %B %C (64 bits), %a %b %c (32) and %ha %hb %hc
/// (16); what it leaves in %D is the thread's result. %d, %e, %f are of 32
/// bits, %h of 16, %p and %q predicates, %t is the thread's number. `before` stands before
/// the kernel, `declarations` at its start.
std::string evaluationText(const std::string &body, const std::string &declarations = "",
                           const std::string &before = "");

struct Evaluation {
  std::string error;
  std::vector<uint64_t> results;
};
/// One block of inputs.size() threads, 1024 at most.
Evaluation evaluate(const std::string &body, const std::vector<Inputs> &inputs, const std::string &declarations = "",
                    uint64_t seed = 1);
/// In blocks of 1024 threads; fails the test at an error.
std::vector<uint64_t> evaluateAll(const std::string &body, const std::vector<Inputs> &inputs);
/// The error of running `body` on `threads` threads whose inputs are their numbers.
std::string errorOf(const std::string &body, size_t threads = 32, const std::string &declarations = "",
                    uint64_t seed = 1);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_TESTS_EVALUATE_H
