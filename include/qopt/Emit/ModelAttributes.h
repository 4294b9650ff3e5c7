// SPDX-License-Identifier: Apache-2.0
// Names of the module attributes through which code generation tells Emit what
// the model is. They stand on the builtin module whose LLVM-dialect functions
// are the entry points; Emit makes the C ABI's descriptor (qopt-c/Runtime.h)
// from them. Header only: a code generator may spell the strings by hand. The
// architecture is that of the LLVM dialect's own attribute `llvm.target_triple`, a
// triple of qopt/Target/Tiles.def; x86-64 where it is absent.
//
//   module @net attributes {
//     qopt.model_name = "net",
//     qopt.inputs = [{name = "x", type = tensor<1x3x32x32xf32>}],
//     qopt.outputs = [{name = "y", type = tensor<1x10xf32>}],
//     qopt.arena_bytes = 65536 : i64,
//     qopt.arena_live_bytes = 65536 : i64,
//     qopt.symbolic_batch,
//     qopt.entries = [{isa = "avx2", symbol = "net_avx2"},
//                     {isa = "generic", symbol = "net_generic"}],
//     qopt.weights = dense_resource<qopt_weights> : tensor<4096xi8>
//   } {
//     llvm.func @net_avx2(%inputs: !llvm.ptr, %outputs: !llvm.ptr,
//                         %arena: !llvm.ptr, %weights: !llvm.ptr,
//                         %session: !llvm.ptr) -> i32 { ... }
//   }
#ifndef QOPT_EMIT_MODELATTRIBUTES_H
#define QOPT_EMIT_MODELATTRIBUTES_H

namespace mlir::qopt {

/// StringAttr: the model's name, a C identifier; prefix of `<name>_model`.
/// Optional: default is the module's symbol name.
inline constexpr char kModelNameAttr[] = "qopt.model_name";
/// ArrayAttr of dictionaries {name: StringAttr, type: TypeAttr of a ranked
/// tensor of static shape}, in argument order. Element types: f32, i1 (bytes of
/// 0 or 1), iN and siN (signed), uiN (unsigned), N in {8, 16, 32, 64}. Other
/// keys of the dictionaries are ignored. Both required, both may be empty.
inline constexpr char kInputsAttr[] = "qopt.inputs";
inline constexpr char kOutputsAttr[] = "qopt.outputs";
/// Keys of those dictionaries.
inline constexpr char kTensorNameKey[] = "name";
inline constexpr char kTensorTypeKey[] = "type";
/// IntegerAttr >= 0: bytes of scratch memory of one run, 64-byte aligned by the
/// caller. Optional: default 0.
inline constexpr char kArenaBytesAttr[] = "qopt.arena_bytes";
/// IntegerAttr >= 0: the most bytes of the arena that hold values at one time, below
/// which no arrangement can be. Optional: default is that nothing is known.
inline constexpr char kArenaLiveBytesAttr[] = "qopt.arena_live_bytes";
/// UnitAttr: the model's batch was symbolic (the entries compute one sample).
inline constexpr char kSymbolicBatchAttr[] = "qopt.symbolic_batch";
/// ArrayAttr of dictionaries {isa: StringAttr, symbol: StringAttr or
/// FlatSymbolRefAttr}, best first, at least one. `isa` is a name of
/// qopt/Target/Tiles.def; `symbol` an llvm.func of this module with the
/// signature i32 (ptr inputs, ptr outputs, ptr arena, ptr weights, ptr session).
inline constexpr char kEntriesAttr[] = "qopt.entries";
inline constexpr char kEntryIsaKey[] = "isa";
inline constexpr char kEntrySymbolKey[] = "symbol";
/// ElementsAttr of tensor<Nxi8> (dense_resource or dense): all constants, each
/// 64-byte aligned within the blob. Optional: default is no weights. Emit aligns
/// the blob itself to 4096 bytes.
inline constexpr char kWeightsAttr[] = "qopt.weights";

} // namespace mlir::qopt

#endif // QOPT_EMIT_MODELATTRIBUTES_H
