// What qopt-expand-kernels makes of a kernel on each instruction set.
// RUN: qopt-opt %s -split-input-file --qopt-expand-kernels | FileCheck %s
// RUN: qopt-opt %s -split-input-file --qopt-expand-kernels=min-cycles=100000000 | FileCheck %s --check-prefix=SEQ

// Tiles of 6 x 64 and 5 x 64: a line of 56 positions is six of one and four of the
// other. Four panels of weights and one dot instruction per row and panel; signed
// codes are flipped to unsigned. 560 tiles in 64 ranges of 8 or 9; a row's 64 results
// are packed and stored as one vector.
// CHECK-LABEL: func.func @avx512
// CHECK-DAG: %[[X:.*]] = memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [215296], strides: [1]
// CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c64{{.*}}) step
// CHECK: %[[NEXT:.*]] = arith.addi %[[I]], %c1
// CHECK: %[[SCALED:.*]] = arith.muli %[[I]], %c560
// CHECK: %[[BEGIN:.*]] = arith.divui %[[SCALED]], %c64
// CHECK: %[[PAST:.*]] = arith.muli %[[NEXT]], %c560
// CHECK: %[[END:.*]] = arith.divui %[[PAST]], %c64
// CHECK: func.call @qopt_conv_s8s8s8_k3x3_c64f64_m3136_6x64_avx512vnni(%[[X]], {{.*}}, %[[BEGIN]], %[[END]],
// CHECK: func.func private @qopt_conv_s8s8s8_k3x3_c64f64_m3136_6x64_avx512vnni(
// CHECK-SAME: memref<215296xi8> {llvm.noalias}, %{{[^:]*}}: memref<36864xi8> {llvm.noalias}
// CHECK-SAME: attributes {no_inline, passthrough = ["nounwind"], qopt.isa = "avx512vnni", qopt.kernel}
// CHECK-DAG: arith.constant dense<-2139062144> : vector<16xi32>
// CHECK: arith.cmpi slt, %{{.*}}, %c6
// CHECK: scf.if
// CHECK-COUNT-4: vector.load {{.*}} vector<64xi8>
// CHECK-COUNT-24: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK-NOT: vpdpbusd
// CHECK: scf.yield
// CHECK-COUNT-12: llvm.call_intrinsic "llvm.x86.avx512.packssdw.512"
// CHECK-COUNT-6: llvm.call_intrinsic "llvm.x86.avx512.packsswb.512"
// CHECK-COUNT-6: vector.store {{.*}} vector<64xi8>
// CHECK: else
// CHECK-COUNT-20: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK-NOT: vpdpbusd
// CHECK-COUNT-5: vector.store {{.*}} vector<64xi8>
// SEQ-LABEL: func.func @avx512
// SEQ-NOT: scf.parallel
// SEQ: call @qopt_conv_s8s8s8_k3x3_c64f64_m3136_6x64_avx512vnni
func.func @avx512(%x: memref<1x58x58x64xi8>, %w: memref<1x4x144x16x4xi8>, %b: memref<1x4x16xi32>, %m: memref<1x4x16xi32>, %s: memref<1x4x16xi8>, %o: memref<1x56x56x64xi8>) attributes {passthrough = ["nounwind"], qopt.isa = "avx512vnni"} {
  qopt.packed_conv %x, %w bias %b rescale %m, %s outs %o {dilations = array<i64: 1, 1>, groups = 1 : i64, hi = 127 : i64, kernel = array<i64: 3, 3>, lo = -128 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64: 1, 1>} : (memref<1x58x58x64xi8>, memref<1x4x144x16x4xi8>, memref<1x4x16xi32>, memref<1x4x16xi32>, memref<1x4x16xi8>, memref<1x56x56x64xi8>) -> ()
  return
}

// -----

// vpmaddwd on codes extended to 16 bits, never the saturating vpmaddubsw.
// CHECK-LABEL: func.func @avx2
// CHECK-NOT: scf.parallel
// CHECK: call @qopt_mm_u8s8s32_c8f16_m2_2x16_avx2
// CHECK: func.func private @qopt_mm_u8s8s32_c8f16_m2_2x16_avx2
// CHECK: arith.extui %{{.*}} : vector<16xi8> to vector<16xi16>
// CHECK: arith.extsi %{{.*}} : vector<16xi8> to vector<16xi16>
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
// CHECK-NOT: ub.sw
func.func @avx2(%x: memref<2x8xi8>, %w: memref<1x1x2x16x4xi8>, %b: memref<1x1x16xi32>, %o: memref<2x16xi32>) attributes {qopt.isa = "avx2"} {
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>, unsigned_input} : (memref<2x8xi8>, memref<1x1x2x16x4xi8>, memref<1x1x16xi32>, memref<2x16xi32>) -> ()
  return
}

