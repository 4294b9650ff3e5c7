// SPDX-License-Identifier: Apache-2.0
// Derivation of a plan from a transposition, and its names.
#include "TransposePlan.h"

#include "qopt/Codegen/Cpu/Kernels/Transpose.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;
using Dim = TransposePlan::Dim;

// Dimensions in the result's order; neighbours that are neighbours in the input,
// too, are one.
static SmallVector<Dim> mergedDims(ArrayRef<int64_t> shape,
                                   ArrayRef<int64_t> inputSteps,
                                   ArrayRef<int64_t> outputSteps) {
  SmallVector<Dim> dims;
  for (auto [size, in, out] : llvm::zip_equal(shape, inputSteps, outputSteps)) {
    if (size == 1)
      continue;
    if (!dims.empty() && dims.back().inputStep == size * in &&
        dims.back().outputStep == size * out) {
      dims.back() = {dims.back().size * size, in, out};
      continue;
    }
    dims.push_back({size, in, out});
  }
  return dims;
}

FailureOr<TransposePlan>
mlir::qopt::planTranspose(Value input, Value output,
                          ArrayRef<int64_t> permutation) {
  auto from = cast<MemRefType>(input.getType());
  auto to = cast<MemRefType>(output.getType());
  SmallVector<int64_t> inputSteps, outputSteps, permuted;
  int64_t offset;
  if (!to.hasStaticShape() ||
      failed(from.getStridesAndOffset(inputSteps, offset)) ||
      failed(to.getStridesAndOffset(outputSteps, offset)) ||
      llvm::is_contained(inputSteps, ShapedType::kDynamic) ||
      llvm::is_contained(outputSteps, ShapedType::kDynamic))
    return failure();
  Type element = to.getElementType();
  if (!element.isIntOrFloat() ||
      !llvm::is_contained({8, 16, 32}, int(element.getIntOrFloatBitWidth())))
    return failure();
  TransposePlan plan;
  plan.element = isa<IntegerType>(element)
                     ? IntegerType::get(element.getContext(),
                                        element.getIntOrFloatBitWidth())
                     : element;
  for (int64_t p : permutation)
    permuted.push_back(inputSteps[p]);
  SmallVector<int64_t> sizes, inputPlaces, outputPlaces;
  for (Dim dim : mergedDims(to.getShape(), permuted, outputSteps)) {
    if (dim.inputStep == 1 && dim.outputStep == 1)
      return failure(); // rows stay rows
    if (dim.inputStep == 1) {
      plan.from = dim;
    } else if (dim.outputStep == 1) {
      plan.to = dim;
    } else {
      sizes.push_back(dim.size);
      inputPlaces.push_back(dim.inputStep);
      outputPlaces.push_back(dim.outputStep);
      plan.places *= dim.size;
    }
  }
  if (std::min(plan.from.size, plan.to.size) < plan.lanes())
    return failure();
  plan.input = PositionMap::make(sizes, inputPlaces);
  plan.output = PositionMap::make(sizes, outputPlaces);
  return plan;
}

FailureOr<TransposePlan> mlir::qopt::planTranspose(linalg::TransposeOp op,
                                                   target::Isa isa) {
  auto plan = planTranspose(op.getInput(), op.getInit(), op.getPermutation());
  if (succeeded(plan))
    plan->isa = isa;
  return plan;
}

LogicalResult mlir::qopt::replaceByTranspose(RewriterBase &rewriter,
                                             linalg::LinalgOp op) {
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (!generic || generic.getNumDpsInputs() != 1 || generic.getNumDpsInits() != 1 ||
      !generic.hasPureBufferSemantics() || !isa<MemRefType>(generic.getInputs()[0].getType()) ||
      generic.getNumParallelLoops() != generic.getNumLoops())
    return failure();
  Block &body = *generic.getBody();
  if (&body.front() != body.getTerminator() ||
      body.getTerminator()->getOperand(0) != body.getArgument(0))
    return failure();
  AffineMap read = generic.getMatchingIndexingMap(generic.getDpsInputOperand(0));
  AffineMap write = generic.getMatchingIndexingMap(generic.getDpsInitOperand(0));
  if (!read.isPermutation() || !write.isPermutation())
    return failure();
  // Dimension i of the result is permutation[i] of the input.
  SmallVector<int64_t> permutation;
  AffineMap place = inversePermutation(read);
  for (AffineExpr dim : write.getResults())
    permutation.push_back(place.getDimPosition(cast<AffineDimExpr>(dim).getPosition()));
  Value input = generic.getInputs()[0], output = generic.getOutputs()[0];
  if (failed(planTranspose(input, output, permutation)))
    return failure();
  rewriter.setInsertionPoint(op);
  rewriter.replaceOpWithNewOp<linalg::TransposeOp>(op, input, output, permutation);
  return success();
}

int64_t TransposePlan::rowTiles() const {
  return places * static_cast<int64_t>(llvm::divideCeil(
                      fromOutside() ? from.size : to.size, lanes()));
}

// A square of 16 bytes by n takes n loads, n * log2(n) shuffles and n stores.
int64_t TransposePlan::cycles() const {
  int64_t squares = rowTiles() * static_cast<int64_t>(llvm::divideCeil(
                                     fromOutside() ? to.size : from.size, lanes()));
  return squares * lanes() * (2 + llvm::Log2_64(lanes()));
}

std::string TransposePlan::name() const {
  std::string text;
  llvm::raw_string_ostream(text)
      << "qopt_tr_s" << element.getIntOrFloatBitWidth() << "_" << places << "x"
      << from.size << "x" << to.size << "_" << target::describe(isa).name;
  return text;
}

std::string TransposePlan::key() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << name() << "|" << from.outputStep << "," << to.inputStep;
  for (const PositionMap &map : {input, output}) {
    os << "|";
    llvm::interleave(map.sizes, os, ",");
    os << ":";
    llvm::interleave(map.strides, os, ",");
  }
  return text;
}
