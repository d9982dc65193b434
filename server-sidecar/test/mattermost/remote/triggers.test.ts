import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createTriggerVerifier } from '../../../src/mattermost/remote/triggers'
import { anId } from '../../builders/refs'
import { createFakeClock } from '../../fakes/fake-clock'

/** Of a throw-away Mattermost 11.6: `AsymmetricSigningPublicKey`, and what a click on a button sent. */
const RECORDED_KEY =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzOQRI1NR3EYEM6bfVIDBShZww4TLaYXhbRCxun1d31wapOBJWT' +
  'E7F+HvqICwIgSSjzQ/vDFrowexOxll/9+wMQ=='
const RECORDED =
  'cmVweG5wYTZjM3k3dHg4aG16NzZpa2g2eHk6ejg1aHpycjM5YmI0Ym54NWlhaG85ZjcxYXk6MTc5NTE5NzIzNj' +
  'E3MjpNRVFDSUZ4eXVZckVzZzNSYmtZOW40ZzhUS3JYbytieXlzVUV0Y2VHMDg2T1pkTVJBaUFHUWFCcUJBSTN0' +
  'NGNJVEcyUEZBL0N0dDB0VFVOSmJvNngxTUNhMjRuTE9nPT0='

const clock = createFakeClock()
const mattermosts = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const verify = createTriggerVerifier({ clickKey: async () => mattermosts.publicKey, clock })

/** As `model.GenerateTriggerId` makes them. */
function aTrigger({ id = anId(), userId = anId(), at = clock.now() } = {}, key?: KeyObject) {
  const data = `${id}:${userId}:${at}:`
  const signature = sign('sha256', Buffer.from(data), key ?? mattermosts.privateKey)
  return Buffer.from(data + signature.toString('base64')).toString('base64')
}

it('knows who clicked and when, by the word of Mattermost', async () => {
  const click = { id: anId(), userId: anId(), at: clock.now() }
  expect(await verify(aTrigger(click))).toEqual({ ok: true, trigger: click })
})

it('takes a trigger of a Mattermost 11.6', async () => {
  const der = Buffer.from(RECORDED_KEY, 'base64')
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  clock.set(1_795_197_236_172)
  const verdict = await createTriggerVerifier({ clickKey: async () => key, clock })(RECORDED)
  expect(verdict).toMatchObject({ ok: true, trigger: { userId: 'z85hzrr39bb4bnx5iaho9f71ay' } })
})

it('turns away what somebody else signed, or what was changed since', async () => {
  const strangers = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const forged = { ok: false, why: 'forged' }
  expect(await verify(aTrigger({}, strangers.privateKey))).toEqual(forged)
  const [id, , at, signature] = Buffer.from(aTrigger(), 'base64').toString().split(':')
  const other = Buffer.from([id, anId(), at, signature].join(':')).toString('base64')
  expect(await verify(other)).toEqual(forged)
  const unsigned = Buffer.from(`${anId()}:${anId()}:${clock.now()}:`).toString('base64')
  expect(await verify(unsigned)).toEqual(forged)
})

it.each(['', 'trigger', Buffer.from('a:b:c:d').toString('base64'), 'A'.repeat(5000)])(
  'turns away %j, which is none',
  async (text) => {
    expect(await verify(text)).toEqual({ ok: false, why: 'malformed' })
  },
)

it('is of a minute ago at most, and not of the future', async () => {
  const at = clock.now()
  const trigger = aTrigger({ at })
  clock.set(at + 60_000)
  expect(await verify(trigger)).toMatchObject({ ok: true })
  clock.set(at + 60_001)
  expect(await verify(trigger)).toEqual({ ok: false, why: 'expired' })
  expect(await verify(aTrigger({ at: clock.now() + 61_000 }))).toMatchObject({ why: 'expired' })
})

it('cannot be told where Mattermost names no key', async () => {
  const blind = createTriggerVerifier({ clickKey: async () => undefined, clock })
  expect(await blind(aTrigger())).toEqual({ ok: false, why: 'unknown_key' })
})
