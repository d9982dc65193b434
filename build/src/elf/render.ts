/** Writes the tables of an ELF file. */
import { sectionType, size } from './constants'
import type { Section, Segment } from './read'

/** The program header table (Elf64_Phdr records). */
export function renderSegments(segments: readonly Segment[]): Buffer {
  const out = Buffer.alloc(segments.length * size.segment)
  segments.forEach((segment, index) => {
    const at = index * size.segment
    out.writeUInt32LE(segment.type, at)
    out.writeUInt32LE(segment.flags, at + 4)
    out.writeBigUInt64LE(segment.offset, at + 8)
    out.writeBigUInt64LE(segment.address, at + 16) // p_vaddr
    out.writeBigUInt64LE(segment.address, at + 24) // p_paddr, unused
    out.writeBigUInt64LE(segment.fileSize, at + 32)
    out.writeBigUInt64LE(segment.memorySize, at + 40)
    out.writeBigUInt64LE(segment.align, at + 48)
  })
  return out
}

/**
 * The section header table (Elf64_Shdr records) and the table of section names, which is to stand
 * at file offset `namesAt` and gets the last header.
 */
export function renderSections(sections: readonly Section[], namesAt: number) {
  const all = [...sections.map(({ name }) => name), '.shstrtab']
  const starts = all.map((_, index) => all.slice(0, index).join('\0').length + (index && 1))
  const unpadded = Buffer.from(`${all.join('\0')}\0`)
  const names = Buffer.concat([unpadded, Buffer.alloc(-(namesAt + unpadded.length) & 7)])
  const last: Section = {
    name: '.shstrtab',
    type: sectionType.strings,
    flags: 0n,
    address: 0n,
    offset: BigInt(namesAt),
    size: BigInt(unpadded.length),
    link: 0,
    info: 0,
    align: 1n,
    entrySize: 0n,
  }
  const table = Buffer.concat(
    [...sections, last].map((section, index) => renderSection(section, starts[index] ?? 0)),
  )
  return { table, names }
}

function renderSection(section: Section, nameAt: number): Buffer {
  const out = Buffer.alloc(size.section)
  out.writeUInt32LE(nameAt, 0)
  out.writeUInt32LE(section.type, 4)
  out.writeBigUInt64LE(section.flags, 8)
  out.writeBigUInt64LE(section.address, 16)
  out.writeBigUInt64LE(section.offset, 24)
  out.writeBigUInt64LE(section.size, 32)
  out.writeUInt32LE(section.link, 40)
  out.writeUInt32LE(section.info, 44)
  out.writeBigUInt64LE(section.align, 48)
  out.writeBigUInt64LE(section.entrySize, 56)
  return out
}

/** A note (Elf64_Nhdr): name with its zero and content, each padded to 4 bytes. */
export function renderNote(name: string, content: Buffer): Buffer {
  const nameBytes = Buffer.from(`${name}\0`)
  const head = Buffer.alloc(12) // the third word, the note's type, is ours to choose
  head.writeUInt32LE(nameBytes.length, 0)
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, padded(nameBytes), padded(content)])
}

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
