// SPDX-License-Identifier: Apache-2.0
// Comparison and choice, element by element: masks that are made at run time.
#ifndef QOPT_IR_SELECTIONOPS_TD
#define QOPT_IR_SELECTIONOPS_TD

include "qopt/IR/QOptOpBase.td"

def QOpt_Number : AnyTypeOf<[F32, AnySignlessInteger, AnyUnsignedInteger]>;
def QOpt_NumberTensor : StaticShapeTensorOf<[QOpt_Number]>;
def QOpt_FlagTensor : StaticShapeTensorOf<[I1]>;

// Broadcast as in numpy; `uiN` and `i1` compare as unsigned numbers, `iN` as signed
// ones, f32 as IEEE 754 has it (a NaN is neither equal to nor less than anything).
class QOpt_CompareOp<string mnemonic> : QOpt_Op<mnemonic> {
  let arguments = (ins QOpt_NumberTensor:$lhs, QOpt_NumberTensor:$rhs);
  let results = (outs QOpt_FlagTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def QOpt_EqualOp : QOpt_CompareOp<"equal"> {
  let summary = "Whether two elements are equal";
  let description = [{
    Operands broadcast as in numpy. A NaN is equal to nothing, -0 to 0.

    - C1: the result has the broadcast shape of the operands.
    - C2: the operands have one element type.

    ```mlir
    %f = qopt.equal %a, %b : (tensor<2x3xi64>, tensor<i64>) -> tensor<2x3xi1>
    ```
  }];
}
def QOpt_LessOp : QOpt_CompareOp<"less"> {
  let summary = "Whether an element is less than another";
  let description = [{
    Operands broadcast as in numpy; `uiN` and `i1` are unsigned numbers. A NaN is
    less than nothing.

    - C1: the result has the broadcast shape of the operands.
    - C2: the operands have one element type.
  }];
}
def QOpt_LessOrEqualOp : QOpt_CompareOp<"less_or_equal"> {
  let summary = "Whether an element is less than or equal to another";
  let description = [{
    As `qopt.less`, equal numbers included.

    - C1: the result has the broadcast shape of the operands.
    - C2: the operands have one element type.
  }];
}

def QOpt_SelectOp : QOpt_Op<"select"> {
  let summary = "One of two elements, by a condition";
  let description = [{
    result = condition ? lhs : rhs; all three broadcast as in numpy. Logic is selection,
    too: `a and b` is `select %a, %b, %false`, `not a` is `select %a, %false, %true`.

    - C1: the result has the broadcast shape of the operands.
    - C2: lhs, rhs and result have one element type.

    ```mlir
    %y = qopt.select %c, %x, %low : (tensor<1x3xi1>, tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins QOpt_FlagTensor:$condition, QOpt_NumberTensor:$lhs,
                       QOpt_NumberTensor:$rhs);
  let results = (outs QOpt_NumberTensor:$result);
  let assemblyFormat = [{$condition `,` $lhs `,` $rhs attr-dict
    `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}

#endif
