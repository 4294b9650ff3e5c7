// SPDX-License-Identifier: Apache-2.0
// The code tables of one context. Attributes are shared by threads, so is this.
#ifndef QOPT_LIB_IR_TABLECACHE_H
#define QOPT_LIB_IR_TABLECACHE_H

#include "qopt/IR/QOpt.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <shared_mutex>

namespace mlir::qopt::detail {

class TableCache {
public:
  /// The format's table, made on the first call; null for a uniform format.
  /// Stays valid as long as the cache.
  const ::qopt::numerics::CodeTable *lookup(FormatInterface format);

private:
  std::shared_mutex mutex;
  llvm::DenseMap<Attribute, std::unique_ptr<::qopt::numerics::CodeTable>>
      tables;
};

} // namespace mlir::qopt::detail

#endif // QOPT_LIB_IR_TABLECACHE_H
