/** Takes libstdc++ and libgcc_s for any architecture out of an older Debian release. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { triplets, unpackFromDebian } from './debian-packages'
import type { RuntimeLibraries } from './runtime-libraries'

// Debian 11: GCC 10.2, has all that Node 24 asks for (GLIBCXX_3.4.21) and needs glibc 2.18 only.
const release = 'bullseye'
const packages = ['libstdc++6', 'libgcc-s1', 'gcc-10-base']

/** The libraries, or nothing when this machine is no Debian or its mirror lacks the release. */
export function fetchFromDebian(arch: string): RuntimeLibraries | undefined {
  const unpacked = unpackFromDebian({ release, packages, arch })
  if (!unpacked) return undefined
  const { root, versions } = unpacked
  const triplet = triplets[arch] ?? arch
  return {
    files: {
      'libstdc++.so.6': join(root, 'usr/lib', triplet, 'libstdc++.so.6'),
      'libgcc_s.so.1': join(root, 'lib', triplet, 'libgcc_s.so.1'),
    },
    origin: `Debian ${release}, source package gcc-10 ${versions[2]}`,
    copyright: readFileSync(join(root, 'usr/share/doc/gcc-10-base/copyright'), 'utf8'),
  }
}
