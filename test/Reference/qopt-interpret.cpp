// SPDX-License-Identifier: Apache-2.0
// Test tool: runs a function of a textual module in the reference interpreter
// on reproducible random inputs and prints its results, so that a lit test can
// say that a pass keeps them:
//   qopt-interpret a.mlir > before; qopt-opt --p a.mlir | qopt-interpret > after
#include "qopt/Numerics/Rounding.h"
#include "qopt/Reference/Interpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mlir::qopt;
namespace cl = llvm::cl;
namespace num = ::qopt::numerics;

static cl::opt<std::string> inputFile(cl::Positional, cl::desc("<module>"),
                                      cl::init("-"));
static cl::opt<std::string> functionName("function", cl::init("main"),
                                         cl::desc("function to run"));
static cl::opt<uint64_t> seed("seed", cl::init(0),
                              cl::desc("seed of the random inputs"));
static cl::opt<uint64_t>
    limit("limit", cl::init(16),
          cl::desc("elements printed of each result (all are hashed)"));

// f32: multiples of 1/256 in [-4, 4); integers: all values of up to 8 bits,
// [-1000, 1000] (unsigned: [0, 1000]) of wider types.
static Tensor makeRandomInput(RankedTensorType type, uint64_t stream) {
  int64_t n = type.getNumElements();
  auto draw = [&](int64_t i, int64_t lo, int64_t hi) {
    uint64_t hash = num::counterHash(seed ^ (stream << 32), uint64_t(i));
    return lo + int64_t(hash % uint64_t(hi - lo + 1));
  };
  if (isa<FloatType>(type.getElementType())) {
    std::vector<float> values(n);
    for (int64_t i = 0; i < n; ++i)
      values[i] = float(draw(i, -1024, 1023)) / 256;
    return makeFloatTensor(type.getContext(), type.getShape(), values);
  }
  num::IntRange range = getIntegerRange(type);
  if (type.getElementTypeBitWidth() > 8)
    range = {range.min < 0 ? -1000 : 0, 1000};
  std::vector<int64_t> values(n);
  for (int64_t i = 0; i < n; ++i)
    values[i] = draw(i, range.min, range.max);
  return makeIntTensor(type.getElementType(), type.getShape(), values);
}

// FNV-1a over the bytes.
static uint64_t hashBytes(ArrayRef<char> bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (char c : bytes)
    hash = (hash ^ uint8_t(c)) * 0x100000001b3u;
  return hash;
}

static void print(size_t index, const Tensor &tensor) {
  llvm::outs() << "result " << index << " : " << tensor.getType() << " hash "
               << llvm::format_hex(hashBytes(tensor.getBytes()), 18) << "\n";
  int64_t n = std::min<int64_t>(tensor.getNumElements(), int64_t(limit));
  if (n == 0)
    return;
  bool isFloat = isa<FloatType>(tensor.getElementType());
  std::vector<int64_t> ints = isFloat ? std::vector<int64_t>() : toInts(tensor);
  for (int64_t i = 0; i < n; ++i) {
    llvm::outs() << (i ? " " : "");
    if (isFloat)
      llvm::outs() << llvm::format("%.9g", double(tensor.data<float>()[i]));
    else
      llvm::outs() << ints[i];
  }
  llvm::outs() << "\n";
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "runs IR on random inputs\n");
  MLIRContext context;
  context.loadDialect<QOptDialect, func::FuncDialect, arith::ArithDialect,
                      tensor::TensorDialect>();
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, &context);
  auto module = parseSourceFile<ModuleOp>(inputFile, sources, &context);
  if (!module)
    return 1;
  auto function = module->lookupSymbol<func::FuncOp>(functionName);
  if (!function) {
    llvm::errs() << "expected a function '" << functionName << "' in "
                 << inputFile << ", got none\n";
    return 1;
  }
  SmallVector<Tensor> inputs;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape() || getQType(type) ||
        getByteWidth(tensor.getElementType()) == 0) {
      llvm::errs() << "expected static float or integer tensors as arguments, "
                      "got "
                   << type << "\n";
      return 1;
    }
    inputs.push_back(makeRandomInput(tensor, i + 1));
  }
  auto results = Interpreter(function).run(inputs);
  if (failed(results))
    return 1;
  for (auto [i, result] : llvm::enumerate(*results))
    print(i, result);
  return 0;
}
