/** NOTICE: whose work besides ours is in a tarball, with the licence texts that must go along. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundledPackage } from './bundle'
import type { NodeRuntime } from './node-runtime'
import type { RuntimeLibraries } from './runtime-libraries'

export interface ThirdParties {
  packages: readonly BundledPackage[]
  node: NodeRuntime
  libraries?: RuntimeLibraries | undefined
}

/** The text of NOTICE. */
export function renderNotice({ packages, node, libraries }: ThirdParties): string {
  return [
    'Ticket Desk is licensed under the Apache License 2.0, see LICENSE.\n' +
      'This archive also holds the work of others, under the licences below.\n',
    ...packages.map(renderPackage),
    section(`Node.js ${node.version} (inside the executable)`, node.license),
    ...(libraries ? [renderLibraries(libraries)] : []),
  ].join('\n')
}

function renderPackage({ name, version, license, folder }: BundledPackage): string {
  return section(`${name} ${version} (${license})`, findLicense(folder))
}

/** The package's own licence file; packages without one are covered by the name of the licence. */
function findLicense(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name))
  return file ? readFileSync(join(folder, file), 'utf8') : '(The package holds no licence text.)'
}

function renderLibraries({ files, origin, copyright }: RuntimeLibraries): string {
  const introduction =
    `${Object.keys(files).join(', ')} from ${origin}: the GNU Compiler Collection's runtime\n` +
    'libraries, under the GNU General Public License 3 with the GCC Runtime Library Exception 3.1,\n' +
    'unmodified. Their source is published by the GCC project and by the distributor.\n'
  return section('GCC runtime libraries', `${introduction}\n${copyright}`)
}

/** What an image holds besides: glibc, and certificates. */
export function renderImageNotice({ origin, copyright }: RuntimeLibraries): string {
  const introduction =
    `The GNU C Library from ${origin}, under the GNU Lesser General Public License 2.1,\n` +
    'unmodified. Its source is published by the GNU project and by the distributor.\n'
  const certificates =
    "etc/ssl/certs/ca-certificates.crt holds the certificates inside Node.js, which are Mozilla's\n" +
    'list of authorities, under the Mozilla Public License 2.0.\n'
  return [
    section('GNU C Library', `${introduction}\n${copyright}`),
    section('Certificates', certificates),
  ].join('\n')
}

function section(title: string, text: string): string {
  return `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text.trim()}\n`
}
