// SPDX-License-Identifier: Apache-2.0
// One table per format and context.
#include "TableCache.h"

#include <mutex>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::CodeTable;

const CodeTable *mlir::qopt::detail::TableCache::lookup(FormatInterface format) {
  {
    std::shared_lock<std::shared_mutex> lock(mutex);
    auto found = tables.find(format);
    if (found != tables.end())
      return found->second.get();
  }
  // Built without the lock: two threads may both build, the first one's stays.
  std::optional<CodeTable> table = format.buildTable();
  std::unique_lock<std::shared_mutex> lock(mutex);
  auto [at, isNew] = tables.try_emplace(format);
  if (isNew && table)
    at->second = std::make_unique<CodeTable>(std::move(*table));
  return at->second.get();
}

const CodeTable *mlir::qopt::detail::lookupTable(Attribute format) {
  auto *dialect = format.getContext()->getLoadedDialect<QOptDialect>();
  return dialect->getTableCache().lookup(cast<FormatInterface>(format));
}
