/* SPDX-License-Identifier: Apache-2.0 */
/* Files that travel inside the compiler, so that an installed qopt needs no
 * other file to make libraries and headers. Paths come from CMake. */
#define EMBED(symbol, path)                                                    \
  __asm__(".pushsection .rodata\n"                                             \
          ".balign 16\n"                                                       \
          ".globl " symbol "\n"                                                \
          ".hidden " symbol "\n" symbol ":\n"                                  \
          ".incbin \"" path "\"\n"                                             \
          ".globl " symbol "_end\n"                                            \
          ".hidden " symbol "_end\n" symbol "_end:\n"                          \
          ".byte 0\n"                                                          \
          ".popsection\n")

EMBED("qopt_embedded_archive", QOPT_RUNTIME_ARCHIVE);
EMBED("qopt_embedded_cuda", QOPT_CUDA_ARCHIVE);
EMBED("qopt_embedded_header", QOPT_RUNTIME_HEADER);
EMBED("qopt_embedded_device", QOPT_DEVICE_HEADER);
