// SPDX-License-Identifier: Apache-2.0
//
// Parsing of function bodies. Register and variable names are scoped by braces
// (PTX ISA, "Scoping"): inline assembly relies on it.
#ifndef QOPT_TEST_PTXEMULATOR_PARSER_FUNCTIONPARSER_H
#define QOPT_TEST_PTXEMULATOR_PARSER_FUNCTIONPARSER_H

#include "Cursor.h"
#include "Module.h"

namespace qopt::ptx {

/// Parses from '{' to its '}' into `function`, whose parameters are known.
void parseBody(Cursor &cursor, Function &function);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_PARSER_FUNCTIONPARSER_H
