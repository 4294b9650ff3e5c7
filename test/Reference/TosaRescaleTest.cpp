// SPDX-License-Identifier: Apache-2.0
// An independent witness of qopt.rescale: upstream's tosa.rescale, lowered by
// upstream's own passes to LLVM and run in process, must give the same codes.
#include "RunText.h"

#include "qopt/Numerics/Requantize.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/ExecutionEngine/CRunnerUtils.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/TargetSelect.h"

#include <random>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
/// A rescale of `rows` x multipliers.size() integers, per channel.
struct Rescale {
  unsigned inBits, outBits;
  bool outUnsigned;
  int64_t inZp, outZp;
  bool twice; ///< DOUBLE_ROUND
  int64_t rows;
  Ints multipliers, shifts;

  int64_t channels() const { return int64_t(multipliers.size()); }
  num::IntRange range() const {
    return num::intRange(int(outBits), !outUnsigned, false);
  }
};

std::string list(const Ints &values) {
  return "[" + llvm::join(llvm::map_range(values, [](int64_t v) {
                            return std::to_string(v);
                          }),
                          ", ") +
         "]";
}

// tosa.rescale of the whole tensor, constants as TOSA wants them.
std::string tosaText(const Rescale &r) {
  std::string c = std::to_string(r.channels()), rows = std::to_string(r.rows);
  std::string in = "i" + std::to_string(r.inBits),
              out = "i" + std::to_string(r.outBits);
  std::string x = "tensor<" + rows + "x" + c + "x" + in + ">",
              y = "tensor<" + rows + "x" + c + "x" + out + ">",
              m = "tensor<" + c + "xi32>", s = "tensor<" + c + "xi8>";
  auto constant = [](const std::string &name, const std::string &values,
                     const std::string &type) {
    return name + " = \"tosa.const\"() {values = dense<" + values + "> : " +
           type + "} : () -> " + type + "\n";
  };
  // The zero point of an unsigned result is its bit pattern.
  int64_t zp = r.outUnsigned && r.outZp > r.range().max / 2
                   ? r.outZp - r.range().max - 1
                   : r.outZp;
  return "func.func @rescale(%x: " + x + ") -> " + y +
         " attributes {llvm.emit_c_interface} {\n" +
         constant("%m", list(r.multipliers), m) +
         constant("%s", list(r.shifts), s) +
         constant("%i", std::to_string(r.inZp), "tensor<1x" + in + ">") +
         constant("%o", std::to_string(zp), "tensor<1x" + out + ">") +
         "%r = tosa.rescale %x, %m, %s, %i, %o {scale32 = true, rounding_mode "
         "= " +
         (r.twice ? "DOUBLE_ROUND" : "SINGLE_ROUND") +
         ", per_channel = " + (r.channels() > 1 ? "true" : "false") +
         ", input_unsigned = false, output_unsigned = " +
         (r.outUnsigned ? "true" : "false") + "} : (" + x + ", " + m + ", " + s +
         ", tensor<1x" + in + ">, tensor<1x" + out + ">) -> " + y +
         "\nreturn %r : " + y + "\n}\n";
}

// Stock passes only, in the order that upstream's own tests use.
LogicalResult lowerToLlvm(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addNestedPass<func::FuncOp>(tosa::createTosaToLinalg());
  TosaToArithPassOptions toArith;
  toArith.includeApplyRescale = true;
  pm.addNestedPass<func::FuncOp>(createTosaToArithPass(toArith));
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  bufferization::BufferResultsToOutParamsPassOptions outParams;
  outParams.modifyPublicFunctions = true;
  pm.addPass(bufferization::createBufferResultsToOutParamsPass(outParams));
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  return pm.run(module);
}

template <typename T>
StridedMemRefType<T, 2> describe(std::vector<T> &data, const Rescale &r) {
  return {data.data(), data.data(), 0, {r.rows, r.channels()},
          {r.channels(), 1}};
}

class TosaRescaleTest : public RunText {
protected:
  TosaRescaleTest() {
    DialectRegistry registry;
    registry.insert<tosa::TosaDialect, linalg::LinalgDialect,
                    tensor::TensorDialect, memref::MemRefDialect,
                    bufferization::BufferizationDialect>();
    arith::registerBufferizableOpInterfaceExternalModels(registry);
    linalg::registerBufferizableOpInterfaceExternalModels(registry);
    tensor::registerBufferizableOpInterfaceExternalModels(registry);
    bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(
        registry);
    registerBuiltinDialectTranslation(registry);
    registerLLVMDialectTranslation(registry);
    context.appendDialectRegistry(registry);
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  }

  /// What upstream computes.
  template <typename In, typename Out>
  std::vector<Out> runTosa(const Rescale &r, std::vector<In> input) {
    auto text = tosaText(r);
    auto lowered = parseSourceString<ModuleOp>(text, &context);
    if (!lowered || failed(lowerToLlvm(*lowered))) {
      ADD_FAILURE() << errors << text;
      return {};
    }
    auto engine = ExecutionEngine::create(*lowered);
    if (!engine) {
      ADD_FAILURE() << llvm::toString(engine.takeError());
      return {};
    }
    auto symbol = (*engine)->lookup("_mlir_ciface_rescale");
    if (!symbol) {
      ADD_FAILURE() << llvm::toString(symbol.takeError());
      return {};
    }
    std::vector<Out> output(input.size());
    auto from = describe(input, r);
    auto to = describe(output, r);
    reinterpret_cast<void (*)(StridedMemRefType<In, 2> *,
                              StridedMemRefType<Out, 2> *)>(*symbol)(&from,
                                                                     &to);
    return output;
  }

