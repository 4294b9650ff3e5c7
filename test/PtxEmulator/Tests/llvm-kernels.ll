; Kernels whose PTX the emulator must take as LLVM's NVPTX backend prints it.
target triple = "nvptx64-nvidia-cuda"

@dynamic = external addrspace(3) global [0 x i8], align 16
@table = addrspace(4) constant [4 x i32] [i32 1, i32 20, i32 300, i32 4000]
@tile = internal addrspace(3) global [64 x i32] undef, align 16

declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
declare void @llvm.nvvm.barrier.cta.sync.aligned.all(i32)
declare i32 @llvm.nvvm.shfl.sync.bfly.i32(i32, i32, i32, i32)
declare i32 @llvm.nvvm.idp4a.s.s(i32, i32, i32)
declare i32 @llvm.nvvm.redux.sync.add(i32, i32)
declare i32 @llvm.ctpop.i32(i32)
declare i32 @llvm.smax.i32(i32, i32)
declare i32 @llvm.umin.i32(i32, i32)
declare i32 @llvm.fshl.i32(i32, i32, i32)
declare i64 @llvm.bswap.i64(i64)
declare float @llvm.fma.f32(float, float, float)
declare float @llvm.maxnum.f32(float, float)
declare {i32, i32, i32, i32} @llvm.nvvm.mma.m16n8k32.row.col.s8(i32, i32, i32, i32, i32, i32, i32, i32, i32, i32)
declare {i32, i32, i32, i32} @llvm.nvvm.ldmatrix.sync.aligned.m8n8.x4.b16.p3(ptr addrspace(3))
declare {i32, i32} @llvm.nvvm.ldmatrix.sync.aligned.m8n8.x2.b16.p3(ptr addrspace(3))
declare void @llvm.nvvm.cp.async.cg.shared.global.16(ptr addrspace(3), ptr addrspace(1))
declare void @llvm.nvvm.cp.async.commit.group()
declare void @llvm.nvvm.cp.async.wait.group(i32)

; out[t] = mixed arithmetic of in[t], in[t ^ 1] and a byval parameter.
define ptx_kernel void @mixed(ptr addrspace(1) %in, ptr addrspace(1) %out, i32 %n, ptr byval([4 x i64]) align 64 %param) {
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %inside = icmp slt i32 %t, %n
  %from = getelementptr i32, ptr addrspace(1) %in, i32 %t
  br i1 %inside, label %store, label %join
store:
  %v = load i32, ptr addrspace(1) %from
  br label %join
join:
  %value = phi i32 [ %v, %store ], [ 7, %0 ]
  %slot = getelementptr i32, ptr addrspace(3) @tile, i32 %t
  store i32 %value, ptr addrspace(3) %slot
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  %other = xor i32 %t, 1
  %otherslot = getelementptr i32, ptr addrspace(3) @tile, i32 %other
  %w = load i32, ptr addrspace(3) %otherslot
  %bits = call i32 @llvm.ctpop.i32(i32 %w)
  %big = call i32 @llvm.smax.i32(i32 %value, i32 %w)
  %small = call i32 @llvm.umin.i32(i32 %value, i32 %w)
  %rot = call i32 @llvm.fshl.i32(i32 %big, i32 %big, i32 %bits)
  %sum = add i32 %rot, %small
  %i = and i32 %t, 3
  %tp = getelementptr [4 x i32], ptr addrspace(4) @table, i32 0, i32 %i
  %tv = load i32, ptr addrspace(4) %tp
  %sum2 = add i32 %sum, %tv
  %bp = getelementptr i64, ptr %param, i32 %i
  %bv = load i64, ptr %bp
  %swapped = call i64 @llvm.bswap.i64(i64 %bv)
  %high = lshr i64 %swapped, 32
  %high32 = trunc i64 %high to i32
  %sum3 = xor i32 %sum2, %high32
  %asm = call i32 asm "{ .reg .pred p; .reg .b32 t; setp.lt.s32 p, $1, 0; @p bra skip; add.s32 t, $1, 5; skip: selp.b32 $0, $1, t, p; }", "=r,r"(i32 %sum3)
  %to = getelementptr i32, ptr addrspace(1) %out, i32 %t
  store i32 %asm, ptr addrspace(1) %to
  ret void
}

