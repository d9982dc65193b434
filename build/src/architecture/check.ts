/** Compares every import of the project with the directions of the architecture. */
import { type Import, readImports, readsOfProcess, type SourceFile } from './read-source'
import {
  adapterRank,
  pluginRpcRooms,
  sidecarPure,
  sidecarRanks,
  sidecarWords,
  usersOfProviders,
  workspaces,
} from './rules'

/** Where a file lives. */
interface Place {
  workspace: string
  /** First folder or file below src; undefined outside src. */
  room: string | undefined
  /** Tests and benchmarks may look into every room of their own workspace. */
  trial: boolean
}

/** Every wrong import as `file:line specifier: reason`, none when the house is in order. */
export function checkArchitecture(files: readonly SourceFile[]): string[] {
  const schemas = findSchemaModules(files)
  return files.flatMap((file) => [...checkFile(file, schemas), ...checkProcess(file)])
}

function checkFile(file: SourceFile, schemas: ReadonlySet<string>): string[] {
  const from = placeOf(file.path)
  return readImports(file).flatMap((found) => {
    const reason =
      checkWorkspaces(from, found) ??
      (from.trial ? undefined : checkRooms(from, found)) ??
      checkSchemas(from, found, schemas)
    return reason ? [`${file.path}:${found.line} ${found.specifier}: ${reason}`] : []
  })
}

function placeOf(path: string): Place {
  const [workspace = '', area, name = ''] = path.split('/')
  const trial = /(^|\/)(test|bench|fixtures|fakes|contracts)\/|\.test\.tsx?$/.test(path)
  const room = area === 'src' ? name.replace(/\.tsx?$/, '') : undefined
  return { workspace, room, trial }
}

function checkWorkspaces(from: Place, { specifier, target }: Import): string | undefined {
  if (!target) return checkPackages(from, specifier)
  const to = placeOf(target)
  if (to.workspace === from.workspace) return undefined
  if (!(to.workspace in workspaces)) return undefined // plugin.json, package.json and the like
  if (specifier.startsWith('.')) return 'another workspace is imported by its package name'
  const providers = target.startsWith('build/src/providers/')
  if (providers && (from.trial || usersOfProviders.includes(from.workspace))) return undefined
  if (workspaces[from.workspace]?.includes(to.workspace)) return undefined
  return `${from.workspace} does not import ${to.workspace}`
}

function checkPackages({ workspace, trial }: Place, specifier: string): string | undefined {
  if (trial) return undefined
  if (workspace === 'contract' && specifier !== 'zod') return 'contract imports zod only'
  if (workspace === 'plugin-rpc' && !specifier.startsWith('node:')) {
    return 'plugin-rpc has no dependency'
  }
  return undefined
}

function checkRooms(from: Place, found: Import): string | undefined {
  if (from.room === undefined) return undefined
  if (from.workspace === 'server-sidecar') return checkSidecar(from.room, found)
  if (from.workspace === 'plugin-rpc') return checkPluginRpc(from.room, found)
  return undefined
}

function checkSidecar(room: string, { specifier, target }: Import): string | undefined {
  const rank = sidecarRanks[room]
  if (rank === undefined) return `the room ${room} has no place in the architecture`
  const to = target === undefined ? undefined : placeOf(target)
  const ownData = to !== undefined && !(to.workspace in workspaces) // sentences, plugin.json
  if (ownData) return undefined
  if (to?.workspace !== 'server-sidecar') return checkWords(room, specifier)
  if (to.room === room) return undefined
  const otherRank = sidecarRanks[to.room ?? '']
  if (otherRank === undefined) return `the room ${to.room} has no place in the architecture`
  if (otherRank > rank) return `${room} does not import ${to.room}: wrong direction`
  if (otherRank === rank && rank === adapterRank) {
    return `${room} does not import its neighbour ${to.room}: compose introduces them`
  }
  return undefined
}

function checkWords(room: string, specifier: string): string | undefined {
  const own = /^@ticketdesk\/contract(\/|$)/.test(specifier)
  if (sidecarPure.includes(room) && !own) return `${room} knows no package and nothing of Node`
  const word = Object.keys(sidecarWords).find(
    (name) => specifier === name || specifier.startsWith(`${name}/`),
  )
  const speakers = word === undefined ? undefined : sidecarWords[word]
  if (!speakers || speakers.includes(room)) return undefined
  return `only ${speakers.join(', ')} may speak of ${word}`
}

function checkPluginRpc(room: string, { target }: Import): string | undefined {
  const allowed = pluginRpcRooms[room]
  if (!allowed) return `the room ${room} has no place in the architecture`
  const to = target === undefined ? undefined : placeOf(target)
  if (!to?.room || to.room === room || allowed.includes(to.room)) return undefined
  return `${room} does not import ${to.room}: wrong direction`
}

/** The web app takes types, paths and names from contract, never a schema: zod weighs too much. */
function checkSchemas(
  from: Place,
  { target, typeOnly }: Import,
  schemas: ReadonlySet<string>,
): string | undefined {
  if (from.workspace !== 'webapp' || from.trial || typeOnly || !target) return undefined
  return schemas.has(target) ? 'this brings zod into the web app: import type' : undefined
}

/** Modules of contract that load zod when they run, by themselves or through another. */
function findSchemaModules(files: readonly SourceFile[]): Set<string> {
  const modules = files
    .filter(({ path }) => path.startsWith('contract/src/'))
    .map((file) => ({
      name: file.path.replace(/\.ts$/, ''),
      loads: readImports(file)
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ specifier, target }) => target ?? specifier),
    }))
  const found = new Set<string>(['zod'])
  for (let size = 0; size !== found.size; ) {
    size = found.size
    for (const { name, loads } of modules) {
      if (loads.some((load) => found.has(load))) found.add(name)
    }
  }
  return found
}

function checkProcess(file: SourceFile): string[] {
  const { workspace, room, trial } = placeOf(file.path)
  if (workspace !== 'server-sidecar' || trial || room === undefined || room === 'main') return []
  return readsOfProcess(file).map(
    (line) => `${file.path}:${line} only main.ts reads the environment and the arguments`,
  )
}
