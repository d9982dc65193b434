/**
 * Makes the sidecar's executable: Node with our bundle inside (a "single executable application").
 * Node itself writes the blob; on Linux we put it into the executable ourselves, see elf/assemble.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { assemble } from './elf/assemble'
import { parseElf } from './elf/read'
import { findNode, pinnedVersion } from './node-runtime'
import { inRoot } from './paths'
import type { Target } from './targets'

const noteName = 'NODE_SEA_BLOB'
// Node looks for a blob only when the digit behind this mark in its executable is 1.
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/**
 * V8 made modest: we live on the machine of somebody's chat server. What they save and cost is in
 * docs/benchmarks.md; `server-sidecar/bench/memory.ts` tries others.
 */
export const nodeSettings: readonly string[] = [
  // Young objects get 3 x 4 MiB instead of up to 3 x 32. With less, calls under way grow old.
  '--max-semi-space-size=4',
  // Compiling and collecting on two more threads instead of four: malloc keeps megabytes for each.
  '--v8-pool-size=2',
]

export interface SeaOptions {
  /** The bundled application. */
  main: string
  /** Where to write the executable. */
  outfile: string
}

/** Writes the executable for a platform, mode 0755. */
export async function buildExecutable(target: Target, options: SeaOptions): Promise<void> {
  mkdirSync(dirname(options.outfile), { recursive: true })
  const blob = writeBlob(options)
  const { path } = await findNode(target)
  if (target.os === 'darwin') return injectIntoMachO(path, { ...options, blob })
  writeFileSync(options.outfile, injectIntoElf(readFileSync(path), readFileSync(blob)), {
    mode: 0o755,
  })
}

/** A Node executable with a blob in it, stripped, that finds its libraries beside itself. */
export function injectIntoElf(node: Buffer, blob: Buffer): Buffer {
  const at = node.indexOf(`${fuse}:0`)
  if (at < 0) throw new Error('This Node executable takes no application')
  const bytes = Buffer.from(node)
  bytes.write('1', at + fuse.length + 1)
  return assemble(parseElf(bytes), {
    note: { name: noteName, content: blob },
    runPath: '$ORIGIN',
  })
}

function writeBlob({ main, outfile }: SeaOptions): string {
  if (process.versions.node !== pinnedVersion()) {
    throw new Error(`Run this with Node ${pinnedVersion()}; this is ${process.versions.node}`)
  }
  const blob = `${outfile}.blob`
  const config = `${outfile}.json`
  const settings = {
    main: basename(main), // stands in the blob, and a build's folder is nobody's business
    output: blob,
    disableExperimentalSEAWarning: true, // stderr is Mattermost's log
    useSnapshot: false,
    // It would save some 20 ms at start, but fits one platform and makes no two builds alike.
    useCodeCache: false,
    // The environment is the server's: NODE_OPTIONS meant for another Node must not stop ours.
    execArgvExtension: 'none',
    execArgv: nodeSettings,
  }
  writeFileSync(config, JSON.stringify(settings))
  const args = ['--experimental-sea-config', config]
  execFileSync(process.execPath, args, { cwd: dirname(main), stdio: 'pipe' })
  return blob
}

/** macOS: npm's postject writes the Mach-O section, and the new file is signed for this machine. */
function injectIntoMachO(node: string, { outfile, blob }: SeaOptions & { blob: string }): void {
  copyFileSync(node, outfile)
  execFileSync('codesign', ['--remove-signature', outfile])
  const args = [
    outfile,
    noteName,
    blob,
    '--sentinel-fuse',
    fuse,
    '--macho-segment-name',
    'NODE_SEA',
  ]
  execFileSync(inRoot('node_modules', '.bin', 'postject'), args)
  execFileSync('codesign', ['--sign', '-', outfile])
}
