// SPDX-License-Identifier: Apache-2.0
// Graph builder: what transformers are made of.
#include "GraphBuilder.h"

#include "qopt/IR/TransformerOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

Tensor GraphBuilder::norm(NormKind kind, const Tensor &x, const Tensor &gain,
                          const Tensor &bias, double epsilon) {
  Value input = materialize(x);
  Value g = gain ? materialize(gain) : Value();
  Value b = bias ? materialize(bias) : Value();
  if (!input || hasFailed())
    return nullptr;
  auto type = resultType(x->type, x->shape);
  if (!type)
    return nullptr;
  return wrap(create<NormOp>(type, input, g, b, Value(), Value(), kind,
                             llvm::APFloat(epsilon), DictionaryAttr()),
              x->type, x->shape);
}

Tensor GraphBuilder::rotary(const Tensor &x, const Tensor &cos,
                            const Tensor &sin, bool interleaved) {
  Value input = materialize(x), c = materialize(cos), s = materialize(sin);
  if (!input || !c || !s || hasFailed())
    return nullptr;
  auto type = resultType(x->type, x->shape);
  if (!type)
    return nullptr;
  return wrap(create<RotaryOp>(type, input, c, s, Value(), Value(), interleaved),
              x->type, x->shape);
}
