// SPDX-License-Identifier: Apache-2.0
//
// The header of an .npy file: magic, version and a Python dictionary of three
// entries. Internal to the Data room.
#ifndef QOPT_LIB_DATA_NPYHEADER_H
#define QOPT_LIB_DATA_NPYHEADER_H

#include "qopt/Data/Array.h"

namespace qopt::data {

struct NpyHeader {
  DType dtype = DType::F32;
  bool fortranOrder = false;
  std::vector<int64_t> shape;
  /// Bytes of the data that the header announces; the product did not overflow.
  uint64_t dataBytes = 0;
  /// Offset of the data from the start of the file.
  uint64_t dataOffset = 0;
};

/// Longest prefix of a file that parseNpyHeader may need to see: ranks up to 64
/// fit many times over, and a hostile length field is refused before it costs.
constexpr size_t kMaxHeaderBytes = 64 * 1024;

/// Parses the header at the start of `data`, of which `size` bytes are known
/// (up to kMaxHeaderBytes are looked at). On failure returns false and sets
/// `error` to what was wanted and got, without a file name.
bool parseNpyHeader(const uint8_t *data, size_t size, NpyHeader &header,
                    std::string &error);

} // namespace qopt::data

#endif // QOPT_LIB_DATA_NPYHEADER_H
