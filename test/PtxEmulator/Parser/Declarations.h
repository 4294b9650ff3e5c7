// SPDX-License-Identifier: Apache-2.0
//
// Parsing of variables: of modules, of functions and of parameter lists.
#ifndef QOPT_TEST_PTXEMULATOR_PARSER_DECLARATIONS_H
#define QOPT_TEST_PTXEMULATOR_PARSER_DECLARATIONS_H

#include "Cursor.h"
#include "Module.h"

namespace qopt::ptx {

/// The state space at the cursor (".shared"), or nullopt; moves past it.
std::optional<Space> acceptSpace(Cursor &cursor);

/// What follows the state space up to and without ';', ',' or ')':
/// `.align 16 .v2 .b8 name[4][8] = {1, 2}`. Parameters may say .ptr .global
/// .align 4.
Variable parseVariable(Cursor &cursor, Space space);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_PARSER_DECLARATIONS_H
