/* SPDX-License-Identifier: Apache-2.0 */
/* What this CPU runs. x86-64: CPUID says what the processor has, XCR0 which
 * registers the operating system saves (Intel SDM vol. 1, 13.3 and 14.3; vol. 2,
 * CPUID); only what both allow counts. AArch64: what Linux tells programs in the
 * auxiliary vector (Documentation/arch/arm64/elf_hwcaps.rst). */
#include "Internal.h"

#if defined(__x86_64__)
#include <cpuid.h>

enum {
  LEAF1_ECX_FMA = 1u << 12,
  LEAF1_ECX_POPCNT = 1u << 23,
  LEAF1_ECX_OSXSAVE = 1u << 27,
  LEAF1_ECX_AVX = 1u << 28,
  LEAF7_EBX_BMI1 = 1u << 3,
  LEAF7_EBX_AVX2 = 1u << 5,
  LEAF7_EBX_BMI2 = 1u << 8,
  LEAF7_EBX_AVX512F = 1u << 16,
  LEAF7_EBX_AVX512DQ = 1u << 17,
  LEAF7_EBX_AVX512CD = 1u << 28,
  LEAF7_EBX_AVX512BW = 1u << 30,
  LEAF7_ECX_AVX512VNNI = 1u << 11,
  LEAF7_1_EAX_AVXVNNI = 1u << 4,
  EXT1_ECX_LZCNT = 1u << 5,
  XCR0_YMM = 0x06, /* xmm and ymm state */
  XCR0_ZMM = 0xe6  /* and mask registers, upper halves, zmm16..31 */
};
#define LEAF7_EBX_AVX512VL (1u << 31)

static uint32_t read_xcr0(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static bool has(uint32_t value, uint32_t bits) {
  return (value & bits) == bits;
}

static uint32_t avx512_features(uint32_t ebx7, uint32_t ecx7) {
  if (!has(ebx7, LEAF7_EBX_AVX512F | LEAF7_EBX_AVX512CD))
    return 0;
  uint32_t found = QOPT_CPU_AVX512F;
  if (has(ebx7, LEAF7_EBX_AVX512BW))
    found |= QOPT_CPU_AVX512BW;
  if (has(ebx7, LEAF7_EBX_AVX512DQ))
    found |= QOPT_CPU_AVX512DQ;
  if (has(ebx7, LEAF7_EBX_AVX512VL))
    found |= QOPT_CPU_AVX512VL;
  if (has(ecx7, LEAF7_ECX_AVX512VNNI))
    found |= QOPT_CPU_AVX512VNNI;
  return found;
}

/* CPUID leaf 7 has a second part where the first names it in EAX. */
static bool has_avxvnni(uint32_t last_part) {
  uint32_t eax, unused;
  return last_part >= 1 &&
         __get_cpuid_count(7, 1, &eax, &unused, &unused, &unused) &&
         has(eax, LEAF7_1_EAX_AVXVNNI);
}

uint32_t qopt_cpu_features(void) {
  uint32_t eax, last_part, ebx7, ecx1, ecx7, ecx_ext, unused;
  if (!__get_cpuid(1, &eax, &unused, &ecx1, &unused) ||
      !has(ecx1, LEAF1_ECX_OSXSAVE | LEAF1_ECX_AVX))
    return 0;
  uint32_t xcr0 = read_xcr0();
  if (!has(xcr0, XCR0_YMM) ||
      !__get_cpuid_count(7, 0, &last_part, &ebx7, &ecx7, &unused) ||
      !__get_cpuid(0x80000001u, &eax, &unused, &ecx_ext, &unused))
    return 0;
  uint32_t found = 0;
  if (has(ebx7, LEAF7_EBX_AVX2 | LEAF7_EBX_BMI1 | LEAF7_EBX_BMI2) &&
      has(ecx1, LEAF1_ECX_POPCNT) && has(ecx_ext, EXT1_ECX_LZCNT))
    found |= QOPT_CPU_AVX2;
  if (has(ecx1, LEAF1_ECX_FMA))
    found |= QOPT_CPU_FMA;
  if (has_avxvnni(last_part))
    found |= QOPT_CPU_AVXVNNI;
  if (has(xcr0, XCR0_ZMM))
    found |= avx512_features(ebx7, ecx7);
  return found;
}

#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>

/* Bits of the kernel's interface, which headers of older systems lack. */
#define HWCAP_BIT_ASIMDDP (1ul << 20)
#define HWCAP2_BIT_I8MM (1ul << 13)

uint32_t qopt_cpu_features(void) {
  uint32_t found = 0;
  if (getauxval(AT_HWCAP) & HWCAP_BIT_ASIMDDP)
    found |= QOPT_CPU_NEON_DOTPROD;
  if (getauxval(AT_HWCAP2) & HWCAP2_BIT_I8MM)
    found |= QOPT_CPU_NEON_I8MM;
  return found;
}

#else

uint32_t qopt_cpu_features(void) { return 0; }

#endif
