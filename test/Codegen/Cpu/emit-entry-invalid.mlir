// What qopt-emit-entry refuses.
// RUN: qopt-opt %s --qopt-emit-entry -split-input-file -verify-diagnostics

// expected-error @below {{expected a module with a name, which names the entry points, got one without}}
module {
  llvm.func @main_generic() attributes {qopt.inputs = [], qopt.isa = "generic", qopt.outputs = []} {
    llvm.return
  }
}

// -----

// expected-error @below {{expected a target triple of Target's table, got 'mips-unknown-linux-gnu'}}
module @other attributes {llvm.target_triple = "mips-unknown-linux-gnu"} {
  llvm.func @main_generic() attributes {qopt.inputs = [], qopt.isa = "generic", qopt.outputs = []} {
    llvm.return
  }
}

// -----

// expected-error @below {{expected a function with the attributes qopt.isa and qopt.inputs, got none}}
module @kernels_only {
  llvm.func @kernel() attributes {qopt.isa = "generic", qopt.kernel} {
    llvm.return
  }
}
