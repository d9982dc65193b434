/**
 * Makes our executable out of the Node executable in one pass:
 *
 * - **strip**: sections outside the memory image (.symtab, .strtab, .debug_*) are left out, which
 *   saves some 18 MB that the host would hash twice at every start;
 * - **inject**: a note (Elf64_Nhdr) carries the application, found by Node through a PT_NOTE
 *   program header;
 * - **run path**: DT_RUNPATH tells the loader to look for libraries beside the executable.
 *
 * Nothing that is loaded moves, because nothing may. What is new goes into one more segment behind
 * all others: a larger program header table, a copy of .dynstr with the run path at its end, and
 * the note. The dynamic section is edited where it stands: DT_STRTAB points at the copy, and one of
 * the spare DT_NULL slots every linker leaves becomes DT_RUNPATH.
 *
 * The new segment keeps the distance between file offset and address of the first segment. Linux
 * before 5.18 computes the address of the program headers as load address + e_phoff and would look
 * for them in the wrong place otherwise.
 */
import {
  dynamicTag,
  sectionAlloc,
  sectionType,
  segmentReadable,
  segmentType,
  size,
} from './constants'
import { dynamicValue, type ElfFile, offsetOf, type Section, type Segment } from './read'
import { renderNote, renderSections, renderSegments } from './render'

export interface Additions {
  /** The note that Node looks for, such as `NODE_SEA_BLOB`, and what it carries. */
  note: { name: string; content: Buffer }
  /** The loader's first place to look for libraries, such as `$ORIGIN`. */
  runPath: string
}

/** Large enough for every page size of x86-64 and aarch64 kernels. */
const pageSize = 0x10000n

/** Returns the new executable. Throws when the file leaves no room for what must be added. */
export function assemble(elf: ElfFile, { note, runPath }: Additions): Buffer {
  const strings = Buffer.concat([oldStrings(elf), Buffer.from(`${runPath}\0`)])
  const noteBytes = renderNote(note.name, note.content)
  const plan = layOut(elf, strings.length, noteBytes.length)
  const segments = renderSegments(newSegments(elf, plan))
  const { table, names } = renderSections(newSections(elf, plan), plan.end)

  const out = Buffer.alloc(plan.end + names.length + table.length)
  elf.bytes.copy(out, 0, 0, loadedEnd(elf))
  clearOldStrings(elf, out)
  segments.copy(out, plan.segments)
  strings.copy(out, plan.strings)
  noteBytes.copy(out, plan.note)
  names.copy(out, plan.end)
  table.copy(out, plan.end + names.length)

  pointHeaderAt(out, plan, { sectionsAt: plan.end + names.length, sections: table.length })
  editDynamic(elf, out, { plan, runPathAt: BigInt(strings.length - runPath.length - 1) })
  return out
}

/** File offsets of the new parts, and what to add to an offset to get its address. */
interface Plan {
  segments: number
  segmentCount: number
  strings: number
  stringsLength: number
  note: number
  noteLength: number
  /** End of the new segment; what follows is not loaded. */
  end: number
  bias: bigint
}

function layOut(elf: ElfFile, stringsLength: number, noteLength: number): Plan {
  const loads = elf.segments.filter(({ type }) => type === segmentType.load)
  const first = loads[0]
  if (!first) throw new Error('The executable has no segment to load')
  const bias = first.address - first.offset
  const ends = loads.map(({ address, memorySize }) => address + memorySize - bias)
  const start = Number(alignUp([BigInt(loadedEnd(elf)), ...ends].reduce(larger), pageSize))
  const segmentCount = elf.segments.length + 2
  const strings = start + segmentCount * size.segment
  const note = Number(alignUp(BigInt(strings + stringsLength), 4n))
  const parts = { segments: start, segmentCount, strings, stringsLength, note, noteLength }
  return { ...parts, end: note + noteLength, bias }
}

const alignUp = (value: bigint, to: bigint) => ((value + to - 1n) / to) * to
const larger = (one: bigint, other: bigint) => (one > other ? one : other)

/** Where the part of the file that is loaded ends. */
function loadedEnd({ segments }: ElfFile): number {
  const loads = segments.filter(({ type }) => type === segmentType.load)
  return Number(loads.map(({ offset, fileSize }) => offset + fileSize).reduce(larger, 0n))
}

