// SPDX-License-Identifier: Apache-2.0
#include "qopt/Codegen/Common/KernelTable.h"

#include "mlir/IR/OperationSupport.h"

using namespace mlir;
using namespace mlir::qopt;

// All attributes but the name.
static DictionaryAttr attributesOf(Operation *kernel) {
  NamedAttrList attributes(kernel->getAttrDictionary());
  attributes.erase(SymbolTable::getSymbolAttrName());
  return attributes.getDictionary(kernel->getContext());
}

static size_t hashOf(Operation *kernel) {
  llvm::hash_code code = hash_value(attributesOf(kernel));
  kernel->getRegion(0).walk([&](Operation *op) {
    code = llvm::hash_combine(
        code, OperationEquivalence::computeHash(op, OperationEquivalence::ignoreHashValue,
                                                OperationEquivalence::ignoreHashValue,
                                                OperationEquivalence::IgnoreLocations));
  });
  return code;
}

static bool isEqual(Operation *a, Operation *b) {
  return attributesOf(a) == attributesOf(b) &&
         OperationEquivalence::isRegionEquivalentTo(&a->getRegion(0), &b->getRegion(0),
                                                    OperationEquivalence::IgnoreLocations);
}

Operation *KernelTable::internOp(Operation *kernel) {
  auto &bucket = kernels[hashOf(kernel)];
  for (Operation *known : bucket)
    if (isEqual(kernel, known)) {
      kernel->erase();
      return known;
    }
  symbols.insert(kernel); // renames where the name is taken
  bucket.push_back(kernel);
  return kernel;
}
