// SPDX-License-Identifier: Apache-2.0
// The statistics table: what calibration found, as a file that makes re-runs
// need no data, and the session that fills it while a model runs.
#ifndef QOPT_CALIBRATE_STATISTICS_H
#define QOPT_CALIBRATE_STATISTICS_H

#include "qopt/IR/ChannelStatistics.h"
#include "qopt/Numerics/Calibration.h"
#include "qopt/Numerics/ChannelObserver.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Error.h"

#include <map>
#include <optional>

namespace mlir::qopt {

/// A value to observe: its name in the table and the value.
struct ObservedValue {
  std::string name;
  Value value;
};

/// All values of a float function that need a range, in program order: function
/// arguments ("input:NAME") and results of arithmetic ops (node name, with
/// "#2", "#3", ... from the second op of one name on).
SmallVector<ObservedValue> collectObservedValues(func::FuncOp func);

/// The values that conv and matmul with constant filters read, each once, in program
/// order: what statistics by channel are kept of. Named as above, by the op that
/// makes the value, whatever its kind.
SmallVector<ObservedValue> collectChannelValues(func::FuncOp func);

/// What is known of one value.
struct ValueStatistics {
  ::qopt::numerics::Range range;    ///< proposed by the observer
  ::qopt::numerics::Range extremes; ///< least and greatest value seen
  /// All values seen, where calibration was asked to keep them.
  std::optional<::qopt::numerics::Histogram> histogram = {};
};

struct StatisticsTable {
  std::string observer; ///< spelling of the ObserverKind
  int64_t samples = 0;
  std::map<std::string, ValueStatistics> values;
  /// By channel, of what linear ops read; empty unless the recipe folds scales.
  std::map<std::string, ChannelStatistics> channels;
  /// The folds that the model had when `values` were seen (`channels` are those
  /// from before); empty without any. Spelled as Recipe::getFolds.
  std::string folds;

  /// JSON, same bytes for same contents.
  std::string toJson() const;
  static llvm::Expected<StatisticsTable> fromJson(StringRef text);
  static llvm::Expected<StatisticsTable> load(StringRef path);
};

/// Sets `qopt.range` from a table, and with `histograms` also `qopt.histogram`;
/// an error names the first value that the table lacks or has no histogram of.
LogicalResult annotateRanges(func::FuncOp func, const StatisticsTable &table,
                             bool histograms = false);

/// Sets `qopt.channels` from a table; an error names the first value that the table
/// lacks.
LogicalResult annotateChannels(func::FuncOp func, const StatisticsTable &table);

/// Takes `qopt.channels` off all values.
void clearChannels(func::FuncOp func);

/// What a compiled, instrumented model calls through `qopt_observe` (see Runtime.h)
/// as its session.
class CalibrationSession {
public:
  virtual ~CalibrationSession() = default;
  /// `count` elements of the value that has observer `id`.
  virtual void observe(int64_t id, const float *data, int64_t count) = 0;
};

/// Observers of channels: values in the order of collectChannelValues.
class ChannelSession final : public CalibrationSession {
public:
  /// A run sees every value once; `rows` of its tokens over all `runs` are kept.
  ChannelSession(ArrayRef<ObservedValue> values, int64_t runs, int64_t rows);

  void observe(int64_t id, const float *data, int64_t count) override;

  /// Into the table; an error names the value that held NaN or infinity.
  llvm::Error finish(StatisticsTable &table) const;

private:
  std::vector<std::string> names;
  std::vector<::qopt::numerics::ChannelObserver> observers;
};

/// Observers of one calibration run.
class ObserverSession final : public CalibrationSession {
public:
  /// One observer per name, all of one configuration; with `keepHistograms` the
  /// table will have a histogram of every value.
  ObserverSession(ArrayRef<ObservedValue> values,
                  const ::qopt::numerics::ObserverConfig &config,
                  bool keepHistograms = false);

  void observe(int64_t id, const float *data, int64_t count) override;

  /// The table, or an error naming the values that held NaN or infinity, or
  /// that saw nothing at all.
  llvm::Expected<StatisticsTable> finish(int64_t samples) const;

private:
  std::vector<std::string> names;
  std::vector<std::unique_ptr<::qopt::numerics::RangeObserver>> observers;
  std::vector<std::unique_ptr<::qopt::numerics::RangeObserver>> extremes;
  std::vector<::qopt::numerics::Histogram> histograms; ///< or none
  std::string kind;
};

} // namespace mlir::qopt

#endif // QOPT_CALIBRATE_STATISTICS_H
