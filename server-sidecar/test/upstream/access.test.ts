import { execFileSync } from 'node:child_process'
import { UpstreamTrouble } from '../../src/ports/upstream-client'
import { isCertificates } from '../../src/upstream/certificate'
import { createHttpClient } from '../../src/upstream/http-client'
import { anAnswer, openLoopbackServer } from '../fakes/loopback-server'

describe('what counts as certificates', () => {
  const made = execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', '-', '-subj', '/CN=House CA'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  ).toString()
  const pem = /-----BEGIN CERTIFICATE-----[\s\S]*/.exec(made)?.[0] ?? ''
  const key = made.slice(0, made.indexOf('-----BEGIN CERTIFICATE-----'))

  it('one, and several after each other, with whatever stands between them', () => {
    expect(isCertificates(pem)).toBe(true)
    expect(isCertificates(`House CA\n${pem}\r\nand another\n${pem}`)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['a key', key],
    ['one with its key', made],
    ['half of one', pem.slice(0, pem.length / 2)],
    ['a damaged one', pem.replace(/\n(.{20})/, '\nAAAA')],
    ['a whole one and a damaged one', `${pem}${pem.replace(/\n(.{20})/, '\nAAAA')}`],
  ])('not %s', (_name, text) => {
    expect(isCertificates(text)).toBe(false)
  })
})

describe('where to look first when an upstream is not reached', () => {
  const trouble = async (access: { baseUrl: string; proxyUrl?: string }) => {
    const request = { method: 'GET', path: '/x.json', headers: {} } as const
    const failed: unknown = await createHttpClient()
      .send({ access: { insecure: false, ...access }, ...request })
      .catch((error: unknown) => error)
    return failed instanceof UpstreamTrouble ? [failed.reason, failed.hint] : failed
  }

  it.each(['http://oitc.example.org', 'https://oitc.example.org'])(
    'a proxy that wants a login, to %s',
    async (baseUrl) => {
      const proxy = await openLoopbackServer(() => anAnswer(407, ''))
      expect(await trouble({ baseUrl, proxyUrl: proxy.url })).toEqual(['unreachable', 'proxy'])
      await proxy.close()
    },
  )

  it('a port where nobody listens', async () => {
    const gone = await openLoopbackServer(() => 'drop')
    await gone.close()
    expect(await trouble({ baseUrl: gone.url })).toEqual(['unreachable', 'connection_refused'])
    const proxied = { baseUrl: 'http://oitc.example.org', proxyUrl: gone.url }
    expect(await trouble(proxied)).toEqual(['unreachable', 'proxy'])
  })

  it('a name that nobody knows', async () => {
    const baseUrl = 'http://no-such-host.invalid'
    expect(await trouble({ baseUrl })).toEqual(['unreachable', 'name_unknown'])
  })
})
