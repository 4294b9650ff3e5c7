// SPDX-License-Identifier: Apache-2.0
// Training: optimizer steps whose states are f32 or 8-bit codes with one scale
// per block. They exist on tensors and on memrefs; Numerics/Optimizers.h says
// what they compute, to the bit.
#ifndef QOPT_IR_TRAININGOPS_TD
#define QOPT_IR_TRAININGOPS_TD

// Values of the four enums equal those of ::qopt::numerics.
def QOpt_OptimizerKind : QOpt_Enum<"OptimizerKind", "first-order optimizer", [
  Case<"adam", 0>, Case<"momentum", 1>, Case<"lion", 2>, Case<"rmsprop", 3>,
  Case<"adagrad", 4>]>;
def QOpt_OptimizerKindAttr : QOpt_EnumAttr<QOpt_OptimizerKind, "optimizer">;

def QOpt_DecayRule : QOpt_Enum<"DecayRule", "where weight decay goes", [
  Case<"coupled", 0>, Case<"before", 1>, Case<"after", 2>]>;
def QOpt_DecayRuleAttr : QOpt_EnumAttr<QOpt_DecayRule, "decay">;

def QOpt_EpsRule : QOpt_Enum<"EpsRule", "where eps stands in the denominator", [
  Case<"outside", 0>, Case<"scaled", 1>, Case<"inside_root", 2>]>;
def QOpt_EpsRuleAttr : QOpt_EnumAttr<QOpt_EpsRule, "eps_rule">;

def QOpt_ZeroRule : QOpt_Enum<"ZeroRule", "code of a state nearest to 0", [
  Case<"nearest", 0>, Case<"keep_negative", 1>, Case<"keep_sign", 2>]>;
def QOpt_ZeroRuleAttr : QOpt_EnumAttr<QOpt_ZeroRule, "zero_rule">;

class QOpt_TrainingBuffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;

