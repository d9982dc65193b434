/** What happens is counted here from the start; the library that shows it comes when it is wanted. */
import type { Meter, Standing } from '../ports/meter'
import { createTallies } from './tallies'

export interface About {
  version: string
  mode: 'plugin' | 'standalone'
}

/** How long the database may think: Prometheus gives up on all of it after ten seconds. */
const PATIENCE_MS = 5_000

/** How things are at this moment; what is absent nobody knows. */
export interface Now {
  standing: Standing | undefined
  isListening: boolean | undefined
}

/** Where that can be learned. */
export interface Sights {
  /** Undefined while there is nobody to be asked; may reject. */
  standing: () => Promise<Standing> | undefined
  isListening?: () => boolean | undefined
}

/** The text format of Prometheus, and its media type. */
export interface Exposition {
  contentType: string
  text: string
}

export interface Metrics {
  meter: Meter
  show(): Promise<Exposition>
}

/** One a process: its numbers begin at 0 with it. */
export function createMetrics(
  about: About,
  { standing, isListening = () => undefined }: Sights,
  patienceMs = PATIENCE_MS,
): Metrics {
  const tallies = createTallies()
  let loading: Promise<(now: Now) => Promise<Exposition>> | undefined
  return {
    meter: tallies,
    async show() {
      loading ??= import('./exposition').then(({ createExposition }) =>
        createExposition(tallies, about),
      )
      const show = await loading
      return show({ standing: await soon(standing(), patienceMs), isListening: isListening() })
    },
  }
}

/** Undefined when it fails, or takes longer than that. */
async function soon<T>(work: Promise<T> | undefined, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  const done = work?.catch(() => undefined)
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}
