import { isAllowedInternal } from '../../src/domain/allowed-internal'
import { internalFields, leadsToSamePlace } from '../../src/domain/source/access'
import type { UpstreamAccess } from '../../src/domain/source/source'

const access = (more: Partial<UpstreamAccess> = {}): UpstreamAccess => ({
  ...{ baseUrl: 'https://oitc.example.org', twoWay: true, way: 'module', insecure: false },
  ...more,
})

describe('whether a secret may go on being used', () => {
  it('by the same way to the same place', () => {
    expect(leadsToSamePlace(access(), access({ twoWay: false, way: 'command' }))).toBe(true)
    expect(leadsToSamePlace(undefined, undefined)).toBe(true)
  })

  it.each<Partial<UpstreamAccess>>([
    { baseUrl: 'https://oitc.example.com' },
    { baseUrl: 'https://oitc.example.org/other' },
    { proxyUrl: 'http://proxy.example.com' },
    { ca: 'another' },
    { insecure: true },
  ])('not with %j', (more) => {
    expect(leadsToSamePlace(access(), access(more))).toBe(false)
    expect(leadsToSamePlace(access(more), access())).toBe(false)
    expect(leadsToSamePlace(undefined, access(more))).toBe(false)
  })
})

describe('which addresses somebody else has to name first', () => {
  const inside = access({ baseUrl: 'https://10.0.0.7:8443/monitoring' })

  it('none outside the house', () => {
    expect(internalFields(access(), [])).toEqual([])
    expect(internalFields(undefined, [])).toEqual([])
  })

  it('those inside it, and proxies too', () => {
    expect(internalFields(inside, [])).toEqual(['baseUrl'])
    const metadata = access({ proxyUrl: 'http://169.254.169.254' })
    expect(internalFields(metadata, [])).toEqual(['proxyUrl'])
    expect(internalFields(access({ baseUrl: 'http://localhost' }), [])).toEqual(['baseUrl'])
  })

  it('unless they were named before, with that port', () => {
    expect(internalFields(inside, [{ upstream: inside }])).toEqual([])
    const other = { ...inside, baseUrl: 'https://10.0.0.7:22' }
    expect(internalFields(other, [{ upstream: inside }])).toEqual(['baseUrl'])
  })
})

describe('hosts that Mattermost may call inside the house', () => {
  it.each([
    ['oitc.lan', 'oitc.lan'],
    ['OITC.lan', 'other.lan, oitc.LAN'],
    ['10.1.2.3', '192.168.0.0/16 10.0.0.0/8'],
    ['10.1.2.3', '0.0.0.0/0'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['[fd00::1]', 'fd00::1'],
  ])('%s by %j', (host, setting) => {
    expect(isAllowedInternal(host, setting)).toBe(true)
  })

  it.each([
    ['oitc.lan', ''],
    ['oitc.lan', 'my-oitc.lan lan'],
    ['11.1.2.3', '10.0.0.0/8'],
    ['10.1.2.3', '10.0.0.0/x 10.0.0.0/ 10.0.0.0'],
    ['oitc.lan', '10.0.0.0/8'],
  ])('not %s by %j', (host, setting) => {
    expect(isAllowedInternal(host, setting)).toBe(false)
  })
})
