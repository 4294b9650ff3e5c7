// SPDX-License-Identifier: Apache-2.0
// Registration of every pass and pipeline of the project: one line per room.
#ifndef QOPT_INITALLPASSES_H
#define QOPT_INITALLPASSES_H

#include "qopt/Analysis/Passes.h"
#include "qopt/Calibrate/Passes.h"
#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Codegen/Cpu/Kernels/Passes.h"
#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Integer/Passes.h"
#include "qopt/Interop/Passes.h"
#include "qopt/Pipelines/GpuPipeline.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Quantize/Assign/Passes.h"
#include "qopt/Quantize/Choose/Passes.h"
#include "qopt/Quantize/Outlier/Passes.h"
#include "qopt/Quantize/Prepare/Passes.h"
#include "qopt/Quantize/Raise/Passes.h"
#include "qopt/Quantize/Smooth/Passes.h"
#include "qopt/Quantize/Weights/Passes.h"
#include "qopt/Sequence/Passes.h"

namespace mlir::qopt {

inline void registerAllPasses() {
  registerAnalysisPasses();
  registerAssignPasses();
  registerCalibratePasses();
  registerChoosePasses();
  registerCodegenCpuPasses();
  registerCodegenCpuPipelines();
  registerCodegenNvgpuPasses();
  registerCodegenNvgpuPipelines();
  registerCpuKernelsPasses();
  registerGpuPipelines();
  registerIntegerPasses();
  registerInteropPasses();
  registerLayoutPasses();
  registerOutlierPasses();
  registerPreparePasses();
  registerRaisePasses();
  registerSequencePasses();
  registerSmoothPasses();
  registerWeightsPasses();
  registerPipelines();
}

} // namespace mlir::qopt

#endif // QOPT_INITALLPASSES_H
