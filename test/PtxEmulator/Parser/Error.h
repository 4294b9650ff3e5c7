// SPDX-License-Identifier: Apache-2.0
//
// How the emulator refuses: one sentence that says what was wanted and what was
// got, with the line of the PTX text. Thrown inside the emulator only; its
// public functions (Emulator.h) return it.
#ifndef QOPT_TEST_PTXEMULATOR_PARSER_ERROR_H
#define QOPT_TEST_PTXEMULATOR_PARSER_ERROR_H

#include <stdexcept>
#include <string>

namespace qopt::ptx {

/// Line 0: not a matter of a line (a wrong launch, say).
class Error : public std::runtime_error {
public:
  Error(int line, const std::string &message)
      : std::runtime_error(message), where(line) {}
  int line() const { return where; }

private:
  int where;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_PARSER_ERROR_H