// -----

// Without qopt.isa: generic, which has no intrinsics at all. The last two codes
// of a run of six are loaded with the two before them, which are shifted out, and
// ten results are stored as 8 + 2.
// CHECK-LABEL: func.func @generic
// CHECK: func.func private @qopt_mm_u8s8s8_c6f10_m2_1x16_generic
// CHECK-NOT: call_intrinsic
// CHECK: vector.load {{.*}} vector<4xi8>
// CHECK-NOT: vector<2xi8>
// CHECK: vector.load {{.*}} vector<4xi8>
// CHECK: arith.shrui {{.*}} : vector<4xi32>
// CHECK: vector.store {{.*}} vector<8xi8>
// CHECK: vector.store {{.*}} vector<2xi8>
// CHECK-NOT: call_intrinsic
func.func @generic(%x: memref<2x6xi8>, %w: memref<1x1x2x16x4xi8>, %b: memref<1x1x16xi32>, %m: memref<1x1x16xi32>, %s: memref<1x1x16xi8>, %o: memref<2x10xi8>) {
  qopt.packed_conv %x, %w bias %b rescale %m, %s outs %o {dilations = array<i64>, groups = 1 : i64, hi = 255 : i64, kernel = array<i64>, lo = 0 : i64, out_zp = 5 : i64, rounding = #qopt<requant_rounding double_round>, strides = array<i64>, unsigned_input} : (memref<2x6xi8>, memref<1x1x2x16x4xi8>, memref<1x1x16xi32>, memref<1x1x16xi32>, memref<1x1x16xi8>, memref<2x10xi8>) -> ()
  return
}

// -----

// Equal kernels share one function, wherever their buffers lie; a view's offset
// is an argument. Another epilogue is another function of the same stem.
// CHECK-LABEL: func.func @shared
// CHECK: call @[[F:.*]](%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %c0{{[_0-9]*}}, %c0
// CHECK: call @[[F]](%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %c40{{[_0-9]*}}, %c0
// CHECK: call @[[F]]_0(
// CHECK: func.func private @[[F]](
// CHECK: func.func private @[[F]]_0(
// CHECK-NOT: func.func
func.func @shared(%x: memref<2x4xf32>, %y: memref<20x4xf32>, %w: memref<1x1x4x16xf32>, %b: memref<1x1x16xf32>, %o: memref<2x16xf32>, %p: memref<2x16xf32>) attributes {qopt.isa = "avx2"} {
  %v = memref.subview %y[10, 0] [2, 4] [1, 1] : memref<20x4xf32> to memref<2x4xf32, strided<[4, 1], offset: 40>>
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  qopt.packed_conv %v, %w bias %b outs %p {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32, strided<[4, 1], offset: 40>>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  qopt.packed_conv %x, %w bias %b outs %o {clamp_lo = 0.0 : f32, dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  return
}

// -----

// Depthwise: 80 channels are a tile of 64 and one of 16. Two of the three columns
// of a window are carried to the next position, four vectors each; results are
// narrowed lane by lane. Codes of uiN buffers are read as iN.
// CHECK-LABEL: func.func @depthwise
// CHECK: builtin.unrealized_conversion_cast %{{.*}} : memref<1x9x9x80xui8> to memref<1x9x9x80xi8>
// CHECK: func.func private @qopt_dw_u8s8s8_k3x3_c80f80_m49_1x64_avx512vnni
// CHECK: scf.for {{.*}} iter_args({{([^,]*,){7}[^,]*}}) -> (vector<64xi8>,
// CHECK-COUNT-12: "llvm.x86.avx512.vpdpbusd.512"
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.packssdw.512"
// CHECK: llvm.intr.sadd.sat
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.packuswb.512"
// CHECK: vector.store {{.*}} vector<64xi8>
// CHECK: } else {
// CHECK: iter_args({{.*}}) -> (vector<16xi8>,
// CHECK-COUNT-12: "llvm.x86.avx512.vpdpbusd.128"
// CHECK: llvm.call_intrinsic "llvm.x86.sse2.packuswb.128"
func.func @depthwise(%x: memref<1x9x9x80xui8>, %w: memref<960xi8>, %b: memref<1x5x16xi32>, %m: memref<1x5x16xi32>, %s: memref<1x5x16xi8>, %o: memref<1x7x7x80xui8>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_depthwise %x, %w bias %b rescale %m, %s outs %o {dilations = array<i64: 1, 1>, groups = 80 : i64, hi = 255 : i64, kernel = array<i64: 3, 3>, lo = 0 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64: 1, 1>, unsigned_input} : (memref<1x9x9x80xui8>, memref<960xi8>, memref<1x5x16xi32>, memref<1x5x16xi32>, memref<1x5x16xi8>, memref<1x7x7x80xui8>) -> ()
  return
}

// -----

// A view with gaps between pixels is written in place: positions of the result
// are taken apart, those of the input are contiguous. Lines of three would make
// two tiles of one, so the tile wraps.
// CHECK-LABEL: func.func @into_view
// CHECK: func.func private @qopt_mm_f32f32_c4f16_m6_6x16_avx2
// CHECK-NOT: memref.alloca
// CHECK: arith.remui
// CHECK-COUNT-6: vector.store {{.*}} : memref<{{.*}}xf32>, vector<16xf32>
func.func @into_view(%x: memref<1x2x3x4xf32>, %w: memref<1x1x4x16xf32>, %b: memref<1x1x16xf32>, %o: memref<1x2x3x16xf32, strided<[400, 100, 20, 1], offset: 7>>) attributes {qopt.isa = "avx2"} {
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (memref<1x2x3x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<1x2x3x16xf32, strided<[400, 100, 20, 1], offset: 7>>) -> ()
  return
}

// -----

// 576 KB of weights: ranges are of columns, so that a thread's weights are its
// own, and a tile's weights serve all rows. The 576 steps of each of nine row tiles
// prefetch the next column tile's weights, 147456 bytes further: 29 bytes each.
// CHECK-LABEL: func.func @by_columns
// CHECK: scf.parallel
// CHECK: func.call @{{.*}}(%{{.*}}, %c0{{[_0-9]*}}, %c9{{[_0-9]*}}, %{{.*}}, %{{.*}}) :
// CHECK: func.func private @qopt_conv_u8s8s32_k3x3_c256f256_m49_6x64_avx512vnni({{.*}}, %[[R0:arg[0-9]+]]: index, %[[R1:arg[0-9]+]]: index, %[[C0:arg[0-9]+]]: index, %[[C1:arg[0-9]+]]: index)
// CHECK: scf.for %{{.*}} = %[[C0]] to %[[C1]]
// CHECK: scf.for %[[R:.*]] = %[[R0]] to %[[R1]]
// CHECK-NEXT: %[[NEXT:.*]] = arith.addi %{{.*}}, %c147456
// CHECK-NEXT: %[[TILE:.*]] = arith.subi %[[R]], %[[R0]]
// CHECK-NEXT: %[[SHARE:.*]] = arith.muli %[[TILE]], %c16704
// CHECK-NEXT: %[[AHEAD:.*]] = arith.addi %[[NEXT]], %[[SHARE]]
// CHECK: %[[WINDOW:.*]] = arith.muli %{{.*}}, %c5568
// CHECK: %[[FROM:.*]] = arith.addi %[[AHEAD]], %[[WINDOW]]
// CHECK: %[[STEP:.*]] = arith.muli %{{.*}}, %c29
// CHECK-NEXT: %[[LINE:.*]] = arith.addi %[[FROM]], %[[STEP]]
// CHECK: memref.prefetch %{{.*}}[%[[LINE]]], read, locality<2>, data
func.func @by_columns(%x: memref<1x9x9x256xi8>, %w: memref<1x16x576x16x4xi8>, %b: memref<1x16x16xi32>, %o: memref<1x7x7x256xi32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, unsigned_input} : (memref<1x9x9x256xi8>, memref<1x16x576x16x4xi8>, memref<1x16x16xi32>, memref<1x7x7x256xi32>) -> ()
  return
}

// -----

// Codes of 4 bits with one row: the row's element times all 16 numbers once, then
// one permutation per panel and k. 4 words of 8 codes per run; no fused
// multiply-add anywhere.
// CHECK-LABEL: func.func @codes_products
// CHECK: call @qopt_mm_f32u4r32_c64f128_m1_1x64_avx512vnni
// CHECK: func.func private @qopt_mm_f32u4r32_c64f128_m1_1x64_avx512vnni
// CHECK: arith.constant dense<[-8.000000e+00, -7.000000e+00, {{.*}}, 7.000000e+00]> : vector<16xf32>
// CHECK: scf.for
// CHECK: scf.for
// CHECK-COUNT-4: vector.load {{.*}} vector<16xi32>
// CHECK: arith.mulf
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx512.permvar.sf.512"
// CHECK: arith.mulf
// CHECK-NOT: vector.fma
func.func @codes_products(%x: memref<1x64xf32>, %w: memref<1024xi32>, %s: memref<256xf32>, %b: memref<128xf32>, %o: memref<1x128xf32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_codes_matmul %x, %w scales %s bias %b outs %o {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64} : (memref<1x64xf32>, memref<1024xi32>, memref<256xf32>, memref<128xf32>, memref<1x128xf32>) -> ()
  return
}

// -----

// Two rows share the numbers that were looked up; AVX2 holds 16 of them in two
// registers of 8.
// CHECK-LABEL: func.func @codes_table
// CHECK: call @qopt_mm_f32t4r64_c64f16_m2_2x16_avx2
// CHECK: vector.load %{{.*}} : memref<16xf32>, vector<8xf32>
// CHECK: vector.load %{{.*}} : memref<16xf32>, vector<8xf32>
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx2.permps"
// CHECK: arith.select
// CHECK-COUNT-2: arith.mulf
// CHECK: arith.shrui
func.func @codes_table(%x: memref<2x64xf32>, %w: memref<128xi32>, %s: memref<16xi16>, %t: memref<16xf32>, %b: memref<16xf32>, %o: memref<2x16xf32>) attributes {qopt.isa = "avx2"} {
  qopt.packed_codes_matmul %x, %w scales %s table %t bias %b outs %o {bits = 4 : i64, run = 64 : i64, scale_shift = 16 : i64} : (memref<2x64xf32>, memref<128xi32>, memref<16xi16>, memref<16xf32>, memref<16xf32>, memref<2x16xf32>) -> ()
  return
}

// -----

// Without a look-up instruction, uniform codes take an `or` and a subtraction,
// others a gather.
// CHECK-LABEL: func.func @codes_generic
// CHECK: func.func private @qopt_mm_f32z4r64_c64f16_m1_1x16_generic
// CHECK: arith.extui %{{.*}} : vector<16xi8> to vector<16xi32>
// CHECK: arith.ori
// CHECK: arith.subf
// CHECK: func.func private @qopt_mm_f32t8r64_c64f16_m1_1x16_generic
// CHECK: vector.gather
func.func @codes_generic(%x: memref<1x64xf32>, %w: memref<128xi32>, %v: memref<256xi32>, %s: memref<16xf32>, %z: memref<16xi8>, %t: memref<256xf32>, %b: memref<16xf32>, %o: memref<1x16xf32>) {
  qopt.packed_codes_matmul %x, %w scales %s zero_points %z bias %b outs %o {bits = 4 : i64, run = 64 : i64} : (memref<1x64xf32>, memref<128xi32>, memref<16xf32>, memref<16xi8>, memref<16xf32>, memref<1x16xf32>) -> ()
  qopt.packed_codes_matmul %x, %v scales %s table %t bias %b outs %o {bits = 8 : i64, run = 64 : i64} : (memref<1x64xf32>, memref<256xi32>, memref<16xf32>, memref<256xf32>, memref<16xf32>, memref<1x16xf32>) -> ()
  return
}

// -----

// 1024 x 1024 codes: 16 blocks of columns, one per range at least.
// CHECK-LABEL: func.func @codes_parallel
// CHECK: scf.parallel (%{{.*}}) = (%c0{{.*}}) to (%c4{{.*}}) step
// CHECK: func.call @qopt_mm_f32u8r1024_c1024f1024_m1_1x64_avx512vnni(
// SEQ-LABEL: func.func @codes_parallel
// SEQ-NOT: scf.parallel
func.func @codes_parallel(%x: memref<1x1024xf32>, %w: memref<262144xi32>, %s: memref<1024xf32>, %b: memref<1024xf32>, %o: memref<1x1024xf32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_codes_matmul %x, %w scales %s bias %b outs %o {bits = 8 : i64, run = 1024 : i64, zero_point = 128 : i64} : (memref<1x1024xf32>, memref<262144xi32>, memref<1024xf32>, memref<1024xf32>, memref<1x1024xf32>) -> ()
  return
}

// -----

// Scales that are codes: the factor is an argument, so products that differ in it
// alone share one kernel.
// CHECK-LABEL: func.func @codes_factors
// CHECK: %[[A:.*]] = arith.constant 2.000000e+00 : f32
// CHECK: call @[[KERNEL:qopt_mm_f32u4r64_[a-z0-9_]*]]({{.*}}%[[A]],
// CHECK: %[[B:.*]] = arith.constant 3.000000e+00 : f32
// CHECK: call @[[KERNEL]]({{.*}}%[[B]],
// CHECK: func.func private @[[KERNEL]]
// CHECK-NOT: func.func private @qopt_mm_f32u4r64
func.func @codes_factors(%x: memref<2x64xf32>, %w: memref<128xi32>, %s: memref<16xi8>, %b: memref<16xf32>, %o: memref<2x16xf32>) attributes {qopt.isa = "avx2"} {
  qopt.packed_codes_matmul %x, %w scales %s bias %b outs %o {bits = 4 : i64, run = 64 : i64, scale_factor = 2.0 : f32, scale_shift = 20 : i64, zero_point = 8 : i64} : (memref<2x64xf32>, memref<128xi32>, memref<16xi8>, memref<16xf32>, memref<2x16xf32>) -> ()
  qopt.packed_codes_matmul %x, %w scales %s bias %b outs %o {bits = 4 : i64, run = 64 : i64, scale_factor = 3.0 : f32, scale_shift = 20 : i64, zero_point = 8 : i64} : (memref<2x64xf32>, memref<128xi32>, memref<16xi8>, memref<16xf32>, memref<2x16xf32>) -> ()
  return
}

// -----

// 640 KB of input do not stay in the second-level cache: blocks of 36 row tiles
// pass all columns, three blocks of 107 tiles.
// CHECK-LABEL: func.func @blocks
// CHECK: func.func private @qopt_mm_u8s8s32_c1024f128_m640_6x64_avx512vnni({{.*}}, %[[R0:arg[0-9]+]]: index, %[[R1:arg[0-9]+]]: index, %[[C0:arg[0-9]+]]: index, %[[C1:arg[0-9]+]]: index)
// CHECK: scf.for %[[B:.*]] = %[[R0]] to %[[R1]] step %c36
// CHECK: %[[PAST:.*]] = arith.addi %[[B]], %c36
// CHECK: %[[E:.*]] = arith.minsi %[[PAST]], %[[R1]]
// CHECK: scf.for %{{.*}} = %[[C0]] to %[[C1]]
// CHECK: scf.for %{{.*}} = %[[B]] to %[[E]]
func.func @blocks(%x: memref<640x1024xi8>, %w: memref<1x8x256x16x4xi8>, %b: memref<1x8x16xi32>, %o: memref<640x128xi32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>, unsigned_input} : (memref<640x1024xi8>, memref<1x8x256x16x4xi8>, memref<1x8x16xi32>, memref<640x128xi32>) -> ()
  return
}

// -----

// 768 KB of weights, but three column tiles are no equal shares: 16 row tiles in
// four ranges of four.
// CHECK-LABEL: func.func @by_rows
// CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c4{{.*}}) step
// CHECK: %[[NEXT:.*]] = arith.addi %[[I]], %c1
// CHECK: %[[BEGIN:.*]] = arith.muli %[[I]], %c4
// CHECK: %[[END:.*]] = arith.muli %[[NEXT]], %c4
// CHECK: func.call @{{.*}}(%{{.*}}, %[[BEGIN]], %[[END]], %c0{{[_0-9]*}}, %c3{{[_0-9]*}}) :
func.func @by_rows(%x: memref<96x4096xi8>, %w: memref<1x12x1024x16x4xi8>, %b: memref<1x12x16xi32>, %o: memref<96x192xi32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>, unsigned_input} : (memref<96x4096xi8>, memref<1x12x1024x16x4xi8>, memref<1x12x16xi32>, memref<96x192xi32>) -> ()
  return
}

