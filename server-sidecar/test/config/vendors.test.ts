/** The setting `Vendors`. */
import { parseConfig } from '../../src/config/parse'

const redHat = { kind: 'redhat', name: 'Red Hat', offline_token: 'the-token' }
const parse = (vendors: unknown) => parseConfig({ vendors: JSON.stringify(vendors) })

function vendorsOf(vendors: unknown) {
  const parsed = parse(vendors)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints))
  return parsed.config.vendors
}
function complaintsAbout(vendors: unknown): string[] {
  const parsed = parse(vendors)
  return parsed.ok ? [] : parsed.complaints.map(({ field, message }) => `${field} ${message}`)
}

it('has the portal of Red Hat when nothing is said', () => {
  const parsed = parseConfig({})
  expect(parsed.ok && parsed.config.vendors).toMatchObject({
    vendors: [
      {
        name: 'Red Hat',
        kind: 'redhat',
        apiUrl: 'https://api.access.redhat.com/support',
        ssoUrl: 'https://sso.redhat.com/auth/realms/redhat-external/protocol/openid-connect/token',
        replies: false,
      },
    ],
    accounts: [],
  })
})

it('keeps the team’s login apart from the way there', () => {
  const { vendors, accounts } = vendorsOf([{ ...redHat, poll_seconds: 5 }])
  expect(vendors).toMatchObject([{ name: 'Red Hat', pollSeconds: 5 }])
  expect(JSON.stringify(vendors)).not.toContain('the-token')
  expect(accounts).toEqual([{ vendor: 'Red Hat', way: 'offline_token', secret: 'the-token' }])
})

it.each([
  [
    { client_id: 'id', client_secret: 's' },
    { way: 'service_account', login: 'id', secret: 's' },
  ],
  // A block of YAML, or what comes from a file, ends with a line's end.
  [{ offline_token: 'the-token\n' }, { way: 'offline_token', secret: 'the-token' }],
  [
    { client_id: 'id', client_secret: ' s\r\n' },
    { way: 'service_account', login: 'id', secret: 's' },
  ],
  [
    { username: 'jane', password: 'p', basic_auth: true },
    { way: 'basic', login: 'jane', secret: 'p' },
  ],
])('takes %j', (login, account) => {
  const { accounts } = vendorsOf([{ kind: 'redhat', name: 'RH', ...login }])
  expect(accounts).toEqual([{ vendor: 'RH', ...account }])
})

it.each([
  ['https://portal.example/', 'https://portal.example'],
  ['https://portal.example/support/', 'https://portal.example/support'],
  ['https://portal.example/support/v1', 'https://portal.example/support'],
  ['https://access.example/hydra/rest', 'https://access.example/hydra/rest'],
])('reads the API address %s', (api_url, apiUrl) => {
  expect(vendorsOf([{ ...redHat, api_url }]).vendors[0]?.apiUrl).toBe(apiUrl)
})

const TOKEN = '/auth/realms/redhat-external/protocol/openid-connect/token'
it.each([
  ['https://sso.example', `https://sso.example${TOKEN}`],
  ['https://sso.example/auth', `https://sso.example${TOKEN}`],
  ['https://sso.example/auth/realms/redhat-external', `https://sso.example${TOKEN}`],
  [`https://sso.example${TOKEN}`, `https://sso.example${TOKEN}`],
  [`https://sso.example${TOKEN.replace('/token', '/')}`, `https://sso.example${TOKEN}`],
])('reads the address of tokens %s', (sso_url, ssoUrl) => {
  expect(vendorsOf([{ ...redHat, sso_url }]).vendors[0]?.ssoUrl).toBe(ssoUrl)
})

it.each([
  [undefined, 'everybody'],
  ['admins', 'admins'],
  [
    ['ops/vendor-cases', 'c'.repeat(26)],
    ['ops/vendor-cases', 'c'.repeat(26)],
  ],
])('reads who may use the team’s login: %j', (team_login, teamLogin) => {
  expect(vendorsOf([{ ...redHat, team_login }]).vendors[0]?.teamLogin).toEqual(teamLogin)
})

it.each([['nobody'], [[]], [['everybody']], [true]])('takes no %j for who may', (team_login) => {
  expect(complaintsAbout([{ ...redHat, team_login }])).toEqual([
    'Vendors at $[0].team_login: must be everybody, admins, or a list of channels, each "team/channel" or an id',
  ])
})

it.each([
  [{}, 'Vendors at $[0].kind: is missing'],
  [{ ...redHat, poll_seconds: 4 }, 'Vendors at $[0].poll_seconds: must be 5 or more'],
  [{ ...redHat, kind: 'suse' }, 'Vendors at $[0].kind: must be one of redhat, generic'],
  [{ ...redHat, api_url: 'ftp://x' }, 'Vendors at $[0].api_url: must be an http or https'],
  [{ ...redHat, api_url: 'https://u:p@x' }, 'without user and password'],
  [{ ...redHat, offlinetoken: 'x' }, 'Vendors at $[0]: does not know "offlinetoken"'],
  [{ ...redHat, client_id: 'x' }, 'client_secret: and client_id belong together'],
  [{ ...redHat, client_id: 'x', client_secret: 'y' }, 'must be the only login given'],
  [{ kind: 'redhat', name: 'a', username: 'u', password: 'p' }, 'use a token where you can'],
  [{ kind: 'generic', name: 'a' }, 'Vendors at $[0].generic: is missing'],
  [{ kind: 'redhat', name: 'a', token: 't' }, '$[0].token: is no login of the kind redhat'],
])('complains about %j', (vendor, complaint) => {
  const all = complaintsAbout([vendor]).join('\n')
  expect(all).toContain(complaint)
  expect(all).not.toContain('the-token')
})

it('complains about two of one name', () => {
  expect(complaintsAbout([redHat, { ...redHat, name: 'red hat' }])).toEqual([
    `Vendors at $[1].name: is the same as another vendor's`,
  ])
})
