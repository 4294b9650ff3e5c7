// SPDX-License-Identifier: Apache-2.0
// MatMul and Gemm.
#include "MatmulOperands.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- MatMul ------------------------------------------------------------===//

// numpy's rule: a vector on the left is a row, on the right a column, and that
// dimension is dropped from the result.
MatmulOperands mlir::qopt::onnx_import::promoteOperands(NodeImporter &n,
                                                        const Tensor &a,
                                                        const Tensor &b) {
  MatmulOperands m{a, b, {}};
  if (!a || !b || n.failed())
    return m;
  if (a->rank() == 0 || b->rank() == 0) {
    n.fail("expected operands of rank >= 1, got shapes " + str(a->shape) +
           " and " + str(b->shape));
    return m;
  }
  if (a->rank() == 1)
    m.lhs = n.b.reshape(a, {1, a->shape[0]});
  if (b->rank() == 1)
    m.rhs = n.b.reshape(b, {b->shape[0], 1});
  if (!m.lhs || !m.rhs)
    return m;
  ArrayRef<int64_t> left = m.lhs->shape, right = m.rhs->shape;
  auto batch = broadcastShapes(left.drop_back(2), right.drop_back(2));
  if (failed(batch) || left.back() != right[right.size() - 2]) {
    n.fail("expected matrices [.., M, K] and [.., K, N], got " +
           str(a->shape) + " and " + str(b->shape));
    return m;
  }
  m.result.assign(batch->begin(), batch->end());
  if (a->rank() > 1)
    m.result.push_back(left[left.size() - 2]);
  if (b->rank() > 1)
    m.result.push_back(right.back());
  return m;
}

static void importMatMul(NodeImporter &n) {
  n.requireOneType();
  n.requireFinite(1);
  if (!isFloating(n.input(0)->type))
    return n.fail("MatMul of " + nameOf(n.input(0)->type) +
                  " is not supported");
  MatmulOperands m = promoteOperands(n, n.input(0), n.input(1));
  if (n.failed())
    return;
  Tensor y = n.b.matmul(m.lhs, m.rhs, nullptr, n.input(0)->type);
  n.setOutput(0, n.b.reshape(y, m.result));
}

//===-- Gemm --------------------------------------------------------------===//

static Tensor scaled(NodeImporter &n, const Tensor &x, double factor) {
  if (factor == 1 || !x)
    return x;
  return n.b.binary(BinaryKind::mul, x, n.b.scalar(x->type, factor));
}

// C as a bias [N] where every row gets the same; null where rows differ.
static Tensor asBias(NodeImporter &n, const Tensor &c, int64_t features) {
  if (!c || (c->rank() == 2 && c->shape[0] != 1))
    return nullptr;
  if (c->shape.empty() || c->shape.back() != features)
    return nullptr;
  return n.b.reshape(c, {features});
}

static void importGemm(NodeImporter &n) {
  bool transA = n.getFlag("transA", false), transB = n.getFlag("transB", false);
  double alpha = n.getFloat("alpha", 1), beta = n.getFloat("beta", 1);
  n.requireOneType();
  n.requireRank(0, 2);
  n.requireRank(1, 2);
  n.requireFinite(1);
  n.requireFinite(2);
  if (!isFloating(n.input(0)->type))
    n.fail("Gemm of " + nameOf(n.input(0)->type) + " is not supported");
  if (n.failed())
    return;
  Tensor a = transA ? n.b.transpose(n.input(0), {1, 0}) : n.input(0);
  Tensor b = transB ? n.b.transpose(n.input(1), {1, 0}) : n.input(1);
  if (!a || !b)
    return;
  if (a->shape[1] != b->shape[0])
    return n.fail("expected factors [M, K] and [K, N], got " + str(a->shape) +
                  " and " + str(b->shape));
  int64_t rows = a->shape[0], features = b->shape[1];
  Tensor c = n.has(2) && beta != 0 ? scaled(n, n.input(2), beta) : nullptr;
  if (n.has(2)) {
    auto shape = broadcastShapes(n.input(2)->shape, {rows, features});
    if (failed(shape) || ArrayRef<int64_t>(*shape) !=
                             ArrayRef<int64_t>{rows, features})
      return n.fail("expected C to broadcast to " + str({rows, features}) +
                    ", got shape " + str(n.input(2)->shape));
  }
  Tensor bias = alpha == 1 || b->constant ? asBias(n, c, features) : nullptr;
  // A factor goes into constant weights, where it costs nothing.
  if (b->constant)
    b = scaled(n, b, alpha);
  Tensor y = n.b.matmul(a, b, bias, a->type);
  if (!n.input(1)->constant)
    y = scaled(n, y, alpha);
  if (c && !bias)
    y = n.b.binary(BinaryKind::add, y, c);
  n.setOutput(0, y);
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getMatmulOps() {
  static constexpr OpRow rows[] = {
      {"MatMul", 1, kNewest, 2, 2, 1, importMatMul},
      {"Gemm", 7, kNewest, 2, 3, 1, importGemm},
  };
  return rows;
}