// -----

// Squares of 8 rows of 16 bytes: 13 places of 8 columns, the last one two columns back.
// CHECK-LABEL: func.func @transpose
// CHECK: call @qopt_tr_s16_2x100x16_generic(%{{.*}}, %{{.*}}, %c0{{.*}}, %c0{{.*}}, %c0{{.*}}, %c26{{.*}}, %c0{{.*}}, %c1{{.*}})
// CHECK: func.func private @qopt_tr_s16_2x100x16_generic
// CHECK: scf.for
// CHECK: arith.minsi %{{.*}}, %c92
// CHECK: scf.for
// CHECK-COUNT-8: vector.load %{{.*}} : memref<3200xi16>, vector<8xi16>
// CHECK-COUNT-24: vector.shuffle %{{.*}} : vector<8xi16>, vector<8xi16>
// CHECK-COUNT-8: vector.store %{{.*}} : memref<3200xi16>, vector<8xi16>
func.func @transpose(%x: memref<2x16x100xi16>, %y: memref<2x100x16xi16>) {
  linalg.transpose ins(%x : memref<2x16x100xi16>) outs(%y : memref<2x100x16xi16>) permutation = [0, 2, 1]
  return
}

// -----

// Compressed weights: a column's mask looks up where its values go, and a byte shuffle
// brings them there; two panels of 16 groups of 40 bytes.
// CHECK-LABEL: func.func @sparse
// CHECK: call @qopt_mm_u8s8x2of4s32_c64f32_m1_1x32_avx512vnni
// CHECK: func.func private @qopt_mm_u8s8x2of4s32_c64f32_m1_1x32_avx512vnni
// CHECK: scf.for
// CHECK: vector.load %{{.*}} : memref<1280xi8>, vector<8xi8>
// CHECK: arith.shrui
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.permvar.sf.512"
// CHECK: vector.load %{{.*}} : memref<1280xi8>, vector<32xi8>
// CHECK: arith.extui %{{.*}} : vector<16xi16> to vector<16xi32>
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.pshuf.b.512"
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.permvar.sf.512"
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.pshuf.b.512"
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK-NOT: vpdpbusd
func.func @sparse(%x: memref<1x64xi8>, %w: memref<2x16x40xi8>, %b: memref<1x2x16xi32>, %o: memref<1x32xi32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_sparse_matmul %x, %w bias %b outs %o {kept = 2 : i64, group = 4 : i64, unsigned_input} : (memref<1x64xi8>, memref<2x16x40xi8>, memref<1x2x16xi32>, memref<1x32xi32>) -> ()
  return
}

