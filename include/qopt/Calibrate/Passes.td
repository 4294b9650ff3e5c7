// SPDX-License-Identifier: Apache-2.0
// Observation of values, and the ranges it leaves on the IR.
#ifndef QOPT_CALIBRATE_PASSES_TD
#define QOPT_CALIBRATE_PASSES_TD

include "mlir/Pass/PassBase.td"

def InsertObservers : Pass<"qopt-insert-observers", "::mlir::func::FuncOp"> {
  let summary = "Hand every float value that needs a range to an observer";
  let description = [{
    Adds one `qopt.observe` per function argument and per result of a float
    arithmetic op; ops that only move elements need none. Observer ids count
    from 0 in program order. The same numbering is used by
    `qopt-annotate-ranges`, so the function must be in the same form there. With
    `channels` the values that conv and matmul with constant filters read are
    observed instead, each once: statistics by channel are kept of those.

    ```mlir
    // before
    %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
    // after
    qopt.observe %x id 0 : tensor<4xf32>
    %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
    qopt.observe %0 id 1 : tensor<4xf32>
    ```
    Executed by test/Calibrate/insert-observers-doc.mlir.
  }];
  let options = [
    Option<"channels", "channels", "bool", "false",
      "Observe what linear ops with constant filters read instead">];
  let statistics = [Statistic<"numObserved", "observed", "Values observed">];
}

def AnnotateRanges : Pass<"qopt-annotate-ranges", "::mlir::func::FuncOp"> {
  let summary = "Leave calibrated ranges on the ops that make the values";
  let description = [{
    Reads a statistics table (`qopt calibrate -o stats.json`) and sets
    `qopt.range = dense<[lo, hi]>` on ops and function arguments. Values are
    matched by name (node name, or input name). An error where the table lacks
    a value of the function: it belongs to another model. With `histograms` every
    value also gets `qopt.histogram`, which `qopt-choose-activation-formats` reads;
    an error where the table has none. With `channels` it is `qopt.channels` alone
    that is left, on what linear ops read: what the passes of Quantize/Smooth read.

    ```mlir
    // before
    %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("e")
    // after
    %0 = qopt.unary exp %x {qopt.range = dense<[5.000000e-01, 2.000000e+00]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32> loc("e")
    ```
    Executed by test/Calibrate/annotate-ranges-doc.mlir.
  }];
  let options = [
    Option<"stats", "stats", "std::string", "\"\"",
      "Statistics table, a JSON file">,
    Option<"histograms", "histograms", "bool", "false",
      "Leave the values' histograms, too">,
    Option<"channels", "channels", "bool", "false",
      "Leave statistics by channel instead of ranges">];
  let statistics = [Statistic<"numAnnotated", "annotated", "Values annotated">];
}

#endif
