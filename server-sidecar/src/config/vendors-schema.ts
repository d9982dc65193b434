/**
 * The setting `Vendors`: whose support cases can be followed, how to get there, and the team's
 * logins. The same list stands in the YAML of the standalone mode.
 */
import * as z from 'zod'
import {
  type AccountDeclaration,
  GENERIC_CASE_FIELDS,
  GENERIC_COMMENT_FIELDS,
  type GenericVendor,
  type LoginWay,
  VENDOR_KINDS,
  type Vendor,
  type VendorSettings,
} from '../domain/case/account'
import { safeUrl } from '../domain/safe-url'

const httpUrl = z.string().refine((url) => safeUrl(url) !== undefined, {
  message: 'must be an http or https address without user and password',
})
const pem = z.string().refine((text) => /-----BEGIN CERTIFICATE-----/.test(text), {
  message: 'must be a certificate in PEM',
})
const place = z.string().regex(/^(?:[a-z0-9]{26}|[a-z0-9_-]{2,64}\/~?[a-z0-9._-]{1,64})$/, {
  message: 'must be "team/channel", by the names in addresses, or the id of a channel',
})
const places = z.array(place).max(200)
const teamLogin = z.custom<Vendor['teamLogin']>(
  (given) =>
    given === 'everybody' || given === 'admins' || places.nonempty().safeParse(given).success,
  { message: 'must be everybody, admins, or a list of channels, each "team/channel" or an id' },
)
const password = z.string().min(1).max(20_000)
/** None begins or ends with a blank, but a file with one in it ends with a line's end. */
const token = z.string().trim().min(1).max(20_000)
const login = z.string().trim().min(1).max(300)
const jsonPath = z.string().max(200)
const below = z
  .string()
  .regex(/^\/(?!\/)/, { message: 'must begin with one /' })
  .max(1000)
const words = (usual: string[]) => z.array(z.string().max(100).toLowerCase()).max(50).default(usual)

/** Each name stands for itself until somebody says otherwise. */
function fields<Name extends string>(names: readonly Name[]) {
  const shape = Object.fromEntries(names.map((name) => [name, jsonPath.default(name)]))
  return z.strictObject(shape as Record<Name, z.ZodDefault<z.ZodString>>).prefault({} as never)
}

const generic = z.strictObject({
  auth: z
    .strictObject({
      header: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}$/)
        .default('Authorization'),
      prefix: z.string().max(64).default('Bearer '),
    })
    .prefault({}),
  paths: z.strictObject({
    changes: below,
    case: below,
    comments: below.optional(),
    attachments: below.optional(),
    reply: below.optional(),
  }),
  lists: z
    .strictObject({
      cases: jsonPath.default(''),
      case: jsonPath.default(''),
      comments: jsonPath.default(''),
      attachments: jsonPath.default(''),
    })
    .prefault({}),
  fields: z
    .strictObject({
      case: fields(GENERIC_CASE_FIELDS),
      comment: fields(GENERIC_COMMENT_FIELDS),
      attachment: fields(['id', 'name', 'author', 'at']),
    })
    .prefault({} as never),
  words: z
    .strictObject({
      closed: words(['closed', 'solved', 'resolved']),
      associate: words(['associate', 'agent', 'staff']),
      customer: words(['customer', 'user', 'requester']),
    })
    .prefault({}),
  reply_field: jsonPath.min(1).default('body'),
})

const vendor = z
  .strictObject({
    kind: z.enum(VENDOR_KINDS),
    name: z.string().trim().min(1).max(64),
    api_url: httpUrl.optional(),
    sso_url: httpUrl.optional(),
    offline_token: token.optional(),
    client_id: login.optional(),
    client_secret: token.optional(),
    token: token.optional(),
    username: login.optional(),
    password: password.optional(),
    poll_seconds: z.int().min(5, { message: 'must be 5 or more' }).max(86_400).optional(),
    proxy_url: httpUrl.optional(),
    ca: pem.optional(),
    insecure: z.boolean().default(false),
    replies: z.boolean().default(false),
    personal_accounts: z.boolean().default(true),
    team_login: teamLogin.default('everybody'),
    basic_auth: z.boolean().default(false),
    old_portal_url: httpUrl.optional(),
    private_comments: places.default([]),
    contact: z
      .string()
      .regex(/^[a-z0-9._-]{1,64}$/, { message: 'must be a name, in lower case, without @' })
      .optional(),
    comment_length: z.int().min(100).max(10_000).default(1000),
    closed_days: z.int().min(0).max(365).default(14),
    generic: generic.optional(),
  })
  .superRefine(complainAboutLogin)
type Given = z.infer<typeof vendor>

export const vendorsSchema = z
  .array(vendor)
  .max(50)
  .superRefine((vendors, context) => {
    const seen = new Set<string>()
    for (const [index, { name }] of vendors.entries()) {
      const key = name.normalize('NFKC').toLowerCase()
      const message = `is the same as another vendor's`
      if (seen.has(key)) context.addIssue({ code: 'custom', path: [index, 'name'], message })
      seen.add(key)
    }
  })