// -----

// Without a permutation of 16 words places are computed; without a byte shuffle, too,
// each of a column's four values is selected where its number stands. Both steps of a
// group read its values.
// CHECK-LABEL: func.func @sparse_generic
// CHECK: func.func private @qopt_mm_s8s8x4of8s32_c8f16_m1_1x16_generic
// CHECK-NOT: call_intrinsic
// CHECK: arith.muli %{{.*}} : vector<16xi32>
// CHECK: vector.load %{{.*}} : memref<80xi8>, vector<64xi8>
// CHECK-COUNT-4: arith.select %{{.*}} : vector<64xi1>, vector<64xi8>
// CHECK: vector.load %{{.*}} : memref<80xi8>, vector<64xi8>
// CHECK-COUNT-4: arith.select %{{.*}} : vector<64xi1>, vector<64xi8>
// CHECK-NOT: call_intrinsic
func.func @sparse_generic(%x: memref<1x8xi8>, %w: memref<1x1x80xi8>, %b: memref<1x1x16xi32>, %o: memref<1x16xi32>) attributes {qopt.isa = "generic"} {
  qopt.packed_sparse_matmul %x, %w bias %b outs %o {kept = 4 : i64, group = 8 : i64} : (memref<1x8xi8>, memref<1x1x80xi8>, memref<1x1x16xi32>, memref<1x16xi32>) -> ()
  return
}

