// SPDX-License-Identifier: Apache-2.0
// How the raising patterns look at arithmetic: products as lists of factors,
// sums as polynomials. The order in which an exporter multiplies or adds, and
// whether it divides or multiplies by a reciprocal, then needs no pattern of its
// own. All of it is for values of f32.
#ifndef QOPT_LIB_QUANTIZE_RAISE_MATCHING_H
#define QOPT_LIB_QUANTIZE_RAISE_MATCHING_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt::raise {

/// The number that all elements of a constant are; nullopt of other values.
std::optional<double> getSplat(Value value);

/// The op that makes `value` if it is of this kind and in float form, or null.
BinaryOp getBinary(Value value, BinaryKind kind);
UnaryOp getUnary(Value value, UnaryKind kind);

/// Whether a and b agree up to `tolerance` times the larger magnitude. Constants
/// of exporters were rounded to f32, or typed from a paper with five digits.
bool isNear(double a, double b, double tolerance = 1e-6);

/// A value as constant * factors[0] * ... / (divisors[0] * ...).
struct Product {
  double constant = 1;
  SmallVector<Value> factors, divisors;

  /// Takes one occurrence of `value` out of the factors; false if there is none.
  bool takeFactor(Value value);
};

/// `value` taken apart at multiplications, divisions, reciprocals and signs.
/// Factors are what none of these makes, with `opaque` left whole.
Product flattenProduct(Value value, Value opaque = {});

/// Coefficients by degree of a polynomial of degree <= 4.
using Polynomial = SmallVector<double, 5>;

/// `value` as a polynomial in `variable`: sums, differences, products, quotients
/// by numbers and constant powers. nullopt where it is none.
std::optional<Polynomial> asPolynomial(Value value, Value variable);

/// Whether the polynomial has these coefficients (a missing one is 0).
bool equals(const Polynomial &p, ArrayRef<double> wanted, double tolerance);

/// x of x * x or x^2; null of other values.
Value getSquared(Value value);

/// Whether `value` is the mean of its operand along the last dimension, which
/// stays as 1; if so the operand, else null.
Value getMeanOperand(Value value);

/// Size of the last dimension (1 of rank 0).
int64_t lastSize(Value value);

/// The value in another order of magnitude: op by op in `constants` per channel
/// of the last dimension, in double. Adds to nothing where a constant is none.
std::optional<SmallVector<double>> multiplyPerChannel(ArrayRef<Value> constants,
                                                      double factor,
                                                      int64_t channels);

/// A constant [channels] of `values`, each rounded once to f32.
Value createVector(OpBuilder &builder, Location loc, ArrayRef<double> values);

} // namespace mlir::qopt::raise

#endif // QOPT_LIB_QUANTIZE_RAISE_MATCHING_H
