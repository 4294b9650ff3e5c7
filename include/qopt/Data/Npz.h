// SPDX-License-Identifier: Apache-2.0
//
// Reading and writing of .npy and .npz files (NumPy's format, versions 1 to 3).
// Files come from users: whatever their contents, reading ends with an array or
// with a message, and never takes more memory than `ReadLimits` grants.
#ifndef QOPT_DATA_NPZ_H
#define QOPT_DATA_NPZ_H

#include "qopt/Data/Array.h"

namespace qopt::data {

/// Bounds on what a file may make a reader allocate.
struct ReadLimits {
  /// Bytes of array data of one file, decompressed.
  uint64_t maxBytes = uint64_t(16) << 30;
  /// Arrays in one .npz.
  uint64_t maxArrays = 65536;
};

/// Every function below returns false and sets `error` to one line that names
/// the file (and the member) and says what was wanted and what was got; the
/// result is then unspecified. `error` is untouched on success.

/// An .npy image in memory. Little-endian and single-byte element types are
/// taken, Fortran order is transposed to C order; big-endian, object, string
/// and structured arrays are refused. `what` stands for the file in messages.
bool parseNpy(const uint8_t *data, size_t size, const std::string &what,
              Array &result, std::string &error, const ReadLimits &limits = {});

/// An .npy file.
bool readNpy(const std::string &path, Array &result, std::string &error,
             const ReadLimits &limits = {});

/// All arrays of an .npz file in the order of its directory; stored and
/// deflated members, CRC checked. Members that are not .npy are refused.
bool readNpz(const std::string &path, std::vector<Array> &result,
             std::string &error, const ReadLimits &limits = {});

/// An .npz or an .npy (told apart by their first bytes) as a list of arrays;
/// the one array of an .npy has no name.
bool readArrays(const std::string &path, std::vector<Array> &result,
                std::string &error, const ReadLimits &limits = {});

/// Serialized .npy (version 1.0, data aligned to 64 bytes, as NumPy writes it).
std::vector<uint8_t> serializeNpy(const Array &array);

/// Writers. The same arrays give the same bytes (members bear the date
/// 1980-01-01), and the file appears at once: a temporary file beside it is
/// renamed, so a reader or a crash never meets half a file. Names must be
/// unique and not empty in an .npz, and there must be at least one array.
bool writeNpy(const std::string &path, const Array &array, std::string &error);
bool writeNpz(const std::string &path, const std::vector<Array> &arrays,
              std::string &error, bool deflate = false);

} // namespace qopt::data

#endif // QOPT_DATA_NPZ_H
