// SPDX-License-Identifier: Apache-2.0
// Where the positions of a sequence are in the values of a function: the proof
// behind qopt-make-step-model.
#ifndef QOPT_LIB_SEQUENCE_POSITIONS_H
#define QOPT_LIB_SEQUENCE_POSITIONS_H

#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace mlir::qopt {

/// What a value that depends on the tokens is.
struct Positions {
  enum class Role {
    Row,     ///< element i along `query` belongs to position i
    Scores,  ///< element (i, j) along `query` and `key`: position i looks at j
    Masked,  ///< scores that are at most -1e9 for j > i
    Weights, ///< shares of j in i, exactly 0 for j > i
  };
  Role role = Role::Row;
  int64_t query = 0; ///< dimension of positions, of size T
  int64_t key = -1;  ///< dimension of positions looked at; -1 in a Row

  bool operator==(const Positions &other) const {
    return role == other.role && query == other.query && key == other.key;
  }
};

/// How an op of the step model reads an operand.
struct OperandUse {
  enum class Kind {
    Same,  ///< as it is: it depends on no position
    Row,   ///< the row of the position: a slice of dimension `axis`
    All,   ///< all positions up to this one: from a cache
  };
  Kind kind = Kind::Same;
  int64_t axis = 0;
};

/// The rule of one op: what its result is, and how it reads its operands.
struct OpRule {
  Positions result;
  SmallVector<OperandUse> uses;
};

using PositionMap = DenseMap<Value, Positions>;

/// The rule of an op at least one of whose operands is in `known`; T is `length`.
/// Failure with a diagnostic that names the node where it mixes positions in a way
/// that is not causal attention, or is not known.
FailureOr<OpRule> inferRule(Operation *op, const PositionMap &known,
                            int64_t length);

/// Where dimension `dim` of `from` (row-major) is found in `to`, which has as many
/// elements: the dimension of the same size and stride; nullopt where there is none.
std::optional<int64_t> followReshape(ArrayRef<int64_t> from, int64_t dim,
                                     ArrayRef<int64_t> to);

/// Whether the constant `mask` (any value that depends on no input) satisfies
/// `isMasked` wherever the key comes after the query, when it is read under numpy
/// broadcasting by a value of `rank` dimensions.
/// A place where it does not, if any, is told in `whyNot`.
bool masksTheFuture(Value mask, int64_t rank, const Positions &scores,
                    int64_t length, function_ref<bool(double)> isMasked,
                    std::string &whyNot);

/// The positions of all values of a function of token ids [.., T], and the rule of
/// every op that has one.
class PositionAnalysis {
public:
  /// Failure with a diagnostic as inferRule; also where the function has not one
  /// input of integers [.., T], T >= 2, or a result that mixes positions.
  static FailureOr<PositionAnalysis> run(func::FuncOp func);

  int64_t getLength() const { return length; }
  /// Null for a value that depends on no token.
  const Positions *lookup(Value value) const;
  /// Null for an op that depends on no token.
  const OpRule *getRule(Operation *op) const;

private:
  int64_t length = 0;
  PositionMap positions;
  DenseMap<Operation *, OpRule> rules;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_SEQUENCE_POSITIONS_H
