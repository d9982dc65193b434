/**
 * Puts the plugins that the conformance tests start into build/out/conformance/plugins: the bundle
 * as `make dist` made it, the probe on our library (and a copy of it that is left alone), and the
 * Go plugin both are measured by.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { extract } from 'tar'
import { dist, inRoot, out, root } from '../paths'

export const folders = { source: inRoot('build', 'conformance'), out: join(out, 'conformance') }
const plugins = join(folders.out, 'plugins')

/** The Go toolchain of the machine and no other: nothing is downloaded but modules. */
export function goEnv(): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' }
}

export async function prepare(): Promise<void> {
  requireGo()
  rmSync(plugins, { recursive: true, force: true })
  await unpackBundle()
  const probe = await buildProbe()
  copyFileSync(probe, join(pluginFolder('idle'), 'plugin'))
  buildGoPlugin()
}

function requireGo(): void {
  try {
    execFileSync('go', ['version'], { stdio: 'inherit', env: goEnv() })
  } catch {
    throw new Error('needs Go 1.26 or newer: install it from https://go.dev/dl and put it in PATH')
  }
}

async function unpackBundle(): Promise<void> {
  const { version } = JSON.parse(readFileSync(inRoot('plugin.json'), 'utf8'))
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const tarball = join(dist, `ticketdesk-${version}-${process.platform}-${arch}.tar.gz`)
  if (!existsSync(tarball)) {
    console.log('no bundle yet: make dist')
    execFileSync('make', ['dist'], { cwd: root, stdio: 'inherit' })
  }
  console.log(`bundle: ${tarball}, ${(statSync(tarball).size / 1e6).toFixed(1)} MB`)
  mkdirSync(plugins, { recursive: true })
  await extract({ file: tarball, cwd: plugins })
}

/** One file that the kernel starts with the pinned Node: no shell between host and plugin. */
async function buildProbe(): Promise<string> {
  const executable = join(pluginFolder('probe'), 'plugin')
  await build({
    entryPoints: [join(folders.source, 'probe', 'main.ts')],
    outfile: executable,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    banner: { js: `#!${realpathSync(process.execPath)}` },
  })
  chmodSync(executable, 0o755)
  return executable
}

function buildGoPlugin(): void {
  const executable = join(pluginFolder('goplugin'), 'plugin')
  const args = ['build', '-trimpath', '-ldflags=-s -w', '-o', executable, './goplugin']
  execFileSync('go', args, { cwd: folders.source, env: goEnv(), stdio: 'inherit' })
}

function pluginFolder(id: string): string {
  const folder = join(plugins, id)
  mkdirSync(folder, { recursive: true })
  const manifest = { id, name: id, version: '0.0.1', server: { executable: 'plugin' } }
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest))
  return folder
}
