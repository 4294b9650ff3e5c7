// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic on f16, bf16, their pairs, f32 and f64. Source: PTX ISA, "Floating
// Point Instructions", "Half Precision Floating Point Instructions".
#ifndef QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FLOATARITHMETIC_H
#define QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FLOATARITHMETIC_H

#include "Families.h"

namespace qopt::ptx {

enum class FloatOperation : uint8_t { Add, Subtract, Multiply, MultiplyAdd, Divide, Minimum, Maximum, Absolute, Negate };

/// Whether a modifier is a floating point type.
bool isFloatInstruction(const Decoding &decoding);
/// {.rn .rz .rm .rp .approx .full}{.ftz}{.NaN}{.sat}{.relu}.type
void decodeFloatArithmetic(Decoding &decoding, FloatOperation operation);

/// A subnormal f32 becomes a zero of its sign.
float flushF32(float x);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FLOATARITHMETIC_H
