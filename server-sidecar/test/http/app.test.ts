import { routes } from '@ticketdesk/contract'
import { openTestDesk, type TestDesk } from '../a-desk'
import { createSqliteStore, type TestStore } from '../databases'

let store: TestStore
let t: TestDesk
beforeAll(async () => {
  store = await createSqliteStore()
  t = await openTestDesk(store.at)
})
afterAll(async () => {
  await t.close()
  await store.close()
})

describe('GET /api/v1/form', () => {
  it.each([
    ['en', 'What is the problem?'],
    ['de', 'Was ist das Problem?'],
    ['de-AT', 'Was ist das Problem?'],
    ['ru', 'Проблема'],
    ['pt-BR', 'What is the problem?'],
    ['', 'What is the problem?'],
  ])('speaks the language of somebody with %j', async (locale, label) => {
    const somebody = t.mattermost.addUser({ locale })
    const { status, json } = await t.ask(routes.form, { as: somebody })
    expect(status).toBe(200)
    expect(json.form.fields[2]).toMatchObject({ name: 'problem', label })
  })

  it('speaks the language the page asks for, if it is one of ours', async () => {
    const somebody = t.mattermost.addUser({ locale: 'en' })
    const label = async (locale: string) => {
      const { json } = await t.ask(`${routes.form}?locale=${locale}`, { as: somebody })
      return json.form.fields[2].label
    }
    expect(await label('de')).toBe('Was ist das Problem?')
    expect(await label('tlh')).toBe('What is the problem?')
  })

  it('is not sent again while it is the same', async () => {
    const first = await t.ask(routes.form, { as: t.jane })
    const tag = String(first.headers['Etag'])
    const again = await t.ask(routes.form, { as: t.jane, headers: { 'If-None-Match': tag } })
    expect(again).toMatchObject({ status: 304, text: '' })
    expect(first.json.revision).toEqual(expect.any(String))
  })

  it('still answers while Mattermost does not tell the language', async () => {
    const somebody = t.mattermost.addUser({ locale: 'de' })
    t.mattermost.fail('getUser')
    const { status } = await t.ask(routes.form, { as: somebody })
    t.mattermost.heal()
    expect(status).toBe(200)
  })
})

describe('every path', () => {
  it.each([
    ['GET', routes.form, 401, 'not_signed_in'],
    ['POST', routes.tickets, 401, 'not_signed_in'],
    ['GET', '/api/v1/anything', 401, 'not_signed_in'],
    ['POST', routes.ticketDialog, 401, 'not_signed_in'],
    ['GET', '/', 404, 'not_found'],
    ['GET', '/%', 404, 'not_found'],
    ['GET', '/apis', 404, 'not_found'],
    ['POST', routes.health, 405, 'method_not_allowed'],
  ])('%s %s by nobody is %d', async (method, path, status, code) => {
    expect(await t.ask(path, { method })).toMatchObject({ status, json: { error: { code } } })
  })

  it.each([
    ['GET', '/api/v1/anything', 404, 'not_found'],
    ['GET', routes.tickets, 405, 'method_not_allowed'],
    ['DELETE', routes.tickets, 405, 'method_not_allowed'],
    ['POST', routes.form, 405, 'method_not_allowed'],
    ['GET', routes.ticketDialog, 405, 'method_not_allowed'],
  ])('%s %s by somebody is %d', async (method, path, status, code) => {
    const answer = await t.ask(path, { method, as: t.jane })
    expect(answer).toMatchObject({ status, json: { error: { code } } })
    expect('Allow' in answer.headers).toBe(status === 405)
  })

  it('forbids pages, frames and guesses, and does not tell what it is made of', async () => {
    const { headers } = await t.ask(routes.form, { as: t.jane })
    expect(headers).toMatchObject({
      'Content-Security-Policy': ["default-src 'none'; frame-ancestors 'none'"],
      'X-Content-Type-Options': ['nosniff'],
    })
    expect(headers).not.toHaveProperty('X-Powered-By')
  })

  it('answers strangers in the language their browser asks for', async () => {
    const { json } = await t.ask(routes.form, { headers: { 'Accept-Language': 'fr-CH, en' } })
    expect(json.error.message).toMatch(/^Vous/)
  })
})

describe('health', () => {
  it('is alive and ready', async () => {
    expect((await t.ask(routes.health)).json).toEqual({ status: 'ok' })
    expect(await t.ask(routes.ready)).toMatchObject({ status: 200, json: { ready: true } })
    expect(await t.ask(routes.health, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  })

  it('is alive but not ready while the database is away', async () => {
    const away = await openTestDesk({
      kind: 'postgres',
      dataSource: 'postgres://x:y@127.0.0.1:1/z',
    })
    expect(await away.ask(routes.health)).toMatchObject({ status: 200 })
    expect(await away.ask(routes.ready)).toMatchObject({ status: 503, json: { ready: false } })
    const body = { requestId: 'a'.repeat(8), channelId: away.channel.id, values: {} }
    const { status, json, headers } = await away.ask(routes.tickets, { as: away.jane, body })
    expect([status, json.error.code]).toEqual([503, 'storage_unavailable'])
    expect(headers['Retry-After']).toEqual(['5'])
    await away.close()
  })
})

describe('an error nobody expected', () => {
  it('is logged with an id, and told without its insides', async () => {
    const broken = await openTestDesk(store.at)
    Object.assign(broken.live, {
      current() {
        throw new TypeError('secret insides')
      },
    })
    const { status, json, text } = await broken.ask(routes.form, { as: broken.jane })
    expect([status, json.error.code]).toEqual([500, 'internal'])
    expect(text).not.toMatch(/secret|TypeError|\.ts/)
    const lines = broken.log.lines.filter(({ level }) => level === 'error')
    expect(lines).toMatchObject([
      { room: 'http', fields: { requestId: json.error.requestId, reason: 'secret insides' } },
    ])
    await broken.close()
  })
})
