import { join, resolve } from 'node:path'

/** The checkout. */
export const root = resolve(__dirname, '..', '..')

/** Intermediate results; may be deleted at any time. */
export const out = join(root, 'build', 'out')

/** Finished tarballs. */
export const dist = join(root, 'dist')

/** An absolute path below the checkout. */
export function inRoot(...parts: string[]): string {
  return join(root, ...parts)
}
