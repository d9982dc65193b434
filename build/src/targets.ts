/** A platform we make a tarball for, in Go's words (manifest, file names) and in Node's. */
export interface Target {
  name: 'linux-amd64' | 'linux-arm64' | 'darwin-amd64' | 'darwin-arm64'
  os: 'linux' | 'darwin'
  arch: 'x64' | 'arm64'
}

export const targets: readonly Target[] = [
  { name: 'linux-amd64', os: 'linux', arch: 'x64' },
  { name: 'linux-arm64', os: 'linux', arch: 'arm64' },
  { name: 'darwin-amd64', os: 'darwin', arch: 'x64' },
  { name: 'darwin-arm64', os: 'darwin', arch: 'arm64' },
]

/** The platform this script runs on. Throws when it is none of ours. */
export function ownTarget(): Target {
  const own = targets.find(({ os, arch }) => os === process.platform && arch === process.arch)
  if (!own) throw new Error(`Ticket Desk is not built for ${process.platform} ${process.arch}`)
  return own
}

/**
 * What `make dist` builds: both Linux platforms on Linux, the developer's own one elsewhere. Names
 * given on the command line choose others.
 */
export function chooseTargets(names: readonly string[]): Target[] {
  if (names.length === 0) {
    return ownTarget().os === 'linux' ? targets.filter(({ os }) => os === 'linux') : [ownTarget()]
  }
  return names.map((name) => {
    const found = targets.find((target) => target.name === name)
    if (!found) throw new Error(`No such platform: ${name}`)
    return found
  })
}
