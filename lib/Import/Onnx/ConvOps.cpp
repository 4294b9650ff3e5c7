// SPDX-License-Identifier: Apache-2.0
// Conv and ConvTranspose. ONNX is channels-first; qopt.conv is channels-last,
// so activations are transposed around it and constant filters at import.
#include "Windows.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

// The spatial sizes of a filter [_, _, K...], which kernel_shape must repeat.
static SmallVector<int64_t> readKernel(NodeImporter &n, const Tensor &filter) {
  SmallVector<int64_t> kernel(filter->shape.begin() + 2, filter->shape.end());
  SmallVector<int64_t> declared = n.getInts("kernel_shape", kernel);
  if (declared != kernel)
    n.fail("expected kernel_shape " + str(kernel) + " like the filter's, got " +
           str(declared));
  return kernel;
}

// Input [N, C, S...] and filter of one rank >= 3, one float type.
static bool checkOperands(NodeImporter &n) {
  n.requireFloating(0);
  n.requireOneType();
  n.requireFinite(1);
  n.requireFinite(2);
  if (n.input(0)->rank() < 3)
    n.fail("expected an input [N, C, spatial...], got shape " +
           str(n.input(0)->shape));
  n.requireRank(1, n.input(0)->rank());
  for (size_t i = 0; i < 2 && !n.failed(); ++i)
    if (llvm::is_contained(n.input(i)->shape, 0))
      n.fail("expected non-empty operands, got shape " +
             str(n.input(i)->shape));
  return !n.failed();
}

static int64_t readGroups(NodeImporter &n, int64_t channels, int64_t features) {
  int64_t groups = n.getInt("group", 1);
  if (groups >= 1 && channels % groups == 0 && features % groups == 0)
    return groups;
  n.fail("expected a group count that divides " + Twine(channels) +
         " input and " + Twine(features) + " output channels, got " +
         Twine(groups));
  return 1;
}

static void importConv(NodeImporter &n) {
  if (!checkOperands(n))
    return;
  const Tensor &x = n.input(0), &filter = n.input(1);
  Windows w = readWindows(n, readKernel(n, filter));
  int64_t channels = x->shape[1], features = filter->shape[0];
  ConvGeometry g;
  g.groups = readGroups(n, channels, features);
  if (n.failed())
    return;
  if (filter->shape[1] != channels / g.groups)
    return n.fail("expected a filter of " + Twine(channels / g.groups) +
                  " channels for " + Twine(channels) + " input channels in " +
                  Twine(g.groups) + " groups, got shape " +
                  str(filter->shape));
  n.requireShape(2, {features});
  g.strides = w.strides;
  g.dilations = w.dilations;
  g.padding = w.padding;
  g.inputDilations.assign(w.rank(), 1);
  Tensor y = n.b.conv(n.b.toChannelsLast(x), n.b.toChannelsLast(filter),
                      n.has(2) ? n.input(2) : nullptr, g, x->type);
  n.setOutput(0, n.b.toChannelsFirst(y));
}

//===-- ConvTranspose -----------------------------------------------------===//

// Filter [C, F/G, K...] becomes [F, K... reversed, C/G]: a transposed
// convolution correlates the dilated input with the mirrored kernel.
static Tensor mirrorFilter(NodeImporter &n, const Tensor &filter,
                           int64_t groups) {
  ArrayRef<int64_t> shape = filter->shape;
  size_t rank = shape.size() - 2;
  SmallVector<int64_t> split{groups, shape[0] / groups, shape[1]};
  llvm::append_range(split, shape.drop_front(2));
  SmallVector<int64_t> perm{0, 2}, merged{groups * shape[1]};
  SmallVector<int64_t> starts{0}, steps{1};
  for (size_t i = 0; i < rank; ++i) {
    perm.push_back(3 + i);
    merged.push_back(shape[2 + i]);
    starts.push_back(shape[2 + i] - 1);
    steps.push_back(-1);
  }
  perm.push_back(1);
  merged.push_back(shape[0] / groups);
  starts.push_back(0);
  steps.push_back(1);
  Tensor moved = n.b.transpose(n.b.reshape(filter, split), perm);
  return n.b.slice(n.b.reshape(moved, merged), merged, starts, steps);
}

// Padding of the transposed convolution (what it cuts off its full result), as
// output_shape or auto_pad ask for; lows, then highs.
static SmallVector<int64_t>
transposedPadding(const Windows &w, ArrayRef<int64_t> outputPadding,
                  ArrayRef<int64_t> outputShape) {
  size_t rank = w.rank();
  SmallVector<int64_t> padding(2 * rank);
  for (size_t i = 0; i < rank; ++i) {
    int64_t total = (w.input[i] - 1) * w.strides[i] + outputPadding[i] +
                    w.extent(i) - outputShape[i];
    // Where more is asked for than there is, the rest is added at the end.
    int64_t half = std::max<int64_t>(total, 0) / 2;
    bool upper = w.autoPad == "SAME_UPPER";
    padding[i] = upper ? half : std::max<int64_t>(total, 0) - half;
    padding[rank + i] = total - padding[i];
  }
  return padding;
}

static void importConvTranspose(NodeImporter &n) {
  if (!checkOperands(n))
    return;
  const Tensor &x = n.input(0), &filter = n.input(1);
  Windows w = readWindows(n, readKernel(n, filter));
  size_t rank = w.rank();
  SmallVector<int64_t> zeros(rank, 0);
  SmallVector<int64_t> outputPadding = n.getSizes("output_padding", zeros, 0);
  bool same = StringRef(w.autoPad).starts_with("SAME");
  SmallVector<int64_t> outputShape;
  if (n.hasAttr("output_shape")) {
    outputShape = n.getSizes("output_shape", zeros, 1);
  } else if (same) {
    for (size_t i = 0; i < rank; ++i)
      outputShape.push_back(w.input[i] * w.strides[i]);
  }
  ConvGeometry g;
  g.groups = readGroups(n, x->shape[1], filter->shape[0]);
  if (n.failed())
    return;
  if (filter->shape[0] != x->shape[1])
    return n.fail("expected a filter of " + Twine(x->shape[1]) +
                  " channels like the input, got shape " + str(filter->shape));
  int64_t features = filter->shape[1] * g.groups;
  n.requireShape(2, {features});
  for (size_t i = 0; i < rank; ++i)
    if (outputPadding[i] >= std::max(w.strides[i], w.dilations[i]))
      return n.fail("expected output_padding below stride or dilation, got " +
                    str(outputPadding));
  if (!outputShape.empty())
    w.padding = transposedPadding(w, outputPadding, outputShape);
  g.strides.assign(rank, 1);
  g.dilations = w.dilations;
  g.inputDilations = w.strides;
  g.padding.resize(2 * rank);
  for (size_t i = 0; i < rank; ++i) {
    g.padding[i] = w.extent(i) - 1 - w.padding[i];
    g.padding[rank + i] =
        w.extent(i) - 1 - w.padding[rank + i] + outputPadding[i];
  }
  Tensor y = n.b.conv(n.b.toChannelsLast(x), mirrorFilter(n, filter, g.groups),
                      n.has(2) ? n.input(2) : nullptr, g, x->type);
  n.setOutput(0, n.b.toChannelsFirst(y));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getConvOps() {
  static constexpr OpRow rows[] = {
      {"Conv", 1, kNewest, 2, 3, 1, importConv},
      {"ConvTranspose", 1, kNewest, 2, 3, 1, importConvTranspose},
  };
  return rows;
}
