/** What the environment says: a variable a key, or for a secret the name of a file that holds it. */
import { readFileSync } from 'node:fs'
import {
  type AllGiven,
  CONFIG_VARIABLE,
  type Gathered,
  KEY_NAMES,
  keyOf,
  PREFIX,
  STANDALONE_KEYS,
  UNREADABLE,
} from './keys'
import { nearest, unknownName } from './nearest'

export type Environment = Readonly<Record<string, string | undefined>>

/** So many letters may be wrong, and a third of what follows the prefix; more is another name. */
const SLIPS = 3
/** Kubernetes tells every container about a service called `ticketdesk` in variables like ours. */
const OF_KUBERNETES = /^TICKETDESK_(SERVICE_|PORT(_|$))/

const VARIABLES = KEY_NAMES.flatMap((key) => {
  const { env, secret } = keyOf(key)
  return secret ? [env, `${env}_FILE`] : [env]
})

export function readEnvironment(env: Environment): Gathered {
  const given: AllGiven = {}
  const complaints: string[] = []
  for (const key of KEY_NAMES) {
    const { env: name, secret } = STANDALONE_KEYS[key] as ReturnType<typeof keyOf>
    const own = textIn(env, name) ?? prefixed(env, key)
    const file = secret ? (textIn(env, `${name}_FILE`) ?? prefixed(env, `${key}_file`)) : undefined
    if (own !== undefined && file !== undefined) {
      complaints.push(`${name}_FILE cannot be given together with ${name}`)
      given[key] = UNREADABLE
    } else if (own !== undefined) {
      given[key] = { value: own, name: () => name }
    } else if (file !== undefined) {
      const read = readSecret(file)
      given[key] = read.ok ? { value: read.text, name: () => `${name}_FILE` } : UNREADABLE
      if (!read.ok) complaints.push(`${name}_FILE ${read.reason}`)
    }
  }
  return { given, complaints: [...complaints, ...mistypedVariables(env)] }
}

/** Why a file cannot be read, in words; the file's own words may hold secrets. */
export function readText(path: string): { ok: true; text: string } | { ok: false; reason: string } {
  try {
    return { ok: true, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') }
  } catch (error) {
    return { ok: false, reason: reasonOf(error) }
  }
}

function readSecret(path: string): ReturnType<typeof readText> {
  const read = readText(path)
  if (!read.ok) return read
  const text = read.text.trim()
  return text === '' ? { ok: false, reason: 'names an empty file' } : { ok: true, text }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'names a file that does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'names a file that may not be read'
  if (code === 'EISDIR') return 'names a folder'
  return `names a file that cannot be read (${code ?? 'unknown reason'})`
}

/** An empty variable is as good as none: compose files leave them behind. */
function textIn(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

/** Every key has a name with the prefix, also those whose usual one is without. */
function prefixed(env: Environment, key: string): string | undefined {
  const name = PREFIX + key.toUpperCase()
  return OF_KUBERNETES.test(name) ? undefined : textIn(env, name)
}

/** An environment is shared: only what is nearly a name of ours is taken for one, mistyped. */
function mistypedVariables(env: Environment): string[] {
  const known = [
    ...VARIABLES,
    ...KEY_NAMES.map((key) => PREFIX + key.toUpperCase()),
    CONFIG_VARIABLE,
  ]
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name) && !OF_KUBERNETES.test(name))
    .filter(
      (name) =>
        nearest(name, known, Math.min(SLIPS, (name.length - PREFIX.length) / 3)) !== undefined,
    )
    .map((name) => `${name} ${unknownName(name, known)}`)
}
