// SPDX-License-Identifier: Apache-2.0
// Operators that give the same elements another shape: Reshape, Flatten,
// Transpose, Squeeze, Unsqueeze, Expand, Tile, DepthToSpace, SpaceToDepth.
#include "NodeImporter.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static void importReshape(NodeImporter &n) {
  bool allowZero = n.opset >= 14 && n.getFlag("allowzero", false);
  const Tensor &x = n.input(0);
  n.requireRank(1, 1);
  auto wanted = n.constantInts(1);
  if (n.failed())
    return;
  Shape shape;
  int64_t open = -1;
  for (auto [i, size] : llvm::enumerate(*wanted)) {
    if (size == 0 && !allowZero && static_cast<int64_t>(i) >= x->rank())
      return n.fail("expected a 0 in the shape to copy a dimension of " +
                    str(x->shape) + ", got " + str(*wanted));
    if (size < -1 || (size == -1 && open >= 0))
      return n.fail("expected sizes >= 0 and at most one -1, got " +
                    str(*wanted));
    if (size == -1)
      open = i;
    shape.push_back(size == -1 ? 1 : size == 0 && !allowZero ? x->shape[i] : size);
  }
  if (open >= 0) {
    auto known = countElements(shape);
    int64_t total = *countElements(x->shape);
    if (!known || *known == 0 || total % *known != 0)
      return n.fail("expected a shape with the elements of " + str(x->shape) +
                    ", got " + str(*wanted));
    shape[open] = total / *known;
  }
  n.setOutput(0, n.b.reshape(x, shape));
}

static void importFlatten(NodeImporter &n) {
  const Tensor &x = n.input(0);
  int64_t axis = n.getInt("axis", 1);
  // An axis equal to the rank gives [all, 1].
  axis = axis == x->rank() ? axis : n.normalizeAxis(axis, x->rank());
  if (n.failed())
    return;
  ArrayRef<int64_t> shape = x->shape;
  n.setOutput(0, n.b.reshape(x, {*countElements(shape.take_front(axis)),
                                 *countElements(shape.drop_front(axis))}));
}

static void importTranspose(NodeImporter &n) {
  const Tensor &x = n.input(0);
  SmallVector<int64_t> perm;
  for (int64_t d = x->rank(); d-- > 0;)
    perm.push_back(d);
  perm = n.getInts("perm", perm);
  SmallVector<int64_t> sorted(perm);
  llvm::sort(sorted);
  if (!llvm::equal(sorted, llvm::seq<int64_t>(0, x->rank())))
    return n.fail("expected a permutation of " + Twine(x->rank()) +
                  " dimensions, got " + str(perm));
  n.setOutput(0, n.b.transpose(x, perm));
}

//===-- Squeeze and Unsqueeze ---------------------------------------------===//

// The axes, from the attribute or from input 1; nullopt where not given.
static std::optional<SmallVector<int64_t>> readAxes(NodeImporter &n) {
  if (n.opset < 13)
    return n.hasAttr("axes") ? std::optional(n.getInts("axes", {}))
                             : std::nullopt;
  if (!n.has(1))
    return std::nullopt;
  n.requireRank(1, 1);
  return n.constantInts(1);
}

static void importSqueeze(NodeImporter &n) {
  const Tensor &x = n.input(0);
  auto given = readAxes(n);
  if (n.failed())
    return;
  SmallVector<int64_t> axes;
  if (given)
    axes = n.normalizeAxes(*given, x->rank());
  Shape shape;
  for (int64_t d = 0; d < x->rank() && !n.failed(); ++d) {
    bool drop = given ? llvm::is_contained(axes, d) : x->shape[d] == 1;
    if (drop && x->shape[d] != 1)
      return n.fail("expected size 1 along squeezed axis " + Twine(d) +
                    ", got shape " + str(x->shape));
    if (!drop)
      shape.push_back(x->shape[d]);
  }
  if (!n.failed())
    n.setOutput(0, n.b.reshape(x, shape));
}

static void importUnsqueeze(NodeImporter &n) {
  const Tensor &x = n.input(0);
  auto given = readAxes(n);
  if (!given && !n.failed())
    return n.fail("expected axes, got none");
  if (n.failed())
    return;
  int64_t rank = x->rank() + static_cast<int64_t>(given->size());
  SmallVector<int64_t> axes = n.normalizeAxes(*given, rank);
  if (n.failed())
    return;
  Shape shape;
  for (int64_t d = 0, from = 0; d < rank; ++d)
    shape.push_back(llvm::is_contained(axes, d) ? 1 : x->shape[from++]);
  n.setOutput(0, n.b.reshape(x, shape));
}

//===-- Expand and Tile ---------------------------------------------------===//

static void importExpand(NodeImporter &n) {
  const Tensor &x = n.input(0);
  n.requireRank(1, 1);
  auto wanted = n.constantInts(1);
  if (n.failed())
    return;
  if (llvm::any_of(*wanted, [](int64_t d) { return d < 0; }))
    return n.fail("expected sizes >= 0, got " + str(*wanted));
  // Either side may be the one that is stretched.
  auto shape = broadcastShapes(x->shape, *wanted);
  if (failed(shape))
    return n.fail("expected a shape that " + str(x->shape) +
                  " broadcasts with, got " + str(*wanted));
  n.setOutput(0, n.b.broadcast(x, *shape));
}

