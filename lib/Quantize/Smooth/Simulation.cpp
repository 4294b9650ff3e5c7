// SPDX-License-Identifier: Apache-2.0
// Simulated quantizers and the search over exponents; see the header.
#include "Simulation.h"

#include "qopt/Numerics/Fold/ChannelScales.h"

#include "mlir/IR/Threading.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;
using Sharing = num::SimulatedQuantizer::Sharing;

static bool checkBits(int bits, StringRef what, EmitError emitError) {
  if (bits >= 2 && bits <= 16)
    return true;
  emitError() << "expected " << what << " in [2, 16], got " << bits;
  return false;
}

std::optional<num::SimulatedQuantizer>
mlir::qopt::parseWeightQuantizer(StringRef granularity, int bits,
                                 bool asymmetric, EmitError emitError) {
  if (!checkBits(bits, "weight-bits", emitError))
    return std::nullopt;
  num::SimulatedQuantizer quantizer;
  quantizer.format = {bits, true, !asymmetric};
  quantizer.symmetric = !asymmetric;
  if (granularity == "tensor") {
    quantizer.sharing = Sharing::Tensor;
  } else if (granularity == "channel") {
    quantizer.sharing = Sharing::Row;
  } else if (StringRef size = granularity;
             !size.consume_front("group:") ||
             size.getAsInteger(10, quantizer.group) || quantizer.group < 1) {
    emitError() << "expected weight-granularity tensor, channel or group:N, got '"
                << granularity << "'";
    return std::nullopt;
  } else {
    quantizer.sharing = Sharing::Group;
  }
  return quantizer;
}

std::optional<num::SimulatedQuantizer>
mlir::qopt::parseActivationQuantizer(StringRef granularity, int bits,
                                     bool symmetric, EmitError emitError) {
  if (!checkBits(bits, "activation-bits", emitError))
    return std::nullopt;
  num::SimulatedQuantizer quantizer;
  quantizer.format = {bits, true, symmetric};
  quantizer.symmetric = symmetric;
  if (granularity == "tensor") {
    quantizer.sharing = Sharing::Tensor;
  } else if (granularity == "token") {
    quantizer.sharing = Sharing::Row;
  } else if (granularity == "none") {
    quantizer.sharing = Sharing::None;
  } else {
    emitError() << "expected activation-granularity tensor, token or none, got '"
                << granularity << "'";
    return std::nullopt;
  }
  return quantizer;
}

void mlir::qopt::roundFactors(std::vector<double> &factors, bool powerOfTwo) {
  if (!powerOfTwo)
    return;
  for (double &factor : factors)
    factor = num::nearestPowerOfTwo(factor);
}

FailureOr<SearchedScales> mlir::qopt::searchExponent(
    const FoldGroup &group, ArrayRef<double> grid, double middle,
    const num::SimulatedQuantizer &activations,
    const num::SimulatedQuantizer &weights,
    llvm::function_ref<FailureOr<std::vector<double>>(double)> makeFactors) {
  auto samples = group.getSamples();
  if (failed(samples))
    return failure();
  num::OutputError error(std::move(*samples), activations, weights);
  std::vector<std::vector<double>> candidates;
  for (double exponent : grid) {
    auto factors = makeFactors(exponent);
    if (failed(factors))
      return failure();
    candidates.push_back(std::move(*factors));
  }
  // Each by itself: the same numbers with any number of threads.
  std::vector<double> costs(candidates.size());
  parallelFor(group.getMaker()->getContext(), 0, costs.size(),
              [&](size_t i) { costs[i] = error(candidates[i]); });
  size_t best = num::chooseCandidate(grid.vec(), costs, middle);
  std::vector<double> ones(group.getChannels(), 1.0);
  return SearchedScales{grid[best], std::move(candidates[best]), error(ones),
                        costs[best]};
}
