// SPDX-License-Identifier: Apache-2.0
//
// The formats that golden/types.txt names, built by this library.
#ifndef QOPT_TEST_NUMERICS_FORMATTABLES_H
#define QOPT_TEST_NUMERICS_FORMATTABLES_H

#include "qopt/Numerics/CodeTable.h"

#include <optional>
#include <string>

/// The table of a golden name; nullopt: no format here has that name.
std::optional<qopt::numerics::CodeTable> tableByName(const std::string &name);

#endif // QOPT_TEST_NUMERICS_FORMATTABLES_H
