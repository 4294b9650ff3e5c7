// SPDX-License-Identifier: Apache-2.0
// What an op says of per-channel factors: the interface behind every fold.
#ifndef QOPT_IR_CHANNELSCALE_TD
#define QOPT_IR_CHANNELSCALE_TD

include "mlir/IR/OpBase.td"

def QOpt_ChannelScaleInterface : OpInterface<"ChannelScaleInterface"> {
  let cppNamespace = "::mlir::qopt";
  let description = [{
    Folding per-channel factors: a value is divided by s > 0 channel by channel, and
    all that reads it makes up for that, so that the function stays what it was. An
    op answers two questions and then carries out its part:

    - as the maker of a value: can its constants absorb the division of its result?
    - as a reader: given an operand that was divided, do its constants absorb the
      factors (the result is what it was), does the result carry them on (all of its
      readers are asked next), or is the op no homogeneous function of the operand?

    A refusal says why. Questions change nothing. Answers hold as long as the op
    stays as it is, and for one operand at a time.
  }];
  let methods = [
    InterfaceMethod<[{Whether the op absorbs the division of its one result by the
      factors of its labels. `weight` of the answer is the filter that would change.
      Never `Passes`.}],
      "::mlir::qopt::ScaleAnswer", "askResult",
      (ins "const ::mlir::qopt::ChannelLabels &":$labels), "",
      [{ return ::mlir::qopt::ScaleAnswer::refuse(
             "has no constants that scale its result by channel"); }]>,
    InterfaceMethod<[{Divides the result. Only after askResult absorbed these labels;
      `factors` by channel id, positive and finite. New constants are placed before
      the op.}],
      "void", "divideResult",
      (ins "const ::mlir::qopt::ChannelLabels &":$labels,
           "::llvm::ArrayRef<double>":$factors), "", [{ return; }]>,
    InterfaceMethod<"What becomes of the factors that an operand carries.",
      "::mlir::qopt::ScaleAnswer", "askOperand",
      (ins "unsigned":$operand, "const ::mlir::qopt::ChannelLabels &":$labels)>,
    InterfaceMethod<[{Makes up for an operand that was divided, or, where the factors
      pass, scales the op's constants along with it. Only after askOperand did not
      refuse these labels.}],
      "void", "compensateOperand",
      (ins "unsigned":$operand, "const ::mlir::qopt::ChannelLabels &":$labels,
           "::llvm::ArrayRef<double>":$factors), "", [{ return; }]>,
  ];
}

#endif
