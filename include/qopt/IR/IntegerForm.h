// SPDX-License-Identifier: Apache-2.0
// Which quantized values integer arithmetic can take, and which ops therefore
// compute in f32: the one rule that the quantizer, the integer stage and the gates
// share. Formats are asked, never known by name.
#ifndef QOPT_IR_INTEGERFORM_H
#define QOPT_IR_INTEGERFORM_H

#include "qopt/IR/QOpt.h"
#include "qopt/Numerics/IntegerEncoder.h"

namespace mlir::qopt {

/// The integers of a format's codes, value = integer * 2^-exponent: of a uniform
/// format its codes, of a table format of at most 8 bits Numerics' integerFormOf;
/// nullopt for any other.
std::optional<::qopt::numerics::IntegerForm>
getIntegerForm(FormatInterface format);

/// Whether integer arithmetic can take values of the type: one scale per tensor or
/// per channel, and a format with an integer form.
bool hasIntegerForm(QType type);
/// The same of a value, whose zero points are not f32; constant codes need less:
/// that those that occur may be integers of at most 16 bits.
bool hasIntegerForm(Value quantized);

/// Whether a function of one such code is a table of 256 entries: codes of at most
/// 8 bits, any format, one scale.
bool hasCodeTables(QType type);

/// 2^-exponent of the format's integers (1 where codes are numbers), which the
/// scale of their products has to be multiplied by.
double getIntegerUnit(FormatInterface format);

/// Whether a float op computes in f32 because a format that it was given has no
/// integer form. Of conv and matmul: the activations are dequantized, and they or
/// the filter have none. Of any other: an operand is the dequantized value of such
/// a format, or the result is quantized to one, at once or behind a float relu or
/// clip that alone reads it.
bool isFloatByFormat(Operation *op);

} // namespace mlir::qopt

#endif // QOPT_IR_INTEGERFORM_H
