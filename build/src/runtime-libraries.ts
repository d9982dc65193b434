/**
 * libstdc++ and libgcc_s, which Node needs and minimal containers lack. They travel beside the
 * executable and are found before the system's own, so they must be old enough for every system
 * we support: a library built against glibc 2.36 would break on a host with 2.28 that has a
 * perfectly good one itself.
 *
 * In this order: the folder TICKETDESK_RUNTIME_LIBS/<amd64|arm64>; an older Debian, if this machine
 * is a Debian (its own package sources, read into folders of ours: neither root nor a change to
 * the system is needed); this machine's own, for its own architecture.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fetchFromDebian } from './debian-libraries'
import type { Target } from './targets'

export const libraryNames = ['libstdc++.so.6', 'libgcc_s.so.1'] as const

export interface RuntimeLibraries {
  /** File name → path of the file to ship. */
  files: Record<string, string>
  /** Where they came from, for the build's report and NOTICE. */
  origin: string
  /** Their copyright notice, as their distributor wrote it; empty when there is none. */
  copyright: string
}

/** Finds the libraries for a Linux platform. Throws with the ways out when there are none. */
export async function findLibraries({ name, arch }: Target): Promise<RuntimeLibraries> {
  const goArch = name.replace('linux-', '')
  const given = process.env['TICKETDESK_RUNTIME_LIBS']
  const found = given ? inFolder(join(given, goArch)) : (fetchFromDebian(goArch) ?? ownCopies(arch))
  if (!found) {
    throw new Error(
      `No ${libraryNames.join(' and ')} for ${goArch}: build on Debian, or on ${goArch} itself, ` +
        `or put them into a folder ${goArch}/ below the one named by TICKETDESK_RUNTIME_LIBS`,
    )
  }
  return found
}

function inFolder(folder: string): RuntimeLibraries | undefined {
  const files = pick((library) => join(folder, library))
  const notice = join(folder, 'copyright')
  const copyright = existsSync(notice) ? readFileSync(notice, 'utf8') : ''
  return files && { files, origin: 'TICKETDESK_RUNTIME_LIBS', copyright }
}

function ownCopies(arch: string): RuntimeLibraries | undefined {
  if (process.platform !== 'linux' || process.arch !== arch) return undefined
  const cache = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' })
  const files = pick((library) => {
    // ldconfig lists 32-bit copies too; only 64-bit entries say x86-64 or AArch64.
    const lines = cache.split('\n').filter((line) => /64[,)]/.test(line))
    return lines.find((line) => line.trim().startsWith(`${library} `))?.split(' => ')[1]
  })
  const notice = '/usr/share/doc/libstdc++6/copyright'
  const copyright = existsSync(notice) ? readFileSync(notice, 'utf8') : ''
  return files && { files, origin: 'this machine', copyright }
}

function pick(locate: (library: string) => string | undefined): Record<string, string> | undefined {
  const found: Record<string, string> = {}
  for (const library of libraryNames) {
    const path = locate(library)
    if (!path || !existsSync(path)) return undefined
    found[library] = realpathSync(path)
  }
  return found
}
