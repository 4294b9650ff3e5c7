// Elementwise float functions, each element within 1e-5; NaN and infinities follow
// the formula.
// RUN: qopt-compare %s --per-element --runs=4
// RUN: qopt-compare %s --per-element --runs=4 --special --scale=20
module @relu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary relu %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @leaky_relu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary leaky_relu %x {alpha = 0.1 : f64} : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @clip {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary clip %x {alpha = -1.5 : f64, beta = 2.25 : f64} : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @sigmoid {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary sigmoid %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @tanh {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary tanh %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @hard_sigmoid {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary hard_sigmoid %x {alpha = 0.25 : f64, beta = 0.5 : f64} : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @hard_swish {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary hard_swish %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @exp {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary exp %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @log {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary log %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @sqrt {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary sqrt %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @reciprocal {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary reciprocal %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @neg {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary neg %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @abs {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary abs %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @erf {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary erf %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @floor {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary floor %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @ceil {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary ceil %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @round {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary round %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @softplus {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary softplus %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @softsign {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary softsign %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @elu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary elu %x {alpha = 1.5 : f64} : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @selu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary selu %x {alpha = 1.6732632 : f64, beta = 1.050701 : f64} : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @celu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary celu %x {alpha = 2.0 : f64} : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @gelu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary gelu %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @gelu_tanh {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary gelu_tanh %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @silu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary silu %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @mish {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary mish %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @sign {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary sign %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @sin {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary sin %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @cos {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary cos %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @tan {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary tan %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @asin {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary asin %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @acos {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary acos %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @atan {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary atan %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @sinh {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary sinh %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @cosh {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary cosh %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @asinh {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary asinh %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @acosh {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary acosh %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @atanh {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary atanh %x : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
// -----
module @thresholded_relu {
  func.func @main(%x: tensor<3x17xf32>) -> tensor<3x17xf32> {
    %r = qopt.unary thresholded_relu %x {alpha = 1.0 : f64} : (tensor<3x17xf32>) -> tensor<3x17xf32>
    return %r : tensor<3x17xf32>
  }
}
