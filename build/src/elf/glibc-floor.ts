import { neededVersions, parseElf } from './read'

/**
 * The oldest glibc, such as `2.28`, that all these executables and libraries can run on: the
 * highest GLIBC_x.y symbol version any of them asks for. `undefined` when none asks.
 */
export function glibcFloor(files: readonly Buffer[]): string | undefined {
  return files
    .flatMap((bytes) => neededVersions(parseElf(bytes)))
    .flatMap((version) => version.match(/^GLIBC_(\d+(?:\.\d+)+)$/)?.[1] ?? [])
    .sort(compareVersions)
    .at(-1)
}

/** Orders dotted numbers: negative when `one` is older than `other`. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
