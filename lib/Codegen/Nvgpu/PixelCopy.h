// SPDX-License-Identifier: Apache-2.0
// Tiles of a convolution's rows on their way from pixels in global memory to shared
// memory: implicit GEMM. No row is ever laid out anywhere else.
#ifndef QOPT_LIB_CODEGEN_NVGPU_PIXELCOPY_H
#define QOPT_LIB_CODEGEN_NVGPU_PIXELCOPY_H

#include "PixelWindow.h"
#include "TileCopy.h"

namespace mlir::qopt {

class PixelCopy {
public:
  struct Source {
    Value pointer; ///< of the first pixel
    const PixelGeometry &geometry;
    Value firstRow;   ///< of the block's tile
    int64_t tileRows; ///< of the block's tile
  };

  /// Emits what does not change from tile to tile: where the window of each of this
  /// thread's rows begins, and which of its taps are in the input. Tiles go to `shared`, plus the offset of a stage, in the form
  /// of TileCopy's.
  PixelCopy(NvvmEmit &b, const Source &source, uint32_t threads, Value thread,
            Value shared);

  /// As TileCopy::copy: the tile to the stage at byte offset `stage`; `column` is the
  /// first k of this thread's pieces.
  void copy(Value column, Value stage);

private:
  /// A row's window. Of a row beyond the last one, which nobody stores, the first one's.
  struct Window : PixelWindow {
    int64_t place; ///< in the tile
  };
  /// What a piece of k is: the same for all rows.
  struct Tap {
    Value exists; ///< null: k is below K
    Value offset; ///< of the tap from the window, and of the channel, in bytes
    SmallVector<Value> bits; ///< the numbers of its bits
  };
  Window windowOf(Value row, int64_t place);
  Tap enterTap(Value k);
  void copyPiece(const Window &window, const Tap &tap, Value to);

  NvvmEmit &b;
  Source source;
  const PixelGeometry &g;
  unsigned width;       ///< bytes of one cp.async: 16, 8, 4; of one pixel each
  SmallVector<int64_t> pitches; ///< bytes from one pixel to the next along a dimension
  Value padding;        ///< 16 bytes of the pad value; null: zeros
  Value taking;         ///< null: every thread takes part
  Value to;             ///< of this thread's first piece
  SmallVector<Window> windows;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_PIXELCOPY_H
