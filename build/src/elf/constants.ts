/**
 * The few numbers of the ELF format (System V ABI, "Object Files"; GNU additions from glibc's
 * elf.h) that we need for 64-bit little-endian files, which x86-64 and aarch64 executables are.
 */

/** Sizes of fixed records, in bytes. */
export const size = { header: 64, segment: 56, section: 64, dynamic: 16 } as const

/** p_type: what a program header asks the kernel or the loader to do. */
export const segmentType = { load: 1, dynamic: 2, note: 4, phdr: 6 } as const

/** p_flags: the segment may be read. */
export const segmentReadable = 4

/** sh_type of sections we touch. */
export const sectionType = {
  strings: 3,
  note: 7,
  noBits: 8,
  versionNeeds: 0x6ffffffe,
} as const

/** sh_flags: the section is part of the memory image (SHF_ALLOC). */
export const sectionAlloc = 2n

/** d_tag of entries in the dynamic section. */
export const dynamicTag = {
  end: 0n,
  needed: 1n,
  strings: 5n,
  stringsSize: 10n,
  runPath: 29n,
} as const

/** e_machine. */
export const machine = { x64: 62, arm64: 183 } as const
