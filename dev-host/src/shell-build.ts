/**
 * Bundles the page for one React. The page is built when it is first asked for: half a second, and
 * never stale.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

/** The Reacts of the Mattermosts we support: 10.11 … 11.0, 11.1 … 11.9, 12. */
export const REACTS = ['17', '18', '19'] as const
export type React = (typeof REACTS)[number]

export function isReact(text: unknown): text is React {
  return REACTS.some((react) => react === text)
}

export interface ShellBuild {
  script(react: React): Promise<string>
}

export function createShellBuild(): ShellBuild {
  const built = new Map<React, Promise<string>>()
  return {
    script(react) {
      const known = built.get(react) ?? bundle(react)
      built.set(react, known)
      return known
    },
  }
}

// Each is what Mattermost lends to plugins, so there must be only one copy of it in the page.
const LENT = ['react', 'react-dom', 'react-redux', 'redux', 'react-intl']

async function bundle(react: React): Promise<string> {
  const shell = join(__dirname, 'shell')
  const host = createRequire(join(__dirname, '..', '..', 'hosts', `react-${react}`, 'package.json'))
  const folders = LENT.map((name) => [name, dirname(host.resolve(`${name}/package.json`))])
  const mount = join(shell, react === '17' ? 'mount-17.ts' : 'mount-18.ts')
  const { outputFiles } = await build({
    entryPoints: [join(shell, 'index.tsx')],
    bundle: true,
    write: false,
    target: 'es2022',
    alias: { ...Object.fromEntries(folders), '#mount': mount },
    define: { 'process.env.NODE_ENV': '"production"', HOST_REACT: JSON.stringify(react) },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
