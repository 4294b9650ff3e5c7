// SPDX-License-Identifier: Apache-2.0
// Spellings that several formats share, in the form that ODS' custom<..>
// directives call.
#ifndef QOPT_LIB_IR_FORMATSYNTAX_H
#define QOPT_LIB_IR_FORMATSYNTAX_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// s4, u8: signedness and bits of a code.
ParseResult parseFormatWidth(AsmParser &parser, unsigned &width,
                             bool &isSigned);
void printFormatWidth(AsmPrinter &printer, unsigned width, bool isSigned);

/// e2m1: exponent and mantissa bits.
ParseResult parseExponentMantissa(AsmParser &parser, unsigned &exponentBits,
                                  unsigned &mantissaBits);
void printExponentMantissa(AsmPrinter &printer, unsigned exponentBits,
                           unsigned mantissaBits);

} // namespace mlir::qopt

#endif // QOPT_LIB_IR_FORMATSYNTAX_H
