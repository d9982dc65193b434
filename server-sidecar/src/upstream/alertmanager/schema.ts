/**
 * Alertmanager's and Grafana's webhook JSON. What is missing or of another type is taken as absent:
 * an alert with one odd label is still an alert.
 */
import * as z from 'zod'

const text = z.string().catch('')
/** Label or annotation name → value; what is no text is left out. */
const texts = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((given) => {
    const kept = Object.entries(given).filter(([, value]) => typeof value === 'string')
    return new Map(kept as [string, string][])
  })

const alert = z.object({
  status: text,
  labels: texts,
  annotations: texts,
  startsAt: text,
  endsAt: text,
  generatorURL: text,
  fingerprint: text,
  dashboardURL: text,
  panelURL: text,
  silenceURL: text,
  values: z.record(z.string(), z.unknown()).catch({}),
})

const group = z.object({
  version: z.string(),
  groupKey: z.string(),
  alerts: z.array(alert).min(1),
  truncatedAlerts: z.number().int().nonnegative().catch(0),
  externalURL: text,
})

export type Alert = z.infer<typeof alert>
export type Group = z.infer<typeof group>

/** The group in a body, or undefined when it is none of this version. */
export function parseGroup(json: unknown, version: string): Group | undefined {
  const parsed = group.safeParse(json)
  return parsed.success && parsed.data.version === version ? parsed.data : undefined
}
