// SPDX-License-Identifier: Apache-2.0
// Registration of every pass and pipeline of the project: one line per room.
#ifndef QOPT_INITALLPASSES_H
#define QOPT_INITALLPASSES_H

namespace mlir::qopt {

inline void registerAllPasses() {
}

} // namespace mlir::qopt

#endif // QOPT_INITALLPASSES_H