def QOpt_OptimizerStepOp : Op<QOpt_Dialect, "optimizer_step", [
    AttrSizedOperandSegments, DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "One step of an optimizer, with f32 or block-wise 8-bit states";
  let description = [{
    The new parameters and states for one gradient. In f32, one rounding per
    operation (`c1` = 1 - beta1, `c2` = 1 - beta2):

    | kind     | states | step                                                          |
    |----------|--------|---------------------------------------------------------------|
    | adam     | m, v   | m = beta1 m + c1 g; v = beta2 v + (c2 g) g; p -= (step m) / d |
    | momentum | m      | m = beta1 m + g; p -= step m                                  |
    | lion     | m      | p -= step sign(beta1 m + c1 g); m = beta2 m + c2 g            |
    | rmsprop  | v      | v = beta2 v + (c2 g) g; p -= (step g) / d                     |
    | adagrad  | v      | v = v + g g; p -= (step g) / d                                |

    `eps_rule` chooses d: sqrt(v)/root + eps (`outside`), sqrt(v) + root eps
    (`scaled`), sqrt(v + root^2 eps) (`inside_root`), where root is 1 but for
    adam. `decay` chooses between g += weight_decay p before all else
    (`coupled`) and p *= keep `before` or `after` the step. A gradient that is
    NaN or infinite leaves p as it is and zeroes the states.

    What changes from step to step are the `scalars`, each a `tensor<f32>`:

    | scalar | given for                | value at step t = 1, 2, ...                      |
    |--------|--------------------------|--------------------------------------------------|
    | step   | all                      | rate; adam: rate / (1 - beta1^t), and times root unless eps stands `outside` |
    | root   | adam                     | sqrt(1 - beta2^t)                                |
    | keep   | decay `before`, `after`  | 1 - rate * weight decay                          |

    States are f32, or codes of the dynamic format of 8 bits (signed for m,
    unsigned for v) with one `absmax` per block of `block` elements in row-major
    order; the last block may be shorter. They start as zeroed memory. A step
    uses the states before they are encoded. `zero_rule` says what becomes of a
    state whose nearest code is that of 0: that code (`nearest`), the code below
    for a negative one (`keep_negative`), the code next to it on the state's
    side (`keep_sign`).

    Operands after `outs` are the destinations: parameter, states, absmax.

    - C1: parameter, gradient and states have one shape, of at least one element.
    - C2: adam has two states, all others one; they are all f32 or all 8-bit.
    - C3: 8-bit states have `block` >= 1, a `zero_rule` and one absmax each of
      shape [ceil(elements / block)]; f32 states have none of these.
    - C4: scalars are those of the table, of rank 0.
    - C5: beta1, beta2, eps and eps_rule are given for kinds that use them and
      for no other; betas lie in [0, 1), eps in [1e-30, 1], and `scaled` is of
      adam only.
    - C6: weight_decay, in [0, 1], is given for `coupled` decay and for no other.
    - C7: destinations have the types of parameter, states and absmax; operands
      are all tensors with results of the destinations' types, or all memrefs
      without results.

    ```mlir
    %p1, %m1, %v1, %a1, %b1 = qopt.optimizer_step adam %p, %g states %m, %v
      absmax %a, %b scalars %step, %root, %keep outs %p0, %m0, %v0, %a0, %b0
      {beta1 = 0.9, beta2 = 0.999, eps = 1.0e-8, eps_rule = #qopt<eps_rule outside>,
       decay = #qopt<decay before>, zero_rule = #qopt<zero_rule keep_sign>,
       block = 256 : i64}
      : (tensor<64x100xf32>, tensor<64x100xf32>, tensor<64x100xui8>,
         tensor<64x100xui8>, tensor<25xf32>, tensor<25xf32>, tensor<f32>,
         tensor<f32>, tensor<f32>, tensor<64x100xf32>, tensor<64x100xui8>,
         tensor<64x100xui8>, tensor<25xf32>, tensor<25xf32>)
      -> (tensor<64x100xf32>, tensor<64x100xui8>, tensor<64x100xui8>,
          tensor<25xf32>, tensor<25xf32>)
    ```
  }];
  let arguments = (ins QOpt_OptimizerKindAttr:$kind,
      QOpt_TrainingBuffer<[F32]>:$parameter, QOpt_TrainingBuffer<[F32]>:$gradient,
      Variadic<QOpt_TrainingBuffer<[F32, I8, UI8]>>:$states,
      Variadic<QOpt_TrainingBuffer<[F32]>>:$absmax,
      Variadic<QOpt_TrainingBuffer<[F32]>>:$scalars,
      Variadic<QOpt_TrainingBuffer<[F32, I8, UI8]>>:$inits,
      QOpt_DecayRuleAttr:$decay, OptionalAttr<F64Attr>:$weight_decay,
      OptionalAttr<F64Attr>:$beta1, OptionalAttr<F64Attr>:$beta2,
      OptionalAttr<F64Attr>:$eps, OptionalAttr<QOpt_EpsRuleAttr>:$eps_rule,
      OptionalAttr<QOpt_ZeroRuleAttr>:$zero_rule, OptionalAttr<I64Attr>:$block);
  let results = (outs Variadic<QOpt_TrainingBuffer<[F32, I8, UI8]>>:$results);
  let assemblyFormat = [{
    $kind $parameter `,` $gradient `states` $states (`absmax` $absmax^)?
    `scalars` $scalars `outs` $inits attr-dict
    `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitsMutable();
    }
    /// The attributes as Numerics reads them; decoupled decay has weightDecay 0
    /// (its factor is the scalar keep).
    ::qopt::numerics::OptimizerSpec getSpec();
    /// Whether the states are 8-bit codes.
    bool hasCodes() { return !getAbsmax().empty(); }
    /// Scalars; null where the op has none.
    ::mlir::Value getStep() { return getScalars().front(); }
    ::mlir::Value getRoot();
    ::mlir::Value getKeep();
  }];
}

#endif
