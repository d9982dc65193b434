/**
 * Unpacks packages of some Debian release, for any architecture, on a machine that is a Debian
 * itself. apt is pointed at folders of our own and at a copy of the machine's package sources that
 * names that release; signatures are checked as always. Neither root nor a change to the system is
 * needed.
 */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { out } from './paths'

export interface DebianWanted {
  /** Code name, such as `bullseye`. */
  release: string
  packages: readonly string[]
  /** Debian's word for the platform: `amd64` or `arm64`. */
  arch: string
  /** Also look at the release's security updates. */
  security?: boolean
}

export interface Unpacked {
  /** The folder the packages lie in, as they would below `/`. */
  root: string
  /** Their versions, in the order they were asked for. */
  versions: readonly string[]
}

/** Debian's folder names for platforms. */
export const triplets: Record<string, string> = {
  amd64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
}

/**
 * The unpacked packages, from an earlier build if there was one. Nothing when this machine is no
 * Debian or its mirror lacks the release; why is said on stderr.
 */
export function unpackFromDebian(wanted: DebianWanted): Unpacked | undefined {
  const { release, arch, packages } = wanted
  const root = join(out, `debian-${release}-${arch}-${packages[0]}`)
  const complete = join(root, 'complete')
  if (!existsSync(complete)) {
    const sources = findSources(wanted)
    if (!sources) return undefined
    try {
      fetchInto(root, wanted, sources)
    } catch (error) {
      console.warn(`No ${packages[0]} from Debian ${release}: ${(error as Error).message}`)
      return undefined
    }
  }
  return { root, versions: readFileSync(complete, 'utf8').trim().split('\n') }
}

interface Sources {
  name: string
  text: string
}

/** The machine's package sources (deb822 or one-line format), naming the wanted release. */
function findSources({ release, security = false }: DebianWanted): Sources | undefined {
  const release822 = '/etc/apt/sources.list.d/debian.sources'
  if (existsSync(release822)) {
    const stanzas = readFileSync(release822, 'utf8').split(/\n\s*\n/)
    const updates = (text: string) => /^Suites:.*-security\b/m.test(text)
    const main = stanzas.find((text) => /^Suites:/m.test(text) && !updates(text))
    if (!main) return undefined
    const name = (text: string, suite: string) => text.replace(/^Suites:.*/m, `Suites: ${suite}`)
    const fixes = security
      ? stanzas.filter(updates).map((it) => name(it, `${release}-security`))
      : []
    return { name: 'wanted.sources', text: [name(main, release), ...fixes].join('\n\n') }
  }
  const list = '/etc/apt/sources.list'
  if (!existsSync(list) || !/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return
  const line = readFileSync(list, 'utf8').match(/^deb (\[[^\]]*\] )?(\S+) (?!\S*-security)\S+ .*$/m)
  return line
    ? { name: 'wanted.list', text: `deb ${line[1] ?? ''}${line[2]} ${release} main\n` }
    : undefined
}

function fetchInto(root: string, { arch, packages }: DebianWanted, sources: Sources): void {
  const work = `${root}.part`
  rmSync(work, { recursive: true, force: true })
  for (const folder of ['lists/partial', 'cache/archives/partial', 'sources', 'root']) {
    mkdirSync(join(work, folder), { recursive: true })
  }
  writeFileSync(join(work, 'sources', sources.name), sources.text)
  writeFileSync(join(work, 'status'), '')
  const options = aptOptions(work, arch)
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-q', ...options, ...args], { cwd: work, stdio: 'pipe' })
  apt('update')
  apt('download', ...packages)
  const archives = readdirSync(work).filter((name) => name.endsWith('.deb'))
  for (const archive of archives) {
    execFileSync('dpkg-deb', ['-x', join(work, archive), join(work, 'root')], { stdio: 'pipe' })
  }
  const versions = packages.map((name) => versionOf(archives, name))
  writeFileSync(join(work, 'root', 'complete'), `${versions.join('\n')}\n`)
  cpSync(join(work, 'root'), root, { recursive: true, verbatimSymlinks: true })
  rmSync(work, { recursive: true, force: true })
}

/** Archives are called `<package>_<version>_<arch>.deb`, an epoch's colon written as %3a. */
function versionOf(archives: readonly string[], name: string): string {
  const version = archives.find((archive) => archive.startsWith(`${name}_`))?.split('_')[1]
  if (!version) throw new Error(`apt brought no ${name}`)
  return decodeURIComponent(version)
}

function aptOptions(work: string, arch: string): string[] {
  const settings = {
    'APT::Architecture': arch,
    'APT::Sandbox::User': '', // the sandbox user may not be able to enter our folders
    'APT::Update::Post-Invoke-Success::': 'true',
    'Acquire::Languages': 'none',
    'Acquire::Check-Valid-Until': 'false', // old releases are not signed anew any more
    'Dir::State': work,
    'Dir::State::lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': join(work, 'sources'),
  }
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])
}
