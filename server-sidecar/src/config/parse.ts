/** From what the System Console holds to a Config, or to everything that is wrong with it. */
import { createHash } from 'node:crypto'
import { type ConfiguredForm, formSchema } from '@ticketdesk/contract'
import type { z } from 'zod'
import type { SourceDeclaration } from '../domain/source/declaration'
import { defaultForm } from '../domain/ticket/default-form'
import { describeIssue } from './form-complaints'
import { parseJson } from './json'
import {
  type Config,
  type DatabaseChoice,
  SETTING_NAMES,
  type SettingKey,
  settingsSchema,
  splitKeys,
} from './schema'
import { declarationOf, sourcesSchema } from './sources-schema'

/** One thing that is wrong. */
export interface Complaint {
  /** The setting's name in the System Console. */
  field: string
  /** What is wrong with it, in English; never quotes a secret. */
  message: string
}
export type ParsedConfig = { ok: true; config: Config } | { ok: false; complaints: Complaint[] }

/** Reads the settings; keys in any case, unknown ones ignored, empty ones take their default. */
export function parseConfig(raw: Readonly<Record<string, unknown>>): ParsedConfig {
  const settings = settingsSchema.safeParse(withKnownKeys(raw))
  const complaints = settings.success ? [] : settings.error.issues.map(complainAboutSetting)
  const given = settings.success ? settings.data : readable(withKnownKeys(raw))
  const form = parseForm(given.form ?? '')
  const database = parseDatabase(given)
  const sources = parseSources(given.sources ?? '')
  complaints.push(...form.complaints, ...database.complaints, ...sources.complaints)
  if (!settings.success || !form.form || !database.choice || complaints.length > 0) {
    return { ok: false, complaints }
  }
  const config: Config = {
    form: form.form,
    formRevision: revisionOf(form.form),
    timeZone: settings.data.timezone,
    language: settings.data.language,
    database: database.choice,
    sources: sources.sources,
    encryptionKeys: splitKeys(settings.data.encryptionkey),
  }
  return { ok: true, config: deepFreeze(config) }
}

/** All complaints as one text for an error or a log, a line each. */
export function renderComplaints(complaints: readonly Complaint[]): string {
  return complaints.map(({ field, message }) => `${field} ${message}`).join('\n')
}

type Given = Partial<Record<SettingKey, string>>

function withKnownKeys(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.entries(raw)
    .map(([key, value]) => [key.toLowerCase(), value ?? undefined] as const)
    .filter(([key]) => Object.hasOwn(SETTING_NAMES, key))
  return Object.fromEntries(known)
}

/** What can still be judged when another setting is already wrong. */
function readable(raw: Record<string, unknown>): Given {
  const texts = Object.entries(raw).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(texts.map(([key, value]) => [key, String(value).trim()]))
}

function complainAboutSetting(issue: z.core.$ZodIssue): Complaint {
  const key = String(issue.path[0]) as SettingKey
  return { field: SETTING_NAMES[key], message: issue.message }
}

function parseForm(text: string): { form?: ConfiguredForm; complaints: Complaint[] } {
  if (text === '') return { form: defaultForm, complaints: [] }
  const json = parseJson(text)
  if (!json.ok) return { complaints: [{ field: 'Form', message: json.message }] }
  const parsed = formSchema.safeParse(json.value)
  if (parsed.success) return { form: parsed.data, complaints: [] }
  const complaints = parsed.error.issues.map((issue) => ({
    field: 'Form',
    message: describeIssue(issue, json.value),
  }))
  return { complaints }
}

function parseSources(text: string): { sources: SourceDeclaration[]; complaints: Complaint[] } {
  if (text === '') return { sources: [], complaints: [] }
  const complain = (messages: string[]) => ({
    sources: [],
    complaints: messages.map((message) => ({ field: 'Sources', message })),
  })
  const json = parseJson(text)
  if (!json.ok) return complain([json.message])
  const parsed = sourcesSchema.safeParse(json.value)
  if (parsed.success) return { sources: parsed.data.map(declarationOf), complaints: [] }
  return complain(parsed.error.issues.map((issue) => describeIssue(issue, json.value)))
}

function parseDatabase(given: Given): { choice?: DatabaseChoice; complaints: Complaint[] } {
  const { databaseurl: url = '', datadirectory: directory = '' } = given
  switch (given.database || 'mattermost') {
    case 'mattermost':
      return { choice: { kind: 'mattermost' }, complaints: [] }
    case 'embedded':
      return {
        choice: directory === '' ? { kind: 'embedded' } : { kind: 'embedded', directory },
        complaints: [],
      }
    case 'url':
      if (/^postgres(ql)?:\/\//.test(url)) return { choice: { kind: 'url', url }, complaints: [] }
      return {
        complaints: [{ field: 'DatabaseURL', message: 'must begin with postgres://' }],
      }
    default:
      return { complaints: [] }
  }
}

function revisionOf(form: ConfiguredForm): string {
  return createHash('sha256').update(JSON.stringify(form)).digest('hex').slice(0, 16)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
