import { createSignedContexts } from '../../../src/mattermost/remote/signed-context'
import { anId } from '../../builders/refs'
import { createFakeClock } from '../../fakes/fake-clock'

const clock = createFakeClock()
const contexts = createSignedContexts({ signingKey: async () => Buffer.alloc(32, 1), clock })
const place = { path: '/mattermost/actions/alert', channelId: anId() }
const context = { z: '<b>&', alert: 'A-1', n: { b: 2, a: [1.5, { d: null, c: true }] } }
const DAY = 24 * 60 * 60_000

type Sent = { signed: Record<string, unknown>; signature: string }
const sent = async () => (await contexts.sign(place, context)) as Sent
const invalid = { code: 'dialog_state_invalid' }

it('comes back as it was given, though Mattermost sorts what it keeps', async () => {
  const { signed, signature } = await sent()
  const { n, ...rest } = signed
  const sorted = { n: { a: [1.5, { c: true, d: null }], b: 2 }, ...rest }
  const again = JSON.parse(JSON.stringify({ signature, signed: sorted }))
  expect(await contexts.open(place, again)).toEqual(context)
})

it('is of no use with another content, place or time', async () => {
  const good = await sent()
  const [version, at, mac] = good.signature.split('.') as [string, string, string]
  const forged: unknown[] = [
    { ...good, signed: { ...good.signed, alert: 'A-2' } },
    { ...good, signed: { ...good.signed, more: 1 } },
    { ...good, signature: `${version}.${Number(at) + 1}.${mac}` },
    { ...good, signature: `2.${at}.${mac}` },
    { ...good, signature: `${version}.${at}.` },
    { ...good, signature: `${good.signature}.x` },
    { ...good, signature: 7 },
    { signed: good.signed },
    { signature: good.signature },
    context,
    undefined,
    null,
    'text',
    [],
  ]
  for (const one of forged) await expect(contexts.open(place, one)).rejects.toMatchObject(invalid)
  for (const other of [
    { ...place, channelId: anId() },
    { ...place, path: '/mattermost/actions/ticket' },
  ]) {
    await expect(contexts.open(other, good)).rejects.toMatchObject(invalid)
  }
})

it('is refused when it is deeper than anything of ours', async () => {
  const depth = 40_000
  const signed = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
  const { signature } = await sent()
  await expect(contexts.open(place, { signed, signature })).rejects.toMatchObject(invalid)
})

it('is of no use with another key', async () => {
  const others = createSignedContexts({ signingKey: async () => Buffer.alloc(32, 2), clock })
  await expect(contexts.open(place, await others.sign(place, context))).rejects.toMatchObject(
    invalid,
  )
})

it('lasts ninety days', async () => {
  const good = await sent()
  clock.advance(90 * DAY)
  expect(await contexts.open(place, good)).toEqual(context)
  clock.advance(1)
  await expect(contexts.open(place, good)).rejects.toMatchObject({ code: 'dialog_expired' })
})
