// SPDX-License-Identifier: Apache-2.0
//
// Reading of one .npy image from any byte source, piece by piece, so that no
// more memory is taken than bytes were really there. Internal to the Data room.
#ifndef QOPT_LIB_DATA_NPYREADER_H
#define QOPT_LIB_DATA_NPYREADER_H

#include "qopt/Data/Npz.h"

#include <functional>

namespace qopt::data {

/// Fills up to n bytes; returns how many (less only at the end), or -1 and sets
/// its message.
using ByteSource = std::function<int64_t(uint8_t *to, size_t n,
                                         std::string &error)>;

/// Reads header and data; `budget` is what is left of ReadLimits::maxBytes and
/// is lowered by the data's size. Messages carry no file name.
bool readNpyFrom(const ByteSource &source, uint64_t &budget, Array &result,
                 std::string &error);

} // namespace qopt::data

#endif // QOPT_LIB_DATA_NPYREADER_H
