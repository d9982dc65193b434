import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const main = join(__dirname, '..', 'src', 'main.ts')

/** The sidecar, or another program, as one file, as it ships; `remove` takes it away again. */
export async function buildSidecar(
  entry = main,
): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketdesk-sidecar-'))
  const file = join(folder, 'main.js')
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['pg-native'],
    logLevel: 'silent',
  })
  return { file, remove: () => rm(folder, { recursive: true }) }
}
