// What qopt-multiversion refuses: names that no row of Target's table bears.
// RUN: not qopt-opt %s --qopt-multiversion=isas=generic,neon 2>&1 | FileCheck %s

// CHECK: error: expected an instruction set out of generic, avx2, avx512vnni, got 'neon'
func.func @main() {
  return
}
