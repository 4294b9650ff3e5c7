// SPDX-License-Identifier: Apache-2.0
// Searches for a number format as a user writes them, in place of a format.
#ifndef QOPT_QUANTIZE_CHOOSE_FORMATSEARCH_H
#define QOPT_QUANTIZE_CHOOSE_FORMATSEARCH_H

#include "qopt/IR/Spelling.h"

namespace mlir::qopt {

enum class FormatMethod {
  Given,         ///< one format, only its scales are to be chosen
  Best,          ///< the one of several formats with the least squared error
  Ant,           ///< ANT (MICRO 2022): int, flint, powers of two
  AntFloat,      ///< the same and a float of up to 3 exponent bits
  Fp8,           ///< mantissa width and largest value of a float ("FP8
                 ///< Quantization: The Power of the Exponent", 2022)
  Quantile,      ///< codebook of quantiles (bitsandbytes)
  PaperQuantile, ///< codebook of quantiles (k-bit scaling laws, equation 6)
  KMeans,        ///< codebook by Lloyd's iteration
};

struct FormatRequest {
  FormatMethod method = FormatMethod::Given;
  /// Of a code; unused by Given and Best.
  int bits = 0;
  /// Given: one; Best: at least one; else none.
  SmallVector<FormatInterface> formats;

  /// Whether the values of the codes are estimated from the data.
  bool isCodebook() const {
    return method == FormatMethod::Quantile ||
           method == FormatMethod::PaperQuantile ||
           method == FormatMethod::KMeans;
  }
  /// Whether the method's publication has its own search for the scales.
  bool hasOwnScales() const {
    return method == FormatMethod::Ant || method == FormatMethod::AntFloat ||
           method == FormatMethod::Fp8;
  }
};

/// Whether the text names a search: `ant:4`, `ant-float:4`, `fp8:8`,
/// `quantile:4`, `paper-quantile:4`, `kmeans:4`, `best:s4|nf4|flint<s4>`.
bool isFormatSearch(StringRef text);

/// A search, or else a format as parseFormat reads it (`narrow` as there).
/// nullopt after an error that repeats the spelling. Bits: ant, ant-float and
/// fp8 3 to 8, codebooks 2 to 8.
std::optional<FormatRequest> parseFormatRequest(StringRef text,
                                                MLIRContext *context,
                                                bool narrow,
                                                EmitError emitError);

/// How scales are chosen for a format that is fixed.
struct ClipRule {
  enum class Kind {
    Absmax,     ///< the largest magnitude meets the format's largest value
    /// Of 30 %, 31 %, ... 149 % of that, and of sparse-ended formats more (Numerics'
    /// searchScaleBeyond), the least squared error.
    Mse,
    Percentile, ///< the magnitude below which `percent` of the values lie
    Mean,       ///< the mean magnitude (binary codes: XNOR-Net; BitNet b1.58)
  };
  Kind kind = Kind::Absmax;
  double percent = 100; ///< in (0, 100]
};

/// `absmax`, `mse`, `mean`, `percentile:99.9`. nullopt after an error that
/// repeats the spelling.
std::optional<ClipRule> parseClipRule(StringRef text, EmitError emitError);

} // namespace mlir::qopt

#endif // QOPT_QUANTIZE_CHOOSE_FORMATSEARCH_H