// [d0, d1] -> [1, d0, 1, d1] -> [r0, d0, r1, d1] -> [r0*d0, r1*d1].
static void importTile(NodeImporter &n) {
  const Tensor &x = n.input(0);
  auto repeats = n.constantInts(1);
  if (n.failed())
    return;
  if (static_cast<int64_t>(repeats->size()) != x->rank())
    return n.fail("expected " + Twine(x->rank()) + " repeats, got " +
                  str(*repeats));
  SmallVector<int64_t> split, spread, merged;
  for (auto [size, repeat] : llvm::zip_equal(x->shape, *repeats)) {
    int64_t product = 0;
    if (repeat < 0 || llvm::MulOverflow(size, repeat, product))
      return n.fail("expected repeats >= 0 and sizes below 2^63, got " +
                    str(*repeats));
    merged.push_back(product);
    if (repeat != 1) {
      split.push_back(1);
      spread.push_back(repeat);
    }
    split.push_back(size);
    spread.push_back(size);
  }
  n.setOutput(0, n.b.reshape(n.b.broadcast(n.b.reshape(x, split), spread),
                             merged));
}

//===-- Blocks of pixels --------------------------------------------------===//

static int64_t readBlock(NodeImporter &n) {
  int64_t block = n.getInt("blocksize", 0);
  n.requireRank(0, 4);
  if (block < 1 || block > 1 << 15)
    n.fail("expected a blocksize in [1, 32768], got " + Twine(block));
  return block;
}

static void importDepthToSpace(NodeImporter &n) {
  int64_t k = readBlock(n);
  std::string mode = n.opset >= 11 ? n.getString("mode", "DCR") : "DCR";
  if (mode != "DCR" && mode != "CRD")
    n.fail("expected mode DCR or CRD, got '" + mode + "'");
  if (n.failed())
    return;
  ArrayRef<int64_t> s = n.input(0)->shape;
  if (s[1] % (k * k) != 0)
    return n.fail("expected a multiple of " + Twine(k * k) +
                  " channels, got shape " + str(s));
  int64_t depth = s[1] / (k * k);
  bool dcr = mode == "DCR";
  Shape split = dcr ? Shape{s[0], k, k, depth, s[2], s[3]}
                    : Shape{s[0], depth, k, k, s[2], s[3]};
  SmallVector<int64_t> perm = dcr ? SmallVector<int64_t>{0, 3, 4, 1, 5, 2}
                                  : SmallVector<int64_t>{0, 1, 4, 2, 5, 3};
  Tensor moved = n.b.transpose(n.b.reshape(n.input(0), split), perm);
  n.setOutput(0, n.b.reshape(moved, {s[0], depth, s[2] * k, s[3] * k}));
}

static void importSpaceToDepth(NodeImporter &n) {
  int64_t k = readBlock(n);
  std::string mode = n.opset >= 28 ? n.getString("mode", "DCR") : "DCR";
  if (mode != "DCR" && mode != "CRD")
    n.fail("expected mode DCR or CRD, got '" + mode + "'");
  if (n.failed())
    return;
  ArrayRef<int64_t> s = n.input(0)->shape;
  if (s[2] % k != 0 || s[3] % k != 0)
    return n.fail("expected height and width to be multiples of " + Twine(k) +
                  ", got shape " + str(s));
  Tensor blocks =
      n.b.reshape(n.input(0), {s[0], s[1], s[2] / k, k, s[3] / k, k});
  Tensor moved = mode == "DCR" ? n.b.transpose(blocks, {0, 3, 5, 1, 2, 4})
                               : n.b.transpose(blocks, {0, 1, 3, 5, 2, 4});
  n.setOutput(0, n.b.reshape(moved, {s[0], k * k * s[1], s[2] / k, s[3] / k}));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getShapeOps() {
  static constexpr OpRow rows[] = {
      {"Reshape", 5, kNewest, 2, 2, 1, importReshape},
      {"Flatten", 1, kNewest, 1, 1, 1, importFlatten},
      {"Transpose", 1, kNewest, 1, 1, 1, importTranspose},
      {"Squeeze", 1, 12, 1, 1, 1, importSqueeze},
      {"Squeeze", 13, kNewest, 1, 2, 1, importSqueeze},
      {"Unsqueeze", 1, 12, 1, 1, 1, importUnsqueeze},
      {"Unsqueeze", 13, kNewest, 2, 2, 1, importUnsqueeze},
      {"Expand", 8, kNewest, 2, 2, 1, importExpand},
      {"Tile", 6, kNewest, 2, 2, 1, importTile},
      {"DepthToSpace", 1, kNewest, 1, 1, 1, importDepthToSpace},
      {"SpaceToDepth", 1, kNewest, 1, 1, 1, importSpaceToDepth},
  };
  return rows;
}
