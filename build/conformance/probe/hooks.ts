/** Hooks that remember what they were given and answer what they were told to. */
import { AppError, PluginError, type PluginHooks } from '@ticketdesk/plugin-rpc'
import { hookTable } from '@ticketdesk/plugin-rpc/mattermost/wire/hook-table'
import { parsePlain, renderPlain } from './plain'

export interface RecordingHooks {
  hooks: PluginHooks
  /** The arguments of the last call, as plain JSON. */
  received(hook: string): unknown
  /** What the next calls give back: Go's results in order, the failure last. */
  answer(hook: string, results: readonly unknown[]): void
}

/** Every hook of the table but those named. */
export function createRecordingHooks(except: readonly string[]): RecordingHooks {
  const arrived = new Map<string, unknown>()
  const answers = new Map<string, readonly unknown[]>()
  const names = Object.keys(hookTable).filter((name) => !except.includes(name))
  const hooks = names.map((name) => [
    name,
    (...args: unknown[]) => {
      arrived.set(name, renderPlain(args))
      return giveBack(name, answers.get(name) ?? [])
    },
  ])
  return {
    hooks: Object.fromEntries(hooks) as PluginHooks,
    received: (hook) => arrived.get(hook) ?? null,
    answer: (hook, results) => void answers.set(hook, results.map(parsePlain)),
  }
}

/** The library takes one value; Go has a result for each possibility. */
function giveBack(name: string, results: readonly unknown[]): unknown {
  const { failure } = hookTable[name as keyof typeof hookTable]
  const problem = failure === 'none' ? null : results.at(-1)
  if (problem && failure === 'appError') throw new AppError(problem)
  if (problem) throw new PluginError(String(problem))
  return results.find((result) => result !== null && result !== undefined) ?? null
}