// -----

// Places computed, values shuffled eight columns at a time.
// CHECK-LABEL: func.func @sparse_avx2
// CHECK: func.func private @qopt_mm_u8s8x1of4s32_c4f16_m1_1x16_avx2
// CHECK-NOT: permps
// CHECK: arith.muli %{{.*}} : vector<16xi32>
// CHECK: arith.extui %{{.*}} : vector<16xi8> to vector<16xi32>
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.x86.avx2.pshuf.b"
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
func.func @sparse_avx2(%x: memref<1x4xi8>, %w: memref<1x1x24xi8>, %b: memref<1x1x16xi32>, %o: memref<1x16xi32>) attributes {qopt.isa = "avx2"} {
  qopt.packed_sparse_matmul %x, %w bias %b outs %o {kept = 1 : i64, group = 4 : i64, unsigned_input} : (memref<1x4xi8>, memref<1x1x24xi8>, memref<1x1x16xi32>, memref<1x16xi32>) -> ()
  return
}

// -----

// Layers that differ in the zero point only share a kernel, which takes it as an
// argument. A kernel without one has none to add.
// CHECK-LABEL: func.func @zero_points
// CHECK: %[[FIVE:.*]] = arith.constant 5 : i32
// CHECK: call @[[Z:[a-z0-9_]*]](%{{.*}}, %[[FIVE]], %
// CHECK: %[[LESS:.*]] = arith.constant -9 : i32
// CHECK: call @[[Z]](%{{.*}}, %[[LESS]], %
// CHECK: call @[[Z]]_0(
// CHECK: func.func private @[[Z]](
// CHECK-SAME: %[[ZP:[a-z0-9]*]]: i32
// CHECK: vector.broadcast %[[ZP]] : i32 to vector
// CHECK: func.func private @[[Z]]_0(
// CHECK-NOT: func.func private
func.func @zero_points(%x: memref<2x8xi8>, %w: memref<1x1x2x16x4xi8>, %b: memref<1x1x16xi32>, %m: memref<1x1x16xi32>, %s: memref<1x1x16xi8>, %o: memref<2x16xi8>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_conv %x, %w bias %b rescale %m, %s outs %o {dilations = array<i64>, groups = 1 : i64, hi = 127 : i64, kernel = array<i64>, lo = -128 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64>} : (memref<2x8xi8>, memref<1x1x2x16x4xi8>, memref<1x1x16xi32>, memref<1x1x16xi32>, memref<1x1x16xi8>, memref<2x16xi8>) -> ()
  qopt.packed_conv %x, %w bias %b rescale %m, %s outs %o {dilations = array<i64>, groups = 1 : i64, hi = 127 : i64, kernel = array<i64>, lo = -128 : i64, narrow, out_zp = -9 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64>} : (memref<2x8xi8>, memref<1x1x2x16x4xi8>, memref<1x1x16xi32>, memref<1x1x16xi32>, memref<1x1x16xi8>, memref<2x16xi8>) -> ()
  qopt.packed_conv %x, %w bias %b rescale %m, %s outs %o {dilations = array<i64>, groups = 1 : i64, hi = 127 : i64, kernel = array<i64>, lo = -128 : i64, narrow, out_zp = 0 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64>} : (memref<2x8xi8>, memref<1x1x2x16x4xi8>, memref<1x1x16xi32>, memref<1x1x16xi32>, memref<1x1x16xi8>, memref<2x16xi8>) -> ()
  return
}

