/** Reads the parts of a 64-bit little-endian ELF file that the packager needs. */
import { dynamicTag, machine, sectionType, segmentType, size } from './constants'

/** One program header (Elf64_Phdr): a piece of the file as it appears in memory. */
export interface Segment {
  type: number
  flags: number
  offset: bigint
  address: bigint
  fileSize: bigint
  memorySize: bigint
  align: bigint
}

/** One section header (Elf64_Shdr) with its name looked up. */
export interface Section {
  name: string
  type: number
  flags: bigint
  address: bigint
  offset: bigint
  size: bigint
  link: number
  info: number
  align: bigint
  entrySize: bigint
}

/** One entry of the dynamic section (Elf64_Dyn) and where in the file it stands. */
export interface DynamicEntry {
  tag: bigint
  value: bigint
  at: number
}

export interface ElfFile {
  bytes: Buffer
  arch: 'x64' | 'arm64'
  segments: Segment[]
  sections: Section[]
  /** All slots of the dynamic section, the unused ones (DT_NULL) at its end included. */
  dynamic: DynamicEntry[]
}

/** Parses headers and dynamic section. Throws when the file is not what we know how to handle. */
export function parseElf(bytes: Buffer): ElfFile {
  const known = bytes.length >= size.header && bytes.readUInt32BE(0) === 0x7f454c46
  if (!known || bytes[4] !== 2 || bytes[5] !== 1) {
    throw new Error('Not a 64-bit little-endian ELF file')
  }
  const segments = parseSegments(bytes)
  return {
    bytes,
    arch: parseMachine(bytes.readUInt16LE(18)),
    segments,
    sections: parseSections(bytes),
    dynamic: parseDynamic(bytes, segments),
  }
}

function parseMachine(value: number): 'x64' | 'arm64' {
  if (value === machine.x64) return 'x64'
  if (value === machine.arm64) return 'arm64'
  throw new Error(`ELF machine ${value} is neither x86-64 nor aarch64`)
}

function parseSegments(bytes: Buffer): Segment[] {
  const start = Number(bytes.readBigUInt64LE(32))
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = start + index * size.segment
    return {
      type: bytes.readUInt32LE(at),
      flags: bytes.readUInt32LE(at + 4),
      offset: bytes.readBigUInt64LE(at + 8),
      address: bytes.readBigUInt64LE(at + 16),
      fileSize: bytes.readBigUInt64LE(at + 32),
      memorySize: bytes.readBigUInt64LE(at + 40),
      align: bytes.readBigUInt64LE(at + 48),
    }
  })
}

function parseSections(bytes: Buffer): Section[] {
  const start = Number(bytes.readBigUInt64LE(40))
  const headers = Array.from({ length: bytes.readUInt16LE(60) }, (_, index) => {
    const at = start + index * size.section
    return {
      nameAt: bytes.readUInt32LE(at),
      type: bytes.readUInt32LE(at + 4),
      flags: bytes.readBigUInt64LE(at + 8),
      address: bytes.readBigUInt64LE(at + 16),
      offset: bytes.readBigUInt64LE(at + 24),
      size: bytes.readBigUInt64LE(at + 32),
      link: bytes.readUInt32LE(at + 40),
      info: bytes.readUInt32LE(at + 44),
      align: bytes.readBigUInt64LE(at + 48),
      entrySize: bytes.readBigUInt64LE(at + 56),
    }
  })
  const names = Number(headers[bytes.readUInt16LE(62)]?.offset ?? 0n)
  return headers.map(({ nameAt, ...rest }) => ({
    name: readString(bytes, names + nameAt),
    ...rest,
  }))
}

function parseDynamic(bytes: Buffer, segments: Segment[]): DynamicEntry[] {
  const segment = segments.find(({ type }) => type === segmentType.dynamic)
  if (!segment) return []
  const start = Number(segment.offset)
  return Array.from({ length: Number(segment.fileSize) / size.dynamic }, (_, index) => {
    const at = start + index * size.dynamic
    return { tag: bytes.readBigUInt64LE(at), value: bytes.readBigUInt64LE(at + 8), at }
  })
}

/** The zero-terminated string at a file offset. */
export function readString(bytes: Buffer, at: number): string {
  return bytes.toString('utf8', at, bytes.indexOf(0, at))
}

/** The file offset of an address of the memory image. Throws when no segment loads it. */
export function offsetOf({ segments }: ElfFile, address: bigint): number {
  const home = segments.find(
    (segment) =>
      segment.type === segmentType.load &&
      address >= segment.address &&
      address < segment.address + segment.fileSize,
  )
  if (!home) throw new Error(`No segment holds address 0x${address.toString(16)}`)
  return Number(home.offset + address - home.address)
}

/** Value of the first dynamic entry with this tag, if any. */
export function dynamicValue({ dynamic }: ElfFile, tag: bigint): bigint | undefined {
  return dynamic.find((entry) => entry.tag === tag)?.value
}

/** Names of the shared libraries the file needs (DT_NEEDED), in the loader's order. */
export function neededLibraries(elf: ElfFile): string[] {
  return dynamicStrings(elf, dynamicTag.needed)
}

/** Where the loader looks for them first (DT_RUNPATH), if set. */
export function runPath(elf: ElfFile): string | undefined {
  return dynamicStrings(elf, dynamicTag.runPath)[0]
}

function dynamicStrings(elf: ElfFile, tag: bigint): string[] {
  const table = dynamicValue(elf, dynamicTag.strings)
  if (table === undefined) return []
  return elf.dynamic
    .filter((entry) => entry.tag === tag)
    .map(({ value }) => readString(elf.bytes, offsetOf(elf, table + value)))
}

/**
 * Symbol versions the file asks of its libraries, such as `GLIBC_2.28`, from the version-needs
 * section (Elf64_Verneed and Elf64_Vernaux records, chained by relative offsets).
 */
export function neededVersions({ bytes, sections }: ElfFile): string[] {
  const needs = sections.find(({ type }) => type === sectionType.versionNeeds)
  if (!needs) return []
  const strings = Number(sections[needs.link]?.offset ?? 0n)
  const found = new Set<string>()
  let file = Number(needs.offset)
  for (let files = needs.info; files > 0; files--) {
    let version = file + bytes.readUInt32LE(file + 8)
    for (let versions = bytes.readUInt16LE(file + 2); versions > 0; versions--) {
      found.add(readString(bytes, strings + bytes.readUInt32LE(version + 8)))
      version += bytes.readUInt32LE(version + 12)
    }
    file += bytes.readUInt32LE(file + 12)
  }
  return [...found]
}
