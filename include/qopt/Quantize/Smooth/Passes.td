// SPDX-License-Identifier: Apache-2.0
// Passes that move per-channel factors between ops. The function computes what it
// did, up to float rounding; what changes is how well it can be quantized.
#ifndef QOPT_QUANTIZE_SMOOTH_PASSES_TD
#define QOPT_QUANTIZE_SMOOTH_PASSES_TD

include "mlir/Pass/PassBase.td"

def SmoothActivations
    : Pass<"qopt-smooth-activations", "::mlir::func::FuncOp"> {
  let summary = "Move the outliers of normalized activations into the weights (SmoothQuant)";
  let description = [{
    Divides every channel of a normalization's result by
    s = max|x|^alpha / max|w|^(1 - alpha) and multiplies the weights that read the
    channel by s (Xiao et al., ICML 2023). The norm's gain and bias absorb the
    division. Channels that are dead on either side keep s = 1; with `power-of-two`
    s is rounded and the fold exact. max|x| comes from `qopt.channels` on what the
    linear ops read (`qopt calibrate` with a recipe that smooths), max|w| from all of
    them.

    A group is folded only where the use list proves it: every reader of the norm,
    and of what carries the factors on (relu, reshape, transpose, slice, gather,
    concat, additions of constants, one factor of a product, ...), is a linear op
    with a constant filter that no other op reads. Otherwise it stays, with a remark
    that names the node: a residual addition after the norm, a GELU in between, an
    output of the model, shared weights (`duplicate-shared` copies those). With
    `compensate` such a use gets a multiplication by s of its own, which costs run
    time and serves post-norm blocks: the residual sum reads the norm times s. A norm
    without gain gets one; of a gain 1 + w (Gemma) the sum becomes the constant.
    What was done or refused is left in `qopt.folds` of the function.

    `alpha=search` tries 0, 0.05, ..., 1 in each group and keeps the one with the
    least squared error of the linear ops' outputs on the sampled rows of
    `qopt.channels`, activations and weights quantized as the options say; of equals
    the one nearest to 0.5.

    ```mlir
    // before                            --qopt-smooth-activations
    %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
    %w = qopt.constant dense<[[0.5], [1.0]]> : tensor<2x1xf32>
    %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<[-8.0, -1.0]> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
    %0 = qopt.matmul %n, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
    // after
    %h = qopt.constant dense<[5.000000e-01, 1.000000e+00]> : tensor<2xf32>
    %v = qopt.constant dense<[[2.000000e+00], [1.000000e+00]]> : tensor<2x1xf32>
    ```
    Executed by test/Quantize/Smooth/smooth-activations-doc.mlir.
  }];
  let options = [
    Option<"alpha", "alpha", "std::string", "\"0.5\"",
      "A number in [0, 1], or search">,
    Option<"powerOfTwo", "power-of-two", "bool", "false",
      "Round the factors to powers of two">,
    Option<"makers", "makers", "std::string", "\"norm\"",
      "norm: results of normalizations; all: of linear ops, too">,
    Option<"compensate", "compensate", "bool", "false",
      "Multiply in front of uses that cannot absorb factors, instead of refusing">,
    Option<"duplicateShared", "duplicate-shared", "bool", "false",
      "Copy weights that other ops read, too, instead of refusing">,
    Option<"activationGranularity", "activation-granularity", "std::string",
      "\"tensor\"", "search: who shares an activation's scale: tensor (static), token, none">,
    Option<"activationBits", "activation-bits", "int", "8", "search: bits of activations">,
    Option<"symmetric", "symmetric", "bool", "false",
      "search: activations have zero point 0">,
    Option<"weightGranularity", "weight-granularity", "std::string",
      "\"channel\"", "search: who shares a weight's scale: tensor, channel, group:N">,
    Option<"weightBits", "weight-bits", "int", "8", "search: bits of weights">];
  let statistics = [
    Statistic<"numFolded", "folded", "Groups folded">,
    Statistic<"numRefused", "refused", "Ops that make no group">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

def ScaleActivationAware
    : Pass<"qopt-scale-activation-aware", "::mlir::func::FuncOp"> {
  let summary = "Scale up the weights of salient channels before they are quantized (AWQ)";
  let description = [{
    Lin et al., MLSys 2024: in every fold group (see `qopt-smooth-activations`) that
    begins at a norm or at a linear op with a constant filter (v to o, up to down, the
    first of two layers around a relu) the result is divided by
    s = mean|x|^e / sqrt(max s * min s) by channel and the readers' weights multiplied.
    Of e = 0, 0.05, ..., 0.95 the one is kept whose weights, quantized as the options
    say, change the readers' outputs least on the sampled rows of `qopt.channels`; of
    equals the least, so that e = 0 (no change) stands where nothing is better. The
    error is that of the readers themselves, not of the block around them.
    Groups are taken in program order, each seeing what the former left.

    ```mlir
    // before                            --qopt-scale-activation-aware="weight-granularity=channel weight-bits=2"
    %g = qopt.constant dense<1.0> : tensor<2xf32>
    %w = qopt.constant dense<[[1.0], [0.4]]> : tensor<2x1xf32>
    %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[0.25, 4.0]> : tensor<2xf32>, lo = dense<[0.25, 4.0]> : tensor<2xf32>, mean = dense<[0.25, 4.0]> : tensor<2xf32>, mean_magnitude = dense<[0.25, 4.0]> : tensor<2xf32>, rows = dense<[[0.25, 4.0]]> : tensor<1x2xf32>}} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
    %0 = qopt.matmul %n, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
    // after
    %h = qopt.constant dense<[1.6245048, 0.615572214]> : tensor<2xf32>
    %v = qopt.constant dense<[[0.615572214], [0.649801909]]> : tensor<2x1xf32>
    ```
    Executed by test/Quantize/Smooth/scale-activation-aware-doc.mlir.
  }];
  let options = [
    Option<"weightGranularity", "weight-granularity", "std::string",
      "\"group:32\"", "Who shares a weight's scale: tensor, channel, group:N">,
    Option<"weightBits", "weight-bits", "int", "4", "Bits of weights">,
    Option<"asymmetric", "asymmetric", "bool", "false", "Weights have zero points">,
    Option<"powerOfTwo", "power-of-two", "bool", "false",
      "Round the factors to powers of two">,
    Option<"duplicateShared", "duplicate-shared", "bool", "false",
      "Copy weights that other ops read, too, instead of refusing">];
  let statistics = [
    Statistic<"numFolded", "folded", "Groups folded">,
    Statistic<"numRefused", "refused", "Ops that make no group">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

def EqualizeLayers : Pass<"qopt-equalize-layers", "::mlir::func::FuncOp"> {
  let summary = "Equal weight ranges on both sides of every channel (cross-layer equalization)";
  let description = [{
    Nagel et al., ICCV 2019: where a linear op's result reaches other linear ops
    through ops that carry factors (see `qopt-smooth-activations`; relu is, clip is not
    one of them), channel j is divided by s = sqrt(r1 / r2), r1 being the largest
    weight that makes it and r2 the largest that reads it; both are sqrt(r1 r2) then.
    Layers are taken in program order, again and again until no factor of a round is
    beyond 1.0001 or `rounds` are over. Needs no data.

    ```mlir
    // before                            --qopt-equalize-layers
    %w1 = qopt.constant dense<[[8.0, 1.0]]> : tensor<1x2xf32>
    %w2 = qopt.constant dense<[[2.0], [4.0]]> : tensor<2x1xf32>
    %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x2xf32>) -> tensor<4x2xf32>
    %1 = qopt.unary relu %0 : (tensor<4x2xf32>) -> tensor<4x2xf32>
    %2 = qopt.matmul %1, %w2 : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
    // after
    %v1 = qopt.constant dense<[[4.000000e+00, 2.000000e+00]]> : tensor<1x2xf32>
    %v2 = qopt.constant dense<[[4.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>
    ```
    Executed by test/Quantize/Smooth/equalize-layers-doc.mlir.
  }];
  let options = [
    Option<"rounds", "rounds", "int64_t", "20", "Most rounds over the layers">,
    Option<"duplicateShared", "duplicate-shared", "bool", "false",
      "Copy weights that other ops read, too, instead of refusing">];
  let statistics = [
    Statistic<"numFolded", "folded", "Groups folded">,
    Statistic<"numRefused", "refused", "Ops that make no group">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

def CorrectBiases : Pass<"qopt-correct-biases", "::mlir::func::FuncOp"> {
  let summary = "Let the bias make up for what quantized weights change on average";
  let description = [{
    Adds E[x] (w - Q(w)) to the bias of every linear op whose filter has a format and
    scales chosen (`qopt-choose-filter-formats`), so Q is known exactly; E[x] comes
    from `qopt.channels` of what the op reads (Nagel et al., ICCV 2019, section 4.2).
    A convolution's padding counts as if it were data. Ops with a bias that is not
    constant, and products of batches, stay.

    ```mlir
    // before                            --qopt-correct-biases
    %w = qopt.constant dense<[[1.25], [2.0]]> : tensor<2x1xf32>
    %n = qopt.unary relu %x {qopt.channels = {hi = dense<4.0> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<[2.0, 3.0]> : tensor<2xf32>, mean_magnitude = dense<[2.0, 3.0]> : tensor<2xf32>}} : (tensor<4x2xf32>) -> tensor<4x2xf32>
    %0 = qopt.matmul %n, %w {qopt.filter_scales = dense<1.0> : tensor<1xf32>, qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.channel<1>>} : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
    // after
    %b = qopt.constant dense<5.000000e-01> : tensor<1xf32>
    ```
    Executed by test/Quantize/Smooth/correct-biases-doc.mlir.
  }];
  let statistics = [
    Statistic<"numCorrected", "corrected", "Biases corrected">,
    Statistic<"numSkipped", "skipped", "Linear ops whose bias is not constant, or which multiply batches">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

def RotateResidual : Pass<"qopt-rotate-residual", "::mlir::func::FuncOp"> {
  let summary = "Turn the residual stream into a basis without outliers (QuaRot)";
  let description = [{
    x becomes x Q in all of a transformer's residual stream, with Q = diag(+-1) H /
    sqrt(d) for a Hadamard matrix H and signs by `seed`: every channel is spread over
    all channels (Ashkboos et al. 2024, section 4; SpinQuant, Liu et al. 2024). What
    makes the stream (embedding tables, constants added, linear ops) gets its columns
    times Q, what reads it (by a norm, or directly) its rows times Q transposed; the
    gains and biases of norms go into the linear ops that read them first, since a
    gain per channel does not commute with Q. A layer norm becomes an rms norm: what
    makes its stream loses its mean. Values computed are the same up to float rounding.

    A stream is turned whole or not at all; a remark says which node stands in the way:
    an input, an output of the model, an op that is neither an addition, a norm, a
    linear op with constant filter, a gather of constant rows nor a move of whole
    lines; norms of both kinds in one stream; a layer norm's stream that is read with
    its mean; shared weights (`duplicate-shared` copies those); a width for which no
    Hadamard matrix is constructed. Statistics of turned values are dropped.

    ```mlir
    // before
    %e = qopt.constant dense<[[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]]> : tensor<3x2xf32>
    %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
    %w = qopt.constant dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32>
    %x = qopt.gather %e, %ids axis 0 : tensor<3x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
    %n = qopt.norm rms %x gain %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
    %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
    // after
    %f = qopt.constant dense<[[-0.707106769, -0.707106769], [-0.707106769, 0.707106769], [-4.94974756, 0.707106769]]> : tensor<3x2xf32>
    %n = qopt.norm rms %y : (tensor<3x2xf32>) -> tensor<3x2xf32>
    %v = qopt.constant dense<[[-1.41421354, -0.707106769], [-1.41421354, 0.707106769]]> : tensor<2x2xf32>
    ```
    Executed by test/Quantize/Smooth/rotate-residual-doc.mlir.
  }];
  let options = [
    Option<"seed", "seed", "int64_t", "0", "Of the signs">,
    Option<"duplicateShared", "duplicate-shared", "bool", "false",
      "Copy weights that other ops read, too, instead of refusing">];
  let statistics = [
    Statistic<"numRotated", "rotated", "Streams turned">,
    Statistic<"numRefused", "refused", "Norms whose stream stays">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

def InjectOutliers : Pass<"qopt-inject-outliers", "::mlir::func::FuncOp"> {
  let summary = "Make some channels of every normalization's result large, for measurements";
  let description = [{
    The reverse of smoothing: in every fold group that begins at a norm,
    `channels` channels are multiplied by `factor` and the weights that read them
    divided by it. Large models grow such channels in training, the same ones in all
    layers; small models have none, and with them a quantizer can be measured on the
    difficulty it is for. The function is unchanged (exactly where `factor` is a power
    of two). Channels are the first in the order of a hash of (seed, index), the same
    in all groups of one size. Weights that other ops read, too, are copied.

    ```mlir
    // before                            --qopt-inject-outliers="channels=1 factor=64"
    %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
    %w = qopt.constant dense<[[0.5], [1.0]]> : tensor<2x1xf32>
    %n = qopt.binary mul %x, %g : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
    %0 = qopt.matmul %n, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
    // after
    %h = qopt.constant dense<[1.280000e+02, 1.000000e+00]> : tensor<2xf32>
    %v = qopt.constant dense<[[7.812500e-03], [1.000000e+00]]> : tensor<2x1xf32>
    ```
    Executed by test/Quantize/Smooth/inject-outliers-doc.mlir.
  }];
  let options = [
    Option<"channels", "channels", "int64_t", "4", "Channels per group">,
    Option<"factor", "factor", "double", "64.0", "By which they grow">,
    Option<"compensate", "compensate", "bool", "false",
      "Multiply in front of uses that cannot absorb factors, instead of refusing">,
    Option<"seed", "seed", "int64_t", "0", "Of the choice of channels">];
  let statistics = [
    Statistic<"numFolded", "folded", "Groups with outliers">,
    Statistic<"numRefused", "refused", "Norms that make no group">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

#endif