; out[t] = sum over a loop whose length differs, then a reduction over the warp.
define ptx_kernel void @reduce(ptr addrspace(1) %in, ptr addrspace(1) %out) {
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  br label %loop
loop:
  %i = phi i32 [ 0, %0 ], [ %next, %latch ]
  %acc = phi i32 [ 0, %0 ], [ %acc2, %latch ]
  %p = getelementptr i32, ptr addrspace(1) %in, i32 %i
  %x = load i32, ptr addrspace(1) %p
  %odd = and i32 %x, 1
  %isodd = icmp ne i32 %odd, 0
  br i1 %isodd, label %dot, label %latch
dot:
  %d = call i32 @llvm.nvvm.idp4a.s.s(i32 %x, i32 %t, i32 %acc)
  br label %latch
latch:
  %acc2 = phi i32 [ %d, %dot ], [ %acc, %loop ]
  %next = add i32 %i, 1
  %more = icmp ule i32 %next, %t
  br i1 %more, label %loop, label %done
done:
  %lane = call i32 @llvm.nvvm.shfl.sync.bfly.i32(i32 -1, i32 %acc2, i32 3, i32 31)
  %all = call i32 @llvm.nvvm.redux.sync.add(i32 %acc2, i32 -1)
  %q = sdiv i32 %lane, 3
  %r = srem i32 %all, 1000
  %f = sitofp i32 %q to float
  %g = call float @llvm.fma.f32(float %f, float 2.0, float 0.5)
  %h = call float @llvm.maxnum.f32(float %g, float -1000.0)
  %k = fptosi float %h to i32
  %res = add i32 %k, %r
  %to = getelementptr i32, ptr addrspace(1) %out, i32 %t
  store i32 %res, ptr addrspace(1) %to
  ret void
}

; One warp: out (16 x 8) = a (16 x 32) * b (8 x 32), through cp.async and ldmatrix.
define ptx_kernel void @tile_product(ptr addrspace(1) %a, ptr addrspace(1) %b, ptr addrspace(1) %out) {
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %off = shl i32 %t, 4
  %ga = getelementptr i8, ptr addrspace(1) %a, i32 %off
  %sa = getelementptr i8, ptr addrspace(3) @dynamic, i32 %off
  call void @llvm.nvvm.cp.async.cg.shared.global.16(ptr addrspace(3) %sa, ptr addrspace(1) %ga)
  %first = icmp ult i32 %t, 16
  br i1 %first, label %copy, label %wait
copy:
  %gb = getelementptr i8, ptr addrspace(1) %b, i32 %off
  %sb = getelementptr i8, ptr addrspace(3) %sa, i32 512
  call void @llvm.nvvm.cp.async.cg.shared.global.16(ptr addrspace(3) %sb, ptr addrspace(1) %gb)
  br label %wait
wait:
  call void @llvm.nvvm.cp.async.commit.group()
  call void @llvm.nvvm.cp.async.wait.group(i32 0)
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  %l15 = and i32 %t, 15
  %rowa = shl i32 %l15, 5
  %hi = lshr i32 %t, 4
  %cola = shl i32 %hi, 4
  %offa = add i32 %rowa, %cola
  %pa = getelementptr i8, ptr addrspace(3) @dynamic, i32 %offa
  %fa = call {i32, i32, i32, i32} @llvm.nvvm.ldmatrix.sync.aligned.m8n8.x4.b16.p3(ptr addrspace(3) %pa)
  %l7 = and i32 %t, 7
  %rowb = shl i32 %l7, 5
  %bit = and i32 %t, 8
  %colb = shl i32 %bit, 1
  %offb0 = add i32 %rowb, %colb
  %offb = add i32 %offb0, 512
  %pb = getelementptr i8, ptr addrspace(3) @dynamic, i32 %offb
  %fb = call {i32, i32} @llvm.nvvm.ldmatrix.sync.aligned.m8n8.x2.b16.p3(ptr addrspace(3) %pb)
  %a0 = extractvalue {i32, i32, i32, i32} %fa, 0
  %a1 = extractvalue {i32, i32, i32, i32} %fa, 1
  %a2 = extractvalue {i32, i32, i32, i32} %fa, 2
  %a3 = extractvalue {i32, i32, i32, i32} %fa, 3
  %b0 = extractvalue {i32, i32} %fb, 0
  %b1 = extractvalue {i32, i32} %fb, 1
  %d = call {i32, i32, i32, i32} @llvm.nvvm.mma.m16n8k32.row.col.s8(i32 %a0, i32 %a1, i32 %a2, i32 %a3, i32 %b0, i32 %b1, i32 0, i32 0, i32 0, i32 0)
  %d0 = extractvalue {i32, i32, i32, i32} %d, 0
  %d1 = extractvalue {i32, i32, i32, i32} %d, 1
  %d2 = extractvalue {i32, i32, i32, i32} %d, 2
  %d3 = extractvalue {i32, i32, i32, i32} %d, 3
  %g = lshr i32 %t, 2
  %c = and i32 %t, 3
  %c2 = shl i32 %c, 1
  %g8 = shl i32 %g, 3
  %o = add i32 %g8, %c2
  %p0 = getelementptr i32, ptr addrspace(1) %out, i32 %o
  %v0 = insertelement <2 x i32> undef, i32 %d0, i32 0
  %v1 = insertelement <2 x i32> %v0, i32 %d1, i32 1
  store <2 x i32> %v1, ptr addrspace(1) %p0
  %p1 = getelementptr i32, ptr addrspace(1) %p0, i32 64
  %w0 = insertelement <2 x i32> undef, i32 %d2, i32 0
  %w1 = insertelement <2 x i32> %w0, i32 %d3, i32 1
  store <2 x i32> %w1, ptr addrspace(1) %p1
  ret void
}
