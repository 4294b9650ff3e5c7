// Tensor maps that are none: T1 to T6 of TensorMaps.h.
// RUN: qopt-opt %s --qopt-lower-tensor-maps -verify-diagnostics -split-input-file

gpu.module @t1 {
  // expected-error @+1 {{expected a tensor map of argument, sizes, strides, box and swizzle, got {argument = 0 : i64}}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t1 {
  // expected-error @+1 {{expected an array as qopt.tensor_maps, got 5 : i64}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = 5 : i64} {
    llvm.return
  }
}

// -----

gpu.module @t2 {
  // expected-error @+1 {{expected a tensor map's argument below 2, got 2}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 2 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t2 {
  // expected-error @+1 {{expected one tensor map of argument 0, got two}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}, {argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t3 {
  // expected-error @+1 {{tensor map of argument 0: expected 1 to 5 sizes, as many boxes and one stride less, got 2, 2 and 2}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256, 512>, swizzle = 128 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t4 {
  // expected-error @+1 {{expected sizes from 1 to 2^32 - 1, got 0}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 0>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t4 {
  // expected-error @+1 {{expected boxes from 1 to 256, got 257}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 257>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t5 {
  // expected-error @+1 {{expected strides that are multiples of 16 from 16 to 2^40, got 20}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 20>, swizzle = 128 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t6 {
  // expected-error @+1 {{expected a swizzle of 0, 32, 64 or 128 bytes, got 48}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 48 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t6 {
  // expected-error @+1 {{expected a box whose rows are multiples of 16 bytes and at most the swizzle's 64, got 128}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 64 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @t6 {
  // expected-error @+1 {{at most the swizzle's 128, got 120}}
  llvm.func @k(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 120, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
}

// -----

gpu.module @number {
  // expected-error @+1 {{expected a pointer as argument 0, which is a tensor map, got 'i64'}}
  llvm.func @k(%map: i64, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
}
