/** Bundles the sidecar and everything it imports into one CommonJS file for the executable. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { runAsScript } from './cli'
import { inRoot, root } from './paths'

/** A third-party package whose code ended up in a bundle. */
export interface BundledPackage {
  name: string
  version: string
  license: string
  /** Its folder in the checkout. */
  folder: string
}

export interface BundleOptions {
  entry?: string
  outfile?: string
}

export const sidecarEntry = inRoot('server-sidecar', 'src', 'main.ts')
export const sidecarBundle = inRoot('server-sidecar', 'dist', 'main.js')

/**
 * Writes the bundle and tells whose code is in it. JSON files can be imported as values, .svg, .md
 * and .sql files as text, .png files as bytes (Uint8Array).
 *
 * Names and lines are kept: a stack trace in a bug report then says which function failed and where
 * in the bundle. Minifying all would make the file a third smaller, but not the start faster.
 */
export async function bundleSidecar(options: BundleOptions = {}): Promise<BundledPackage[]> {
  const { entry = sidecarEntry, outfile = sidecarBundle } = options
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minifySyntax: true,
    legalComments: 'none', // full licence texts stand in NOTICE
    metafile: true,
    absWorkingDir: root,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [leaveOut(['body-parser'])],
    external: ['pg-native'], // an optional native driver that pg asks for and does without
    loader: { '.svg': 'text', '.md': 'text', '.sql': 'text', '.png': 'binary' },
  })
  return listPackages(Object.keys(metafile.inputs))
}

/**
 * Makes packages empty. express loads body-parser for its `express.json`, which we do without, and
 * with it come two copies of every character table there is: a megabyte to read at each start and
 * to keep in memory. What needs a package that is left out finds `undefined` and fails at once.
 */
function leaveOut(names: readonly string[]): Plugin {
  const namespace = 'left-out'
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path }) =>
        names.includes(path) ? { path, namespace } : undefined,
      )
      build.onLoad({ filter: /^/, namespace }, () => ({ contents: '' }))
    },
  }
}

/** The packages that own these files (paths relative to the checkout), by name. */
export function listPackages(files: readonly string[]): BundledPackage[] {
  const folders = files.flatMap((file) => {
    return file.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []
  })
  // A package may be installed twice, once for a dependent of its own.
  const packages = [...new Set(folders)].map(readPackage)
  const byName = new Map(packages.map((found) => [`${found.name} ${found.version}`, found]))
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  )
  return { name, version, license: license ?? 'unknown', folder: join(root, folder) }
}

runAsScript(module, async () => {
  const packages = await bundleSidecar()
  console.log(`server-sidecar/dist/main.js carries ${packages.length} packages`)
})
