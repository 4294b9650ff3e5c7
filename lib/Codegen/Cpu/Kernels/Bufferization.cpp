// SPDX-License-Identifier: Apache-2.0
// BufferizableOpInterface of the packed kernel ops.
#include "qopt/Codegen/Cpu/Kernels/Bufferization.h"

#include "qopt/Codegen/Common/DenseBuffers.h"
#include "qopt/IR/ProductOps.h"
#include "qopt/IR/QOpt.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/IR/SparseOps.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace mlir::qopt;

// Strides known at compile time, the innermost elements side by side.
static bool hasPlainRows(MemRefType type, SmallVector<int64_t> &strides) {
  int64_t offset = 0;
  return succeeded(type.getStridesAndOffset(strides, offset)) &&
         !llvm::is_contained(strides, ShapedType::kDynamic) &&
         strides.back() == 1;
}

// Whether a kernel can read its input from a buffer of this type.
static bool servesKernel(MemRefType type, const RunsGeometry &) {
  SmallVector<int64_t> strides;
  return hasPlainRows(type, strides);
}

static bool servesKernel(MemRefType type, const BitsGeometry &) {
  SmallVector<int64_t> strides;
  return hasPlainRows(type, strides);
}

static bool servesKernel(MemRefType type, const CodesGeometry &) {
  SmallVector<int64_t> strides;
  return hasPlainRows(type, strides);
}

// A run is contiguous: channels side by side, and pixels too where a run spans
// several.
static bool servesKernel(MemRefType type, const KernelGeometry &geometry) {
  SmallVector<int64_t> strides;
  if (!hasPlainRows(type, strides))
    return false;
  bool spansPixels = geometry.mergesInnermost() && geometry.kernel.back() > 1;
  return !spansPixels || strides[strides.size() - 2] == geometry.channels;
}

namespace {

template <typename OpTy>
struct KernelModel final
    : DstBufferizableOpInterfaceExternalModel<KernelModel<OpTy>, OpTy> {
  // Every element of init is written, none is read.
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto kernel = cast<OpTy>(op);
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(op);
    SmallVector<Value> buffers;
    for (OpOperand &operand : op->getOpOperands()) {
      auto buffer = getBuffer(rewriter, operand.get(), options, state);
      if (failed(buffer))
        return failure();
      auto type = cast<MemRefType>(buffer->getType());
      // Operands between the input and init are read from where they begin.
      bool serves =
          operand.getOperandNumber() == 0
              ? servesKernel(type, kernel.getGeometry())
              : type.getLayout().isIdentity() || kernel.isDpsInit(&operand);
      if (!serves)
        buffer = copyDense(rewriter, op->getLoc(), *buffer, options);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    OperationState made(op->getLoc(), op->getName(), buffers, TypeRange{},
                        op->getAttrDictionary().getValue());
    rewriter.create(made);
    replaceOpWithBufferizedValues(rewriter, op, buffers.back());
    return success();
  }
};

// qopt.product gets its scratch here, as allocations that the memory plan places.
struct ProductModel final
    : DstBufferizableOpInterfaceExternalModel<ProductModel, ProductOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto product = cast<ProductOp>(op);
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(op);
    SmallVector<Value> buffers;
    for (OpOperand &operand : op->getOpOperands()) {
      auto buffer = getBuffer(rewriter, operand.get(), options, state);
      if (failed(buffer))
        return failure();
      SmallVector<int64_t> strides;
      if (!product.isDpsInit(&operand) &&
          !hasPlainRows(cast<MemRefType>(buffer->getType()), strides))
        buffer = copyDense(rewriter, op->getLoc(), *buffer, options);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    int64_t bytes = ShapedType::getNumElements(product.getGeometry().weightShape());
    auto scratch = [&](int64_t count, Type element) {
      return options.createAlloc(rewriter, op->getLoc(),
                                 MemRefType::get({count}, element), /*dynShape=*/{});
    };
    auto packed = scratch(bytes, rewriter.getI8Type());
    auto sums = scratch(product.sumCount(), rewriter.getI32Type());
    if (failed(packed) || failed(sums))
      return failure();
    bool rescales = static_cast<bool>(product.getMultiplier());
    ProductOp::create(rewriter, op->getLoc(), TypeRange{}, buffers.front(), *packed,
                      *sums, rescales ? buffers[1] : Value(),
                      rescales ? buffers[2] : Value(), buffers[buffers.size() - 2],
                      buffers.back(), product.getLeftPermAttr(),
                      product.getRightPermAttr(), product.getResultPermAttr(),
                      product.getLeftZpAttr(), product.getRightZpAttr(),
                      product.getUnsignedLeftAttr(), product.getUnsignedRightAttr(),
                      product.getOutZpAttr(), product.getLoAttr(), product.getHiAttr(),
                      product.getRoundingAttr(), product.getNarrowAttr());
    replaceOpWithBufferizedValues(rewriter, op, buffers.back());
    return success();
  }
};

} // namespace

void mlir::qopt::registerKernelBufferization(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, QOptDialect *) {
    PackedConvOp::attachInterface<KernelModel<PackedConvOp>>(*context);
    PackedDepthwiseOp::attachInterface<KernelModel<PackedDepthwiseOp>>(
        *context);
    PackedCodesMatmulOp::attachInterface<KernelModel<PackedCodesMatmulOp>>(
        *context);
    PackedSparseMatmulOp::attachInterface<KernelModel<PackedSparseMatmulOp>>(
        *context);
    ProductOp::attachInterface<ProductModel>(*context);
    PackRowsOp::attachInterface<KernelModel<PackRowsOp>>(*context);
    PackedMatmulRunsOp::attachInterface<KernelModel<PackedMatmulRunsOp>>(
        *context);
    SubsetSumsOp::attachInterface<KernelModel<SubsetSumsOp>>(*context);
    PackedMatmulBitsOp::attachInterface<KernelModel<PackedMatmulBitsOp>>(
        *context);
    context->loadDialect<memref::MemRefDialect>();
  });
}