// -----

// Rows of padding are left out of sums: of a tile's runs (rows of the window) those from
// 1 - row on, and those before 5 - row. The last tile, positions 6 to 11, ends in row 2.
// CHECK-LABEL: func.func private @qopt_conv_u8s8s32_k3x3_c24f16_m12_6x16_avx512vnni
// CHECK: scf.for %[[TILE:.*]] = %
// CHECK: %[[AT:.*]] = arith.muli %[[TILE]], %c6
// CHECK-COUNT-6: arith.addi %arg5, %
// CHECK-NEXT: %[[LOW:.*]] = arith.divui %[[AT]], %c4
// CHECK-NEXT: %[[LAST:.*]] = arith.addi %[[AT]], %c5
// CHECK-NEXT: %[[HIGH:.*]] = arith.divui %[[LAST]], %c4
// CHECK-NEXT: %[[LESS:.*]] = arith.subi %c1, %[[HIGH]]
// CHECK-NEXT: %[[FIRST:.*]] = arith.maxsi %c0, %[[LESS]]
// CHECK-NEXT: %[[REST:.*]] = arith.subi %c4, %[[LOW]]
// CHECK-NEXT: %[[PAST:.*]] = arith.minsi %c3, %[[REST]]
// CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[PAST]] step
func.func @zero_rows(%x: memref<1x5x6x24xui8>, %w: memref<1x1x54x16x4xi8>, %b: memref<1x1x16xi32>, %o: memref<1x3x4x16xi32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, unsigned_input, zero_rows = array<i64: 1, 1>} : (memref<1x5x6x24xui8>, memref<1x1x54x16x4xi8>, memref<1x1x16xi32>, memref<1x3x4x16xi32>) -> ()
  return
}