function newSegments(elf: ElfFile, plan: Plan): Segment[] {
  const piece = (from: number, to: number) => ({
    flags: segmentReadable,
    offset: BigInt(from),
    address: BigInt(from) + plan.bias,
    fileSize: BigInt(to - from),
    memorySize: BigInt(to - from),
  })
  const tableEnd = plan.segments + plan.segmentCount * size.segment
  const load = { ...piece(plan.segments, plan.end), type: segmentType.load, align: pageSize }
  const note = { ...piece(plan.note, plan.end), type: segmentType.note, align: 4n }
  const kept = elf.segments.map((segment) =>
    segment.type === segmentType.phdr ? { ...segment, ...piece(plan.segments, tableEnd) } : segment,
  )
  // Segments to load must stand in the order of their addresses, and ours has the highest.
  const lastLoad = kept.findLastIndex(({ type }) => type === segmentType.load)
  return [...kept.slice(0, lastLoad + 1), load, note, ...kept.slice(lastLoad + 1)]
}

function newSections(elf: ElfFile, plan: Plan): Section[] {
  const [none, ...rest] = elf.sections
  if (!none) throw new Error('The executable has no section headers')
  const alloc = rest.filter(({ flags }) => (flags & sectionAlloc) !== 0n)
  // Symbols and sections name other sections by index, so the kept ones must keep theirs.
  const last = rest.findLastIndex(({ flags }) => (flags & sectionAlloc) !== 0n)
  if (last + 1 !== alloc.length) throw new Error('Loaded and other sections are interleaved')
  const kept = alloc.map((section) =>
    section.name === '.dynstr' ? { ...section, ...stringsPlace(plan) } : section,
  )
  const note: Section = {
    name: '.note.application',
    type: sectionType.note,
    flags: sectionAlloc,
    address: BigInt(plan.note) + plan.bias,
    offset: BigInt(plan.note),
    size: BigInt(plan.noteLength),
    link: 0,
    info: 0,
    align: 4n,
    entrySize: 0n,
  }
  return [none, ...kept, note]
}

function stringsPlace(plan: Plan) {
  const offset = BigInt(plan.strings)
  return { offset, address: offset + plan.bias, size: BigInt(plan.stringsLength) }
}

function stringsRange(elf: ElfFile): { start: number; end: number } {
  const address = dynamicValue(elf, dynamicTag.strings)
  const length = dynamicValue(elf, dynamicTag.stringsSize)
  if (address === undefined || length === undefined) throw new Error('No dynamic string table')
  const start = offsetOf(elf, address)
  return { start, end: start + Number(length) }
}

function oldStrings(elf: ElfFile): Buffer {
  const { start, end } = stringsRange(elf)
  return elf.bytes.subarray(start, end)
}

/** Nobody reads the old table any more: zeros compress to nothing. */
function clearOldStrings(elf: ElfFile, out: Buffer): void {
  const { start, end } = stringsRange(elf)
  out.fill(0, start, end)
}

function pointHeaderAt(
  out: Buffer,
  plan: Plan,
  { sectionsAt, sections }: { sectionsAt: number; sections: number },
): void {
  const count = sections / size.section
  out.writeBigUInt64LE(BigInt(plan.segments), 32) // e_phoff
  out.writeBigUInt64LE(BigInt(sectionsAt), 40) // e_shoff
  out.writeUInt16LE(plan.segmentCount, 56) // e_phnum
  out.writeUInt16LE(count, 60) // e_shnum
  out.writeUInt16LE(count - 1, 62) // e_shstrndx: the name table is written last
}

function editDynamic(
  elf: ElfFile,
  out: Buffer,
  { plan, runPathAt }: { plan: Plan; runPathAt: bigint },
): void {
  const end = elf.dynamic.findIndex(({ tag }) => tag === dynamicTag.end)
  const spare = elf.dynamic[end]
  if (!spare || end + 1 >= elf.dynamic.length) throw new Error('The dynamic section is full')
  const { address, size: length } = stringsPlace(plan)
  for (const { tag, at } of elf.dynamic) {
    if (tag === dynamicTag.strings) out.writeBigUInt64LE(address, at + 8)
    if (tag === dynamicTag.stringsSize) out.writeBigUInt64LE(length, at + 8)
  }
  out.writeBigUInt64LE(dynamicTag.runPath, spare.at)
  out.writeBigUInt64LE(runPathAt, spare.at + 8)
}