function complainAboutLogin(given: Given, context: z.core.$RefinementCtx): void {
  const complain = (field: keyof Given, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  const isRedHat = given.kind === 'redhat'
  if (!isRedHat && !given.api_url) complain('api_url', 'is missing')
  if (!isRedHat && !given.generic) complain('generic', 'is missing')
  if (isRedHat && given.generic) complain('generic', 'belongs to the kind generic')
  if ((given.client_id === undefined) !== (given.client_secret === undefined)) {
    complain('client_secret', 'and client_id belong together')
  }
  if ((given.username === undefined) !== (given.password === undefined)) {
    complain('password', 'and username belong together')
  }
  if (given.password !== undefined && !given.basic_auth) {
    complain('basic_auth', 'must be true for a user and password; use a token where you can')
  }
  if (waysGiven(given).length > 1) complain('offline_token', 'must be the only login given')
  const foreign = isRedHat ? given.token && 'token' : given.offline_token && 'offline_token'
  if (foreign) complain(foreign, `is no login of the kind ${given.kind}`)
}

interface GivenLogin {
  way: LoginWay
  secret: string
  login?: string | undefined
}

function waysGiven(given: Given): GivenLogin[] {
  const { offline_token, client_secret, client_id, token, password, username } = given
  const logins: (Omit<GivenLogin, 'secret'> & { secret: string | undefined })[] = [
    { way: 'offline_token', secret: offline_token },
    { way: 'service_account', secret: client_secret, login: client_id },
    { way: 'token', secret: token },
    { way: 'basic', secret: password, login: username },
  ]
  return logins.filter((one): one is GivenLogin => one.secret !== undefined)
}

const API_URL = 'https://api.access.redhat.com/support'
const SSO_URL = 'https://sso.redhat.com/auth/realms/redhat-external/protocol/openid-connect/token'
const OLD_PORTAL_URL = 'https://access.redhat.com/rs'

/** People can bring logins of their own without any configuration. */
const builtIn: Vendor = {
  name: 'Red Hat',
  kind: 'redhat',
  apiUrl: API_URL,
  ssoUrl: SSO_URL,
  insecure: false,
  replies: false,
  personal: true,
  teamLogin: 'everybody',
  privateIn: [],
  commentLength: 1000,
  closedDays: 14,
}

/** What the schema has accepted, as the inside has it; Red Hat is there when nothing is said. */
export function vendorSettingsOf(given: readonly Given[]): VendorSettings {
  if (given.length === 0) return { vendors: [builtIn], accounts: [] }
  return { vendors: given.map(vendorOf), accounts: given.flatMap(accountOf) }
}

function vendorOf(given: Given): Vendor {
  const { name, kind, insecure, replies, basic_auth, generic: described } = given
  const vendor: { [Key in keyof Vendor]: Vendor[Key] | undefined } = {
    ...{ name, kind, insecure, replies },
    apiUrl: apiUrlOf(given.api_url ?? API_URL, kind),
    ssoUrl: ssoUrlOf(given.sso_url ?? SSO_URL),
    proxyUrl: given.proxy_url,
    ca: given.ca,
    pollSeconds: given.poll_seconds,
    personal: given.personal_accounts,
    teamLogin: given.team_login,
    oldPortalUrl: basic_auth ? (given.old_portal_url ?? OLD_PORTAL_URL) : undefined,
    privateIn: given.private_comments,
    contact: given.contact,
    commentLength: given.comment_length,
    closedDays: given.closed_days,
    generic: described && genericOf(described),
  }
  return withoutAbsent<Vendor>(vendor)
}

/** Written with or without the version. */
function apiUrlOf(url: string, kind: Vendor['kind']): string {
  const trimmed = url.replace(/\/+$/, '')
  return kind === 'redhat' ? trimmed.replace(/\/v1$/, '') : trimmed
}

/** Written as the address of the server, of its realm, or of the token service itself. */
function ssoUrlOf(url: string): string {
  const base = url.replace(/\/+$/, '')
  if (base.endsWith('/token')) return base
  if (base.endsWith('/openid-connect')) return `${base}/token`
  if (/\/realms\/[^/]+$/.test(base)) return `${base}/protocol/openid-connect/token`
  const [, path = ''] = /^https:\/\/sso\.redhat\.com(\/.*)$/.exec(SSO_URL) ?? []
  return `${base.replace(/\/auth$/, '')}${path}`
}

function accountOf(given: Given): AccountDeclaration[] {
  return waysGiven(given).map((login) =>
    withoutAbsent<AccountDeclaration>({ vendor: given.name, ...login }),
  )
}

function genericOf({ reply_field, paths, ...rest }: NonNullable<Given['generic']>): GenericVendor {
  return { ...rest, paths: withoutAbsent(paths), replyField: reply_field }
}

function withoutAbsent<T extends object>(given: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}
