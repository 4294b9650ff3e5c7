// SPDX-License-Identifier: Apache-2.0
//
// What a choice of channel scales costs: the squared error of linear layers'
// outputs when their inputs and weights are quantized after scaling, on a sample
// of calibration tokens.
#ifndef QOPT_NUMERICS_FOLD_OUTPUTERROR_H
#define QOPT_NUMERICS_FOLD_OUTPUTERROR_H

#include "qopt/Numerics/Calibration.h"
#include "qopt/Numerics/IntFormat.h"

#include <cstdint>
#include <vector>

namespace qopt::numerics {

/// A quantizer that is simulated: numbers to codes and back (IntFormat.h, nearest
/// even), scale and zero point from the extremes of those that share them.
struct SimulatedQuantizer {
  enum class Sharing {
    None,   ///< numbers stay as they are
    Tensor, ///< one scale
    Row,    ///< one per token, or per output channel of weights
    Group,  ///< one per `group` consecutive inputs of a row
  };
  Sharing sharing = Sharing::Row;
  IntFormat format = {8, true, true};
  bool symmetric = true;
  int64_t group = 0; ///< of Group; the last group of a row may be shorter
};

/// Replaces rows x columns numbers (row-major) by what their codes stand for. Where
/// `extremes` is given (Tensor only) the range covers it in place of the numbers'
/// own: static activation scales.
void simulate(float *values, int64_t rows, int64_t columns,
              const SimulatedQuantizer &quantizer,
              const Range *extremes = nullptr);

/// One linear layer that reads scaled channels.
struct LinearSample {
  int64_t tokens = 0, inputs = 0, outputs = 0;
  std::vector<float> x;        ///< tokens x inputs
  std::vector<float> w;        ///< outputs x inputs
  std::vector<int32_t> channel; ///< of each input; -1: not scaled
  /// Least and greatest calibrated value of each input, or empty: those of `x`.
  std::vector<float> lo, hi;
};

/// sum over layers, tokens t, outputs i of
///   (sum_j Q(x_tj / s_j) Q(w_ij s_j) - sum_j x_tj w_ij)^2,
/// sums over j in f32 in sixteen lanes (a fixed order), all else in f64.
class OutputError {
public:
  OutputError(std::vector<LinearSample> layers, SimulatedQuantizer activations,
              SimulatedQuantizer weights);

  /// `scales`: one positive factor per channel that a layer names.
  double operator()(const std::vector<double> &scales) const;

private:
  double ofLayer(const LinearSample &layer, const std::vector<float> &reference,
                 const std::vector<double> &scales) const;

  std::vector<LinearSample> layers;
  std::vector<std::vector<float>> references; ///< tokens x outputs of each
  SimulatedQuantizer activations, weights;
};

/// The candidate of least cost; of equals the one nearest to `middle`, then the
/// lesser. Index into `grid`, which is not empty; costs are not NaN.
size_t chooseCandidate(const std::vector<double> &grid,
                       const std::vector<double> &costs, double middle);

/// What quantization of one output's weights changes on average: sum over j of
/// (w_j - q_j) mean_j in f64, in index order (Nagel et al., ICCV 2019, section 4.2);
/// added to the bias it keeps the output's mean.
double expectedShift(const std::vector<float> &w, const std::vector<float> &q,
                     const std::vector<float> &mean);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FOLD_OUTPUTERROR_H
