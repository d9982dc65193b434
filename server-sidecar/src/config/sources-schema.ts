/** The setting `Sources`: who sends alerts, for deployments that are kept in files. */
import * as z from 'zod'
import { parseHours } from '../domain/alert/route'
import { SEVERITIES } from '../domain/alert/signal'
import { safeUrl } from '../domain/safe-url'
import {
  type DeclaredRule,
  MIN_KEY,
  SOURCE_DEFAULTS,
  type SourceDeclaration,
} from '../domain/source/declaration'
import { SOURCE_KINDS } from '../domain/source/source'

const ID = /^[a-z0-9]{26}$/
const NAMED = /^[a-z0-9_-]{2,64}\/~?[a-z0-9._-]{1,64}$/

const channel = z.string().refine((place) => ID.test(place) || NAMED.test(place), {
  message: 'must be "team/channel", by the names in addresses, or the id of a channel',
})
const httpUrl = z.string().refine((url) => safeUrl(url) !== undefined, {
  message: 'must be an http or https address without user and password',
})
const pem = z.string().refine((text) => /-----BEGIN CERTIFICATE-----/.test(text), {
  message: 'must be a certificate in PEM',
})

const rule = z.strictObject({
  host: z.string().min(1).max(500).optional(),
  service: z.string().min(1).max(500).optional(),
  atLeast: z.enum(SEVERITIES).optional(),
  hours: z
    .string()
    .refine((text) => parseHours(text) !== undefined, { message: 'must be like 08:00-18:00' })
    .optional(),
  channel: channel.optional(),
  mentions: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9._-]{1,64}$/, { message: 'must be a name, in lower case, without @' }),
    )
    .max(20)
    .optional(),
  priority: z.enum(['important', 'urgent']).optional(),
})

const upstream = z.strictObject({
  baseUrl: httpUrl,
  twoWay: z.boolean().default(false),
  way: z.enum(['module', 'command']).default('module'),
  apiKey: z.string().min(1).max(1000).optional(),
  proxyUrl: httpUrl.optional(),
  ca: pem.optional(),
  insecure: z.boolean().default(false),
})

const source = z.strictObject({
  name: z.string().trim().min(1).max(64),
  key: z
    .string()
    .regex(/^[A-Za-z0-9._~-]+$/, { message: 'may hold letters, digits and - . _ ~ only' })
    .min(MIN_KEY, { message: `must have at least ${MIN_KEY} characters` })
    .max(200),
  kind: z.enum(SOURCE_KINDS).default(SOURCE_DEFAULTS.kind),
  channel,
  replies: z.enum(['all', 'changes', 'none']).default(SOURCE_DEFAULTS.replies),
  storm: z
    .strictObject({
      problems: z.int().min(0).max(100_000),
      seconds: z.int().min(0).max(86_400),
    })
    .default(SOURCE_DEFAULTS.storm),
  rules: z.array(rule).max(200).default([]),
  upstream: upstream.optional(),
  ackGroup: z.string().min(1).max(64).optional(),
})

export const sourcesSchema = z
  .array(source)
  .max(500)
  .superRefine((sources, context) => {
    complainAboutTwins(sources, 'name', context)
    complainAboutTwins(sources, 'key', context)
  })

function complainAboutTwins(
  sources: readonly z.infer<typeof source>[],
  property: 'name' | 'key',
  context: z.core.$RefinementCtx,
): void {
  const seen = new Set<string>()
  for (const [index, one] of sources.entries()) {
    const value = property === 'name' ? one.name.normalize('NFKC').toLowerCase() : one.key
    if (seen.has(value)) {
      const message = `is the same as another source's`
      context.addIssue({ code: 'custom', path: [index, property], message })
    }
    seen.add(value)
  }
}

/** What the schema has accepted, without what is absent. */
export function declarationOf(given: z.infer<typeof source>): SourceDeclaration {
  return withoutAbsent({
    ...given,
    rules: given.rules.map((one) => withoutAbsent<DeclaredRule>(one)),
    upstream: given.upstream && withoutAbsent(given.upstream),
  })
}

function withoutAbsent<T extends object>(given: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}
