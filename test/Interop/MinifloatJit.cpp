// SPDX-License-Identifier: Apache-2.0
// Text of one function per cast: type, source, rounding mode, saturation.
#include "MinifloatJit.h"

#include "qopt/Interop/Passes.h"
#include "qopt/Numerics/Formats/Minifloat.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir::qopt;

namespace {
struct Wide {
  const char *type;
  int bits;
};
const Wide kWides[] = {{"f16", 16}, {"bf16", 16}, {"f32", 32}, {"f64", 64}};
std::string integer(int bits) { return "i" + std::to_string(bits); }

/// i<wide> -> i8: the code in the low bits.
std::string truncateText(const std::string &type, const Wide &wide, int mode,
                         bool saturate, int codeBits) {
  std::string n = integer(wide.bits), w = wide.type, c = integer(codeBits);
  std::string text =
      "func.func @" + truncateName(type, w, mode, saturate) + "(%a: " + n +
      ") -> i8 {\n %x = arith.bitcast %a : " + n + " to " + w +
      "\n %y = arith.truncf %x " + kRoundingModes[mode] +
      (saturate ? " {qopt.saturate = true}" : "") + " : " + w + " to " + type +
      "\n %c = arith.bitcast %y : " + type + " to " + c + "\n";
  if (codeBits == 8)
    return text + " return %c : i8\n}\n";
  return text + " %d = arith.extui %c : " + c + " to i8\n return %d : i8\n}\n";
}

/// i8 -> i<wide>.
std::string extendText(const std::string &type, const Wide &wide,
                       int codeBits) {
  std::string n = integer(wide.bits), w = wide.type, c = integer(codeBits);
  std::string text =
      "func.func @" + extendName(type, w) + "(%a: i8) -> " + n + " {\n";
  text += codeBits == 8 ? " %c = arith.bitcast %a : i8 to i8\n"
                        : " %c = arith.trunci %a : i8 to " + c + "\n";
  return text + " %y = arith.bitcast %c : " + c + " to " + type +
         "\n %x = arith.extf %y : " + type + " to " + w +
         "\n %b = arith.bitcast %x : " + w + " to " + n +
         "\n return %b : " + n + "\n}\n";
}

/// Eight numbers from memory to codes and back to numbers.
std::string vectorText(const std::string &type, int codeBits) {
  std::string v = "vector<8x", c = v + integer(codeBits) + ">";
  return "func.func @" + vectorName(type) +
         "(%p: !llvm.ptr, %q: !llvm.ptr) {\n"
         " %x = llvm.load %p : !llvm.ptr -> vector<8xf32>\n"
         " %y = arith.truncf %x : vector<8xf32> to " +
         v + type +
         ">\n"
         " %c = arith.bitcast %y : " +
         v + type + "> to " + c +
         "\n"
         " %d = arith.bitcast %c : " +
         c + " to " + v + type +
         ">\n"
         " %z = arith.extf %d : " +
         v + type +
         "> to vector<8xf32>\n"
         " llvm.store %z, %q : vector<8xf32>, !llvm.ptr\n return\n}\n";
}

/// An f32 and a scale's code to a code, and a code and a scale's to an f32.
std::string scaledText(const std::string &type, int codeBits) {
  std::string c = integer(codeBits);
  std::string widen = codeBits == 8 ? "arith.bitcast %c : i8 to i8\n"
                                    : "arith.extui %c : " + c + " to i8\n";
  std::string narrow = codeBits == 8 ? "arith.bitcast %a : i8 to i8\n"
                                     : "arith.trunci %a : i8 to " + c + "\n";
  return "func.func @st_" + type +
         "(%x: f32, %e: i8) -> i8 {\n"
         " %s = arith.bitcast %e : i8 to f8E8M0FNU\n"
         " %y = arith.scaling_truncf %x, %s : f32, f8E8M0FNU to " +
         type + "\n %c = arith.bitcast %y : " + type + " to " + c +
         "\n %r = " + widen + " return %r : i8\n}\n" + "func.func @se_" + type +
         "(%a: i8, %e: i8) -> f32 {\n"
         " %s = arith.bitcast %e : i8 to f8E8M0FNU\n %c = " +
         narrow + " %y = arith.bitcast %c : " + c + " to " + type +
         "\n %x = arith.scaling_extf %y, %s : " + type +
         ", f8E8M0FNU to f32\n return %x : f32\n}\n";
}

std::string moduleText() {
  std::string text = "module {\n";
  for (const char *type : kSmallFloats) {
    int bits = ::qopt::numerics::namedMinifloat(type)->bits();
    text += vectorText(type, bits);
    if (::qopt::numerics::namedMinifloat(type)->isSigned)
      text += scaledText(type, bits);
    for (const Wide &wide : kWides) {
      text += extendText(type, wide, bits);
      for (size_t mode = 0; mode < std::size(kRoundingModes); ++mode)
        for (bool saturate : {false, true})
          text += truncateText(type, wide, mode, saturate, bits);
    }
  }
  return text + "}\n";
}

} // namespace

std::string mlir::qopt::truncateName(const std::string &type,
                                     const std::string &wide, size_t mode,
                                     bool saturate) {
  return "t_" + type + "_" + wide + "_" + std::to_string(mode) +
         (saturate ? "_sat" : "");
}

std::string mlir::qopt::extendName(const std::string &type,
                                   const std::string &wide) {
  return "e_" + type + "_" + wide;
}

Jit &mlir::qopt::minifloatJit() {
  static Jit instance(moduleText(), [](mlir::OpPassManager &pm) {
    pm.addPass(createExpandMinifloatCasts());
  });
  return instance;
}
