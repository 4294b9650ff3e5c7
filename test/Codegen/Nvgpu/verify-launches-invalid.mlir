// What the gate refuses.
// RUN: qopt-opt %s --qopt-verify-launches -verify-diagnostics -split-input-file

func.func @number(%x: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{expected launches, copies and views only: there is no host to compute this between launches}}
  %v = memref.load %x[%c0] : memref<4xf32>
  return
}

// -----

func.func @loop(%x: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{expected launches, copies and views only}}
  scf.for %i = %c0 to %c1 step %c1 {
  }
  return
}

// -----

func.func @copy(%x: memref<4x8xf32>, %y: memref<4x4xf32>) {
  %v = memref.subview %x[0, 0] [4, 4] [1, 1] : memref<4x8xf32> to memref<4x4xf32, strided<[8, 1]>>
  // expected-error @+1 {{expected a copy between contiguous views, got 'memref<4x4xf32, strided<[8, 1]>>' to 'memref<4x4xf32>'}}
  memref.copy %v, %y : memref<4x4xf32, strided<[8, 1]>> to memref<4x4xf32>
  return
}

// -----

func.func @offset(%arena: memref<256xi8>, %n: index) {
  // expected-error @+1 {{expected a constant offset, got a value computed at run time}}
  %v = memref.view %arena[%n][] : memref<256xi8> to memref<4xf32>
  return
}

// -----

func.func @place(%x: memref<4x8xf32>, %n: index) {
  // expected-error @+1 {{expected a view at a place known at compile time}}
  %v = memref.subview %x[%n, 0] [1, 8] [1, 1] : memref<4x8xf32> to memref<1x8xf32, strided<[8, 1], offset: ?>>
  return
}

// -----

module attributes {gpu.container_module} {
  func.func @size(%x: memref<32xf32>, %n: index) {
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{expected constant sizes, got values computed at run time}}
    gpu.launch_func @kernels::@k blocks in (%n, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : memref<32xf32>)
    return
  }
  gpu.module @kernels {
    gpu.func @k(%x: memref<32xf32>) kernel {
      gpu.return
    }
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @argument(%x: f32) {
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{expected views of buffers, got 'f32'}}
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : f32)
    return
  }
  gpu.module @kernels {
    gpu.func @k(%x: f32) kernel {
      gpu.return
    }
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @order(%x: memref<32xf32>) {
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{expected a synchronous launch, got one with tokens}}
    %t = gpu.launch_func async @kernels::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : memref<32xf32>)
    return
  }
  gpu.module @kernels {
    gpu.func @k(%x: memref<32xf32>) kernel {
      gpu.return
    }
  }
}

// -----

gpu.module @kernels {
  gpu.func @k(%x: memref<32xf32>, %v: f32) kernel {
    %c0 = arith.constant 0 : index
    // expected-error @+1 {{expected functions that a GPU computes as the interpreter does, got one of the math library, which it has not}}
    %e = math.exp %v : f32
    // expected-error @+1 {{expected functions that a GPU computes as the interpreter does}}
    %r = arith.remf %e, %v : f32
    memref.store %r, %x[%c0] : memref<32xf32>
    gpu.return
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @map_that_is_none(%x: memref<100x256xi8>) {
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{expected a swizzle of 0, 32, 64 or 128 bytes, got 48}}
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : memref<100x256xi8>)
    return
  }
  gpu.module @kernels {
    gpu.func @k(%x: memref<100x256xi8>) kernel attributes {qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 48 : i64}]} {
      gpu.return
    }
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @map_beyond_its_buffer(%x: memref<99x256xi8>) {
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{expected a tensor map within the 25344 bytes of argument 0, got one that reaches 25600}}
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : memref<99x256xi8>)
    return
  }
  gpu.module @kernels {
    gpu.func @k(%x: memref<99x256xi8>) kernel attributes {qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
      gpu.return
    }
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @map_over_a_part(%x: memref<100x256xi8, strided<[512, 1]>>) {
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{expected a tensor map over a dense buffer, got one over 'memref<100x256xi8, strided<[512, 1]>>'}}
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : memref<100x256xi8, strided<[512, 1]>>)
    return
  }
  gpu.module @kernels {
    gpu.func @k(%x: memref<100x256xi8, strided<[512, 1]>>) kernel attributes {qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
      gpu.return
    }
  }
}