  /// What qopt.rescale means.
  Ints runOurs(const Rescale &r, const Ints &input) {
    std::string c = std::to_string(r.channels());
    std::string shape = "tensor<" + std::to_string(r.rows) + "x" + c + "x";
    std::string x = shape + "i" + std::to_string(r.inBits) + ">",
                out = (r.outUnsigned ? "ui" : "i") + std::to_string(r.outBits),
                y = shape + out + ">", m = "tensor<" + c + "xi32>",
                s = "tensor<" + c + "xi8>";
    std::string text = function(
        "%x: " + x + ", %m: " + m + ", %s: " + s,
        "%r = qopt.rescale %x by %m, %s rounding " +
            std::string(r.twice ? "double_round" : "single") +
            " {in_zp = " + std::to_string(r.inZp) +
            ", out_zp = " + std::to_string(r.outZp) +
            ", lo = " + std::to_string(r.range().min) +
            ", hi = " + std::to_string(r.range().max) + "} : " + x + ", " + m +
            ", " + s + " -> " + y,
        y);
    return intsOf(runOne(text, {ints(("i" + std::to_string(r.inBits)).c_str(),
                                     {r.rows, r.channels()}, input),
                                ints("i32", {r.channels()}, r.multipliers),
                                ints("i8", {r.channels()}, r.shifts)}));
  }

  /// Mismatches among the elements that TOSA defines: those whose scaled value
  /// plus zero point fits 32 bits.
  template <typename In, typename Out> void compare(const Rescale &r) {
    std::vector<In> input;
    for (int64_t i = 0; i < r.rows * r.channels(); ++i)
      // All magnitudes alike, and the edges.
      input.push_back(i % 1009 == 0   ? std::numeric_limits<In>::min()
                      : i % 1013 == 0 ? std::numeric_limits<In>::max()
                                      : In(int32_t(random()) >>
                                           (random() % 31)));
    Ints wide(input.begin(), input.end());
    std::vector<Out> theirs = runTosa<In, Out>(r, input);
    Ints ours = runOurs(r, wide);
    ASSERT_EQ(ours.size(), theirs.size());
    int64_t mismatches = 0;
    for (size_t i = 0; i < ours.size(); ++i) {
      size_t c = i % size_t(r.channels());
      int64_t scaled = num::multiplyByFixedPoint(
          wide[i] - r.inZp, {int32_t(r.multipliers[c]), int32_t(r.shifts[c])},
          r.twice ? num::RequantRounding::Double : num::RequantRounding::Single);
      if (num::saturate32(scaled) != scaled ||
          num::saturate32(scaled + r.outZp) != scaled + r.outZp)
        continue;
      ++compared;
      if (ours[i] != int64_t(theirs[i]) && ++mismatches < 5)
        ADD_FAILURE() << wide[i] << " * " << r.multipliers[c] << " >> "
                      << r.shifts[c] << ": ours " << ours[i] << ", tosa "
                      << int64_t(theirs[i]);
    }
    EXPECT_EQ(mismatches, 0);
  }

  /// n normalised multipliers with shifts in [lo, hi].
  Rescale withChannels(Rescale r, int64_t n, int64_t lo, int64_t hi) {
    for (int64_t i = 0; i < n; ++i) {
      r.multipliers.push_back((1ll << 30) + int64_t(random() % (1u << 30)));
      r.shifts.push_back(lo + int64_t(random() % uint64_t(hi - lo + 1)));
    }
    return r;
  }

  std::mt19937 random{11};
  int64_t compared = 0;
};
} // namespace

TEST_F(TosaRescaleTest, AccumulatorsToBytesPerChannel) {
  for (bool twice : {false, true}) {
    compare<int32_t, int8_t>(
        withChannels({32, 8, false, 0, -5, twice, 4096, {}, {}}, 61, 31, 62));
    compare<int32_t, uint8_t>(
        withChannels({32, 8, true, 0, 200, twice, 4096, {}, {}}, 61, 31, 50));
  }
  EXPECT_GT(compared, 900000);
}

TEST_F(TosaRescaleTest, PerTensor) {
  for (bool twice : {false, true})
    for (int64_t shift : {24, 31, 32, 37, 45})
      compare<int32_t, int8_t>(withChannels(
          {32, 8, false, 0, 3, twice, 120000, {}, {}}, 1, shift, shift));
  EXPECT_GT(compared, 1000000);
}

TEST_F(TosaRescaleTest, OtherWidths) {
  for (bool twice : {false, true}) {
    compare<int8_t, int8_t>(
        withChannels({8, 8, false, 17, -9, twice, 4096, {}, {}}, 31, 28, 36));
    compare<int32_t, int16_t>(
        withChannels({32, 16, false, 0, 0, twice, 4096, {}, {}}, 31, 33, 50));
    compare<int32_t, int32_t>(
        withChannels({32, 32, false, 0, 0, twice, 4096, {}, {}}, 31, 30, 50));
  }
  EXPECT_GT(compared, 700000);
}
