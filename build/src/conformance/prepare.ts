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
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'esbuild'
import { extract } from 'tar'
import { readManifest } from '../manifest'
import { dist, inRoot, out, root } from '../paths'
import { nodeSettings } from '../sea'
import { ownTarget } from '../targets'

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

/** What the tarball is made of: a change in one of these makes it old. */
const sources = [
  'assets',
  'build/src',
  'contract/src',
  'plugin-rpc/src',
  'server-sidecar/src',
  'webapp/src',
]

async function unpackBundle(): Promise<void> {
  const { id, version } = readManifest()
  const target = ownTarget().name
  const tarball = join(dist, `${id}-${version}-${target}.tar.gz`)
  if (!existsSync(tarball) || newestChange() > statSync(tarball).mtimeMs) {
    execFileSync('make', ['dist', `TARGETS=${target}`], { cwd: root, stdio: 'inherit' })
  }
  console.log(`bundle: ${relative(root, tarball)}, ${(statSync(tarball).size / 1e6).toFixed(1)} MB`)
  mkdirSync(plugins, { recursive: true })
  await extract({ file: tarball, cwd: plugins })
}

/** When one of the bundle's sources was changed last, in milliseconds since 1970. */
function newestChange(): number {
  const files = sources.flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true }).map((name) => inRoot(folder, String(name))),
  )
  return Math.max(...[inRoot('plugin.json'), ...files].map((file) => statSync(file).mtimeMs))
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
    // With the settings of the bundle's Node. The kernel alone would pass them as one argument.
    banner: {
      js: `#!/usr/bin/env -S ${[realpathSync(process.execPath), ...nodeSettings].join(' ')}`,
    },
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
