/**
 * Takes libstdc++ and libgcc_s for any architecture out of an older Debian release, on a machine
 * that is a Debian itself. apt is pointed at folders of our own and at a copy of the machine's
 * package sources that names the older release; signatures are checked as always.
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
import type { RuntimeLibraries } from './runtime-libraries'

// Debian 11: GCC 10.2, has all that Node 24 asks for (GLIBCXX_3.4.21) and needs glibc 2.18 only.
const release = 'bullseye'
const packages = ['libstdc++6', 'libgcc-s1', 'gcc-10-base']
const triplets: Record<string, string> = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

/** The libraries, or nothing when this machine is no Debian or its mirror lacks the release. */
export function fetchFromDebian(arch: string): RuntimeLibraries | undefined {
  const home = join(out, `libraries-${release}-${arch}`)
  if (!existsSync(join(home, 'complete'))) {
    const sources = findSources()
    if (!sources) return undefined
    try {
      fetchInto(home, { arch, sources })
    } catch (error) {
      console.warn(`No libraries from Debian ${release}: ${(error as Error).message}`)
      return undefined
    }
  }
  const triplet = triplets[arch] ?? arch
  const copyright = readFileSync(join(home, 'usr/share/doc/gcc-10-base/copyright'), 'utf8')
  return {
    files: {
      'libstdc++.so.6': join(home, 'usr/lib', triplet, 'libstdc++.so.6'),
      'libgcc_s.so.1': join(home, 'lib', triplet, 'libgcc_s.so.1'),
    },
    origin: `Debian ${release}, ${readFileSync(join(home, 'complete'), 'utf8').trim()}`,
    copyright,
  }
}

/** The machine's main package source (deb822 or one-line format), naming the older release. */
function findSources(): { name: string; text: string } | undefined {
  const release822 = '/etc/apt/sources.list.d/debian.sources'
  if (existsSync(release822)) {
    const stanzas = readFileSync(release822, 'utf8').split(/\n\s*\n/)
    const main = stanzas.find((text) => /^Suites:/m.test(text) && !/-security\b/.test(text))
    if (!main) return undefined
    return { name: 'old.sources', text: main.replace(/^Suites:.*/m, `Suites: ${release}`) }
  }
  const list = '/etc/apt/sources.list'
  if (!existsSync(list) || !/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return
  const line = readFileSync(list, 'utf8').match(/^deb (\[[^\]]*\] )?(\S+) (?!\S*-security)\S+ .*$/m)
  return line
    ? { name: 'old.list', text: `deb ${line[1] ?? ''}${line[2]} ${release} main\n` }
    : undefined
}

interface Wanted {
  arch: string
  sources: { name: string; text: string }
}

function fetchInto(home: string, { arch, sources }: Wanted): void {
  const work = `${home}.part`
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
  const version = archives.find((name) => name.startsWith('gcc-10-base'))?.split('_')[1]
  writeFileSync(join(work, 'root', 'complete'), `source package gcc-10 ${version}\n`)
  cpSync(join(work, 'root'), home, { recursive: true, verbatimSymlinks: true })
  rmSync(work, { recursive: true, force: true })
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
