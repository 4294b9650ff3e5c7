// SPDX-License-Identifier: Apache-2.0
// qopt.conv: any number of spatial dimensions.
#include "Convolve.h"
#include "Linear.h"

using namespace mlir;
using namespace mlir::qopt;

static ConvShape getConvShape(ConvOp op) {
  auto input = cast<RankedTensorType>(op.getInput().getType());
  auto filter = cast<RankedTensorType>(op.getFilter().getType());
  SmallVector<WindowDim> dims;
  size_t spatial = input.getRank() - 2;
  for (size_t i = 0; i < spatial; ++i)
    dims.push_back({input.getDimSize(i + 1), resultType(op).getDimSize(i + 1),
                    filter.getDimSize(i + 1), op.getStrides()[i],
                    op.getPadding()[i], op.getPadding()[spatial + i],
                    op.getDilations()[i], op.getInputDilations()[i]});
  return {input.getDimSize(0),
          input.getShape().back(),
          filter.getDimSize(0),
          static_cast<int64_t>(op.getGroups()),
          ShapedType::getNumElements(input.getShape().slice(1, spatial)),
          WindowIndex(dims)};
}

FailureOr<Tensor> mlir::qopt::evaluate(ConvOp op, const Operands &in) {
  ConvShape shape = getConvShape(op);
  const Tensor &input = in[op.getInput()], &filter = in[op.getFilter()];
  // Real zero, which quantized operands are read as, unless codes are given.
  int64_t padding = static_cast<int64_t>(op.getPadValue().value_or(0));
  return withSumType(op, input, filter, in, shape.terms(),
                     std::abs(static_cast<double>(padding)), [&](auto zero) {
                       using T = decltype(zero);
                       return finishSums(op, in,
                                         convolve(shape, toNumbers<T>(input),
                                                  toNumbers<T>(filter),
                                                  static_cast<T>(padding),
                                                  readStart<T>(op, in)));
                     });
}
