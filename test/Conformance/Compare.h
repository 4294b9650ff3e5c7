// SPDX-License-Identifier: Apache-2.0
// Comparison of an output with the expected one.
#ifndef QOPT_TEST_CONFORMANCE_COMPARE_H
#define QOPT_TEST_CONFORMANCE_COMPARE_H

#include "Case.h"

namespace conformance {

/// Empty if `got` agrees with `wanted`, else one line that says where it first
/// differs and in how many elements. Types and shapes must be equal. Integers and
/// bool agree if equal. Floats agree if both are NaN, if equal (infinities),
/// or if |got - wanted| <= max(absolute + relative * |wanted|, ofRange * R), R
/// being the range of the finite wanted numbers.
std::string compare(const qopt::data::Array &got,
                    const qopt::data::Array &wanted,
                    const Tolerance &tolerance);

} // namespace conformance

#endif // QOPT_TEST_CONFORMANCE_COMPARE_H
