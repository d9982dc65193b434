import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../src/elf/assemble'
import { sectionAlloc, segmentType } from '../src/elf/constants'
import { compareVersions, glibcFloor } from '../src/elf/glibc-floor'
import { neededLibraries, offsetOf, parseElf, readString, runPath } from '../src/elf/read'
import { findNode } from '../src/node-runtime'
import { ownTarget } from '../src/targets'

const onLinux = process.platform === 'linux' ? describe : describe.skip
const additions = {
  note: { name: 'SOME_NOTE', content: Buffer.from('what it carries') },
  runPath: '$ORIGIN/beside',
}

onLinux('a Node executable put together anew', () => {
  let folder: string
  let node: Buffer
  let made: Buffer
  let path: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ticketdesk-elf-'))
    node = readFileSync((await findNode(ownTarget())).path)
    made = assemble(parseElf(node), additions)
    path = join(folder, 'made')
    mkdirSync(join(folder, 'beside')) // the loader skips folders that are not there
    writeFileSync(path, made, { mode: 0o755 })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('still runs', () => {
    expect(execFileSync(path, ['-p', '6 * 7'], { encoding: 'utf8' })).toBe('42\n')
  })

  it('makes the loader look for libraries where the run path says', () => {
    const env = { ...process.env, LD_DEBUG: 'libs' }
    const { stderr } = spawnSync(path, ['-p', '1'], { encoding: 'utf8', env })
    expect(stderr).toContain(`trying file=${folder}/beside/libstdc++.so.6`)
  })

  it('has the run path, and needs the same libraries as before', () => {
    expect(runPath(parseElf(made))).toBe('$ORIGIN/beside')
    expect(neededLibraries(parseElf(made))).toEqual(neededLibraries(parseElf(node)))
  })

  it('carries the note in a segment of its own', () => {
    const elf = parseElf(made)
    const notes = elf.segments.filter(({ type }) => type === segmentType.note)
    const ours = notes.find(({ offset }) => readString(made, Number(offset) + 12) === 'SOME_NOTE')
    expect(ours).toBeDefined()
    const at = offsetOf(elf, ours?.address ?? 0n)
    expect(made.readUInt32LE(at + 4)).toBe('what it carries'.length)
    expect(made.toString('utf8', at + 24, at + 24 + 15)).toBe('what it carries')
  })

  it('has lost the symbols and debug sections, and none that is loaded', () => {
    const names = parseElf(made).sections.map(({ name }) => name)
    const loaded = parseElf(node).sections.filter(({ flags }) => (flags & sectionAlloc) !== 0n)
    expect(names).toEqual(['', ...loaded.map(({ name }) => name), '.note.application', '.shstrtab'])
    expect(made.length).toBeLessThan(node.length)
  })

  it('changes no loaded byte but the string table and the dynamic section', () => {
    const before = parseElf(node)
    const after = parseElf(made)
    const untouched = before.sections.filter(
      ({ name, flags, type }) =>
        (flags & sectionAlloc) !== 0n && type !== 8 && name !== '.dynstr' && name !== '.dynamic',
    )
    expect(untouched.length).toBeGreaterThan(15)
    for (const { name, offset, size } of untouched) {
      const [from, to] = [Number(offset), Number(offset + size)]
      const same = node.subarray(from, to).equals(made.subarray(from, to))
      expect([name, same]).toEqual([name, true])
    }
    expect(after.dynamic.length).toBe(before.dynamic.length)
  })

  it('keeps the segments to load in the order of their addresses and apart', () => {
    const loads = parseElf(made).segments.filter(({ type }) => type === segmentType.load)
    loads.slice(1).forEach((segment, index) => {
      const previous = loads[index]
      expect(segment.address).toBeGreaterThanOrEqual(
        (previous?.address ?? 0n) + (previous?.memorySize ?? 0n),
      )
    })
    const bias = (index: number) =>
      (loads.at(index)?.address ?? 0n) - (loads.at(index)?.offset ?? 0n)
    expect(bias(-1)).toBe(bias(0))
  })

  it('agrees with readelf, where there is one', () => {
    let report: string
    try {
      report = execFileSync('readelf', ['-lSdW', path], { encoding: 'utf8', stdio: 'pipe' })
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOENT')
      return
    }
    expect(report).toContain('Library runpath: [$ORIGIN/beside]')
    expect(report).not.toMatch(/warning|error/i)
  })

  it('is refused once the spare slots of the dynamic section are used up', () => {
    let full = made
    const again = () => {
      full = assemble(parseElf(full), additions)
    }
    expect(() => {
      for (let round = 0; round < 20; round++) again()
    }).toThrow('The dynamic section is full')
  })

  it('needs the glibc that Node names in its release notes', () => {
    expect(glibcFloor([made])).toBe('2.28')
  })
})

it.each([
  ['an empty file', Buffer.alloc(0)],
  ['a script', Buffer.from(`#!/bin/sh\n${' '.repeat(64)}`)],
  ['a 32-bit file', Buffer.concat([Buffer.from('7f454c460101', 'hex'), Buffer.alloc(64)])],
])('refuses %s', (_title, bytes) => {
  expect(() => parseElf(bytes)).toThrow('Not a 64-bit little-endian ELF file')
})

it('orders versions by number, not by letter', () => {
  expect(['2.28', '2.4', '2.2.5', '2.2'].sort(compareVersions)).toEqual([
    '2.2',
    '2.2.5',
    '2.4',
    '2.28',
  ])
})
