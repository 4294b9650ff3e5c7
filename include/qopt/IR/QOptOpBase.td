// SPDX-License-Identifier: Apache-2.0
// What all op families share: operand types, traits, the class of a pure op.
#ifndef QOPT_IR_OPBASE_TD
#define QOPT_IR_OPBASE_TD

include "qopt/IR/QOptDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/IR/OpAsmInterface.td"

//===-- Type constraints --------------------------------------------------===//

def QOpt_Element : AnyTypeOf<[F32, AnySignlessInteger, AnyUnsignedInteger, QOpt_QType]>;
def QOpt_Tensor : StaticShapeTensorOf<[QOpt_Element]>;
def QOpt_FloatTensor : StaticShapeTensorOf<[F32]>;
def QOpt_QTensor : StaticShapeTensorOf<[QOpt_QType]>;
def QOpt_IntTensor : StaticShapeTensorOf<[AnySignlessInteger, AnyUnsignedInteger]>;
def QOpt_ScaleTensor : StaticShapeTensorOf<[F32]>;
def QOpt_ZeroPointTensor : StaticShapeTensorOf<[I32]>;
// Codes, or any numbers.
def QOpt_AnyZeroPointTensor : StaticShapeTensorOf<[I32, F32]>;

//===-- Traits ------------------------------------------------------------===//

// Result has the quantization parameters of the (first) operand: the op moves or
// selects elements. Checked: same element type on all quantized operands/results.
def QOpt_SameParams : NativeOpTrait<"SameParams"> {
  let cppNamespace = "::mlir::qopt::OpTrait";
}
// Result parameters are explicit trailing operands when the result is quantized.
def QOpt_ResultParams : NativeOpTrait<"ResultParams"> {
  let cppNamespace = "::mlir::qopt::OpTrait";
}

class QOpt_Op<string mnemonic, list<Trait> traits = []>
    : Op<QOpt_Dialect, mnemonic, !listconcat([Pure], traits)>;

#endif
