/** From what the System Console holds to a Config, or to everything that is wrong with it. */
import { createHash } from 'node:crypto'
import { type ConfiguredForm, formSchema } from '@ticketdesk/contract'
import type { z } from 'zod'
import type { VendorSettings } from '../domain/case/account'
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
  splitEmoji,
  splitKeys,
} from './schema'
import { declarationOf, sourcesSchema } from './sources-schema'
import { vendorSettingsOf, vendorsSchema } from './vendors-schema'

/** One thing that is wrong. */
export interface Complaint {
  /** The setting's name in the System Console. */
  field: string
  /** What is wrong with it, in English; never quotes a secret. */
  message: string
  /** Where inside it, for a setting that holds JSON. */
  path?: readonly PropertyKey[]
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
  const vendors = parseVendors(given.vendors ?? '')
  complaints.push(...form.complaints, ...database.complaints)
  complaints.push(...sources.complaints, ...vendors.complaints, ...complainAboutEmoji(given))
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
    vendors: vendors.vendors,
    encryptionKeys: splitKeys(settings.data.encryptionkey),
    acknowledgeEmoji: splitEmoji(settings.data.acknowledgeemoji),
    takeEmoji: splitEmoji(settings.data.takeemoji),
    resolveEmoji: splitEmoji(settings.data.resolveemoji),
    keepDays: Number(settings.data.keepdays),
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
    path: issue.path,
  }))
  return { complaints }
}

function parseSources(text: string): { sources: SourceDeclaration[]; complaints: Complaint[] } {
  const { given, complaints } = parseList('Sources', text, sourcesSchema)
  return { sources: given.map(declarationOf), complaints }
}

function parseVendors(text: string): { vendors: VendorSettings; complaints: Complaint[] } {
  const { given, complaints } = parseList('Vendors', text, vendorsSchema)
  return { vendors: vendorSettingsOf(given), complaints }
}

/** A setting that holds a list as JSON; nothing given is an empty one. */
function parseList<T>(
  field: string,
  text: string,
  schema: z.ZodType<T[]>,
): { given: T[]; complaints: Complaint[] } {
  if (text === '') return { given: [], complaints: [] }
  const json = parseJson(text)
  if (!json.ok) return { given: [], complaints: [{ field, message: json.message }] }
  const parsed = schema.safeParse(json.value)
  if (parsed.success) return { given: parsed.data, complaints: [] }
  const complaints = parsed.error.issues.map((issue) => ({
    field,
    message: describeIssue(issue, json.value),
    path: issue.path,
  }))
  return { given: [], complaints }
}

/** On a ticket an emoji can mean one thing only. */
function complainAboutEmoji({ takeemoji = '', resolveemoji = '' }: Given): Complaint[] {
  const both = splitEmoji(resolveemoji).filter((name) => splitEmoji(takeemoji).includes(name))
  return both.map((name) => ({ field: 'ResolveEmoji', message: `has ${name}, as TakeEmoji has` }))
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
