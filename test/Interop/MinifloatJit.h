// SPDX-License-Identifier: Apache-2.0
// All casts of all small floats as machine code, by name.
#ifndef QOPT_TEST_INTEROP_MINIFLOATJIT_H
#define QOPT_TEST_INTEROP_MINIFLOATJIT_H

#include "Jit.h"

#include <cstring>

namespace mlir::qopt {

inline constexpr const char *kSmallFloats[] = {
    "f8E5M2", "f8E4M3FN", "f8E5M2FNUZ", "f8E4M3FNUZ", "f8E4M3B11FNUZ", "f8E4M3",
    "f8E3M4", "f6E3M2FN", "f6E2M3FN",   "f4E2M1FN",   "f8E8M0FNU"};
// "" rounds to nearest even like the second.
inline constexpr const char *kRoundingModes[] = {
    "",         "to_nearest_even", "to_nearest_away", "toward_zero",
    "downward", "upward"};

/// The function i<N> -> i8 from the bits of an f16, bf16, f32 or f64 to the
/// code.
std::string truncateName(const std::string &type, const std::string &wide,
                         size_t mode = 0, bool saturate = false);
/// The function i8 -> i<N> back.
std::string extendName(const std::string &type, const std::string &wide);

/// The function (const float *, float *): eight numbers there and back.
inline std::string vectorName(const std::string &type) { return "v_" + type; }

/// The compiled module of all of them.
Jit &minifloatJit();

template <typename To, typename From> To bitsAs(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

} // namespace mlir::qopt

#endif // QOPT_TEST_INTEROP_MINIFLOATJIT_H
