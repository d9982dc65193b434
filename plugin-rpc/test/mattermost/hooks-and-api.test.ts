import { AppError, PluginError, type Post } from '../../src'
import { zeroOf } from '../../src/gob'
import { postSchema, serverConfigSchema, userSchema } from '../../src/mattermost/model'
import { type Fixture, launchFixture } from './support/launch-fixture'

const created: unknown[] = []
const store = new Map<string, Buffer>()
let fixture: Fixture

beforeAll(async () => {
  fixture = await launchFixture({
    api: {
      GetUser(id) {
        if (id === 'nobody') {
          throw new AppError({
            Id: 'not.found',
            Message: 'no such user',
            StatusCode: 404,
            Where: 'GetUser',
          })
        }
        return { ...zeroOf(userSchema), Id: id, Username: `name-${id}`, Props: { __proto__x: 'y' } }
      },
      CreatePost(post) {
        created.push(post)
        return {
          ...zeroOf(postSchema),
          ...(post as Post),
          Id: 'new-id',
          CreateAt: 1_795_000_000_000,
        }
      },
      KVSet: (key, value) => void store.set(key, value),
      KVGet: (key) => store.get(key) ?? null,
      GetBundlePath() {
        throw new Error('no bundle here')
      },
      GetUnsanitizedConfig: () => ({
        ...zeroOf(serverConfigSchema),
        SqlSettings: { DriverName: 'postgres', DataSource: 'postgres://x' },
        PluginSettings: { Plugins: { fixture: { size: 3, on: false, text: '' } } },
      }),
    },
  })
}, 60_000)
afterAll(() => fixture.close())

const run = async (Command: string) =>
  (await fixture.plugin.hooks.ExecuteCommand({ RequestId: 'r' }, { Command, UserId: 'u' })).Text

describe('activation', () => {
  it('announces exactly the hooks the plugin has', () => {
    expect([...fixture.plugin.implemented].sort()).toEqual([
      'ConfigurationWillBeSaved',
      'ExecuteCommand',
      'MessageHasBeenPosted',
      'MessageWillBePosted',
      'OnActivate',
      'OnConfigurationChange',
      'OnDeactivate',
      'ServeHTTP',
    ])
  })

  it('hands over the configuration first', async () => {
    const calls = (await (await fetch(`${fixture.url}/calls`)).json()) as string[]
    expect(calls.slice(0, 2)).toEqual(['OnConfigurationChange {"size":3}', 'OnActivate'])
  })

  it('answers health checks', async () => {
    await fixture.plugin.ping()
  })
})

describe('a slash command', () => {
  it('brings its answer back, complete', async () => {
    const response = await fixture.plugin.hooks.ExecuteCommand({}, { Command: '/echo Grüße 🎫' })
    expect(response).toMatchObject({ Text: 'Grüße 🎫', Username: '', ExtraResponses: [] })
    expect(response.Attachments).toMatchObject([{ Text: 'attached', Fields: [] }])
  })

  it('that throws becomes an application error', async () => {
    const failed = await run('/fail').catch((error) => error)
    expect(failed).toBeInstanceOf(AppError)
    expect(failed).toMatchObject({
      Message: 'command failed',
      StatusCode: 500,
      Where: 'ExecuteCommand',
    })
    await expect(run('/app-error')).rejects.toMatchObject({ Id: 'my.id', StatusCode: 418 })
  })
})

describe('an API call', () => {
  it('unwraps the result', async () => {
    expect(JSON.parse(await run('/user abc'))).toMatchObject({
      Id: 'abc',
      Username: 'name-abc',
      Nickname: '',
    })
  })

  it('rejects with the AppError of the server', async () => {
    expect(await run('/user nobody')).toMatch(/^AppError: .*"StatusCode":404.* no such user$/)
  })

  it('rejects with the text of a plain Go error', async () => {
    expect(await run('/bundle')).toMatch(/^PluginError: .*"goCode":0.* no bundle here$/)
  })

  it('of a method the server does not know rejects with UnknownMethodError', async () => {
    expect(await run('/team')).toMatch(
      /^UnknownMethodError: .* rpc: can't find method Plugin\.GetTeam$/,
    )
  })

  it('carries props of any depth, and attachments as their own type', async () => {
    const post = JSON.parse(await run('/post hi'))
    expect(post).toMatchObject({ Id: 'new-id', Message: 'hi', CreateAt: 1_795_000_000_000 })
    expect(created.at(-1)).toMatchObject({
      Message: 'hi',
      Props: {
        is_ticket: true,
        n: 1.5,
        deep: { list: [1, null, 'x'] },
        attachments: [{ Text: 'hi', Title: '', Fields: [{ Title: 't', Value: 1, Short: true }] }],
      },
    })
  })

  it('tells a missing key from a value', async () => {
    expect(await run('/kv k')).toBe('value null')
  })

  it('sends only the fields declared, and leaves what gob cannot say as null', async () => {
    expect(JSON.parse(await run('/config'))).toEqual({
      SqlSettings: { DriverName: 'postgres', DataSource: 'postgres://x' },
      ServiceSettings: { SiteURL: null, AllowedUntrustedInternalConnections: null },
      LocalizationSettings: { DefaultServerLocale: null },
      PluginSettings: { Plugins: { fixture: { size: 3, on: false, text: '' } } },
    })
  })

  it('200 at once all come back to their callers', async () => {
    const ids = (await run('/parallel')).split(',')
    expect(ids).toEqual(Array.from({ length: 200 }, (_, n) => `u${n}`))
  })
})

describe('message hooks', () => {
  const filter = (Message: string) => fixture.plugin.hooks.MessageWillBePosted({}, { Message })

  it('let pass, change or refuse a message; a failing one lets it pass', async () => {
    expect(await filter('fine')).toEqual({ replacement: null, refusal: '' })
    expect(await filter('change')).toMatchObject({
      replacement: { Message: 'changed' },
      refusal: '',
    })
    expect(await filter('refuse')).toEqual({ replacement: null, refusal: 'because' })
    expect(await filter('throw')).toEqual({ replacement: null, refusal: '' })
  })

  it('are answered also when they fail', async () => {
    await fixture.plugin.hooks.MessageHasBeenPosted({}, { Message: 'throw' })
    expect(fixture.logs).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'hook failed' }),
    )
  })

  it('a plugin does not have are unknown to it', async () => {
    await expect(fixture.plugin.hooks.OnInstall({}, { UserId: 'u' })).rejects.toThrow(
      "can't find method Plugin.OnInstall",
    )
  })
})

describe('a configuration about to be saved', () => {
  const save = (size: unknown) =>
    fixture.plugin.hooks.ConfigurationWillBeSaved({
      PluginSettings: { Plugins: { fixture: { size } } },
    })

  it('is refused by throwing, with the text for the administrator', async () => {
    await expect(save('wrong')).rejects.toEqual(new PluginError('size: must be a number'))
    await save(5)
  })
})

it('keeps what libraries print away from the handshake and from the host', async () => {
  expect(await run('/print')).toBe('printed')
  await fixture.plugin.ping()
  expect(fixture.logs.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['to stdout', expect.stringContaining('"@message": 5')]),
  )
})
