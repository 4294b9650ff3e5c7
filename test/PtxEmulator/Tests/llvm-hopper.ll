; Instructions of sm_90a as LLVM prints them: taken, not run (a tensor map's bytes come from a driver).
target triple = "nvptx64-nvidia-cuda"
@sm = external addrspace(3) global [0 x i8], align 1024
@bar = internal addrspace(3) global [4 x i64] undef, align 8
declare void @llvm.nvvm.mbarrier.init.shared(ptr addrspace(3), i32)
declare i64 @llvm.nvvm.mbarrier.arrive.shared(ptr addrspace(3))
declare i1 @llvm.nvvm.mbarrier.test.wait.shared(ptr addrspace(3), i64)
declare void @llvm.nvvm.cp.async.mbarrier.arrive.noinc.shared(ptr addrspace(3))
declare void @llvm.nvvm.setmaxnreg.dec.sync.aligned.u32(i32)
declare void @llvm.nvvm.wgmma.fence.sync.aligned()
declare void @llvm.nvvm.wgmma.commit_group.sync.aligned()
declare void @llvm.nvvm.wgmma.wait_group.sync.aligned(i64)
declare {i32, i1} @llvm.nvvm.elect.sync(i32)
declare void @llvm.nvvm.cp.async.bulk.tensor.g2s.tile.2d(ptr addrspace(7), ptr addrspace(3), ptr, i32, i32, i16, i64, i1, i1, i32)
declare void @llvm.nvvm.cp.async.bulk.tensor.s2g.tile.2d(ptr addrspace(3), ptr, i32, i32, i64, i1)
declare void @llvm.nvvm.cp.async.bulk.commit.group()
declare void @llvm.nvvm.cp.async.bulk.wait.group(i32)
declare void @llvm.nvvm.fence.proxy.async_generic.acquire.sync_restrict.space.cluster.scope.cluster()
declare void @llvm.nvvm.barrier.cta.sync.aligned.count(i32, i32)
declare void @llvm.nvvm.barrier.cta.arrive.aligned.count(i32, i32)
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare float @llvm.exp2.f32(float)
declare float @llvm.sqrt.f32(float)
declare i16 @llvm.nvvm.ff.to.e4m3x2.rn(float, float)
declare <2 x half> @llvm.nvvm.e4m3x2.to.f16x2.rn(i16)
declare <2 x half> @llvm.fma.v2f16(<2 x half>, <2 x half>, <2 x half>)
declare i8 @llvm.sadd.sat.i8(i8, i8)
declare {i32, i1} @llvm.sadd.with.overflow.i32(i32, i32)
define ptx_kernel void @tma(ptr byval([16 x i64]) align 64 "nvvm.grid_constant" %m, ptr addrspace(1) %o, i128 %w) {
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  call void @llvm.nvvm.mbarrier.init.shared(ptr addrspace(3) @bar, i32 1)
  %e = call {i32, i1} @llvm.nvvm.elect.sync(i32 -1)
  %p = extractvalue {i32, i1} %e, 1
  br i1 %p, label %a, label %b
a:
  %c = addrspacecast ptr addrspace(3) @sm to ptr addrspace(7)
  call void @llvm.nvvm.cp.async.bulk.tensor.g2s.tile.2d(ptr addrspace(7) %c, ptr addrspace(3) @bar, ptr %m, i32 0, i32 %t, i16 0, i64 0, i1 0, i1 0, i32 0)
  call void @llvm.nvvm.cp.async.bulk.tensor.s2g.tile.2d(ptr addrspace(3) @sm, ptr %m, i32 0, i32 %t, i64 0, i1 0)
  call void @llvm.nvvm.cp.async.bulk.commit.group()
  call void @llvm.nvvm.cp.async.bulk.wait.group(i32 0)
  br label %b
b:
  call void @llvm.nvvm.setmaxnreg.dec.sync.aligned.u32(i32 40)
  call void @llvm.nvvm.wgmma.fence.sync.aligned()
  call void @llvm.nvvm.wgmma.commit_group.sync.aligned()
  call void @llvm.nvvm.wgmma.wait_group.sync.aligned(i64 0)
  call void @llvm.nvvm.barrier.cta.sync.aligned.count(i32 1, i32 64)
  call void @llvm.nvvm.barrier.cta.arrive.aligned.count(i32 1, i32 64)
  %s = call i64 @llvm.nvvm.mbarrier.arrive.shared(ptr addrspace(3) @bar)
  %q = call i1 @llvm.nvvm.mbarrier.test.wait.shared(ptr addrspace(3) @bar, i64 %s)
  %z = zext i1 %q to i32
  %f = uitofp i32 %z to float
  %g = call float @llvm.exp2.f32(float %f)
  %h = call float @llvm.sqrt.f32(float %g)
  %dv = fdiv float %h, %f
  %cmp = fcmp ult float %dv, 3.0
  %sel = select i1 %cmp, float %g, float %dv
  %fp8 = call i16 @llvm.nvvm.ff.to.e4m3x2.rn(float %h, float %sel)
  %hh = call <2 x half> @llvm.nvvm.e4m3x2.to.f16x2.rn(i16 %fp8)
  %h2 = call <2 x half> @llvm.fma.v2f16(<2 x half> %hh, <2 x half> %hh, <2 x half> %hh)
  %h3 = fadd <2 x half> %h2, %hh
  %bb = bitcast <2 x half> %h3 to i32
  %tr = trunc i32 %bb to i8
  %sat = call i8 @llvm.sadd.sat.i8(i8 %tr, i8 5)
  %ov = call {i32, i1} @llvm.sadd.with.overflow.i32(i32 %bb, i32 77)
  %ov0 = extractvalue {i32, i1} %ov, 0
  %ov1 = extractvalue {i32, i1} %ov, 1
  %ovz = zext i1 %ov1 to i32
  %ss = sext i8 %sat to i32
  %sum = add i32 %ss, %ovz
  %sum2 = add i32 %sum, %ov0
  %d64 = sitofp i32 %sum2 to double
  %d65 = fmul double %d64, 1.5
  %i64 = fptoui double %d65 to i64
  %w2 = add i128 %w, 12345678901234567890123
  %w3 = lshr i128 %w2, 64
  %w4 = trunc i128 %w3 to i64
  %tot = add i64 %i64, %w4
  switch i32 %t, label %d [ i32 0, label %s0 i32 1, label %s1 i32 2, label %s2 i32 3, label %s3 i32 4, label %s4 i32 5, label %s5]
s0: store i64 %tot, ptr addrspace(1) %o
  br label %d
s1: store i64 12, ptr addrspace(1) %o
  br label %d
s2: store i64 %s, ptr addrspace(1) %o
  br label %d
s3: store i64 %w4, ptr addrspace(1) %o
  br label %d
s4: store i64 %i64, ptr addrspace(1) %o
  br label %d
s5: store i64 99, ptr addrspace(1) %o
  br label %d
d:
  ret void
}
