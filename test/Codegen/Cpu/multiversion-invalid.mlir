// What qopt-multiversion refuses: names that no row of Target's table bears, and
// instruction sets of another architecture.
// RUN: not qopt-opt %s --qopt-multiversion=isas=generic,neon 2>&1 | FileCheck %s
// RUN: not qopt-opt %s --qopt-multiversion=isas=neon-i8mm 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: not qopt-opt %s "--qopt-multiversion=arch=aarch64 isas=avx2" 2>&1 | FileCheck %s --check-prefix=AARCH64
// RUN: not qopt-opt %s --qopt-multiversion=arch=mips 2>&1 | FileCheck %s --check-prefix=ARCH

// CHECK: error: expected an instruction set out of generic, avx2, avxvnni, avx512vnni, got 'neon'
// OTHER: error: expected an instruction set out of generic, avx2, avxvnni, avx512vnni, got 'neon-i8mm'
// AARCH64: error: expected an instruction set out of generic, neon-dotprod, neon-i8mm, got 'avx2'
// ARCH: error: expected an architecture out of x86_64, aarch64, got 'mips'
func.func @main() {
  return
}
