import type { Alert, AlertId, SourceId } from '../../src/domain/alert/alert'
import type { Source } from '../../src/domain/source/source'
import { aChannelRef, anId } from './refs'

/** An open problem of a service, seen once; pass what the test is about. */
export function anAlert(overrides: Partial<Alert> = {}): Alert {
  const openedAt = Date.parse('2025-03-09T12:00:00Z')
  return {
    id: anId() as AlertId,
    sourceId: anId() as SourceId,
    object: { kind: 'service', key: anId(), host: 'srv-db-01', service: 'Disk usage /var' },
    channelId: aChannelRef(),
    state: 'open',
    severity: 'critical',
    stateWord: 'Critical',
    output: 'DISK CRITICAL - free space: /var 412 MB (2%)',
    details: [],
    links: [{ label: 'Disk usage /var', url: 'https://oitc.example.org/a/services/browser/1' }],
    count: 1,
    openedAt,
    lastSignalAt: openedAt,
    lastKind: 'problem',
    inDowntime: false,
    flapping: false,
    ack: { kind: 'none' },
    ackRef: {
      hostUuid: '5f8a1c62-3f0e-4b53-9a60-1d2c7b9e4a01',
      serviceUuid: 'a2d94f0b-6c1e-4f7a-8b35-90cf3e7d1b02',
    },
    revision: 1,
    ...overrides,
  }
}

/** An openITCOCKPIT that is talked back to. */
export function aSource(overrides: Partial<Source> = {}): Source {
  return {
    id: anId() as SourceId,
    name: 'Monitoring',
    kind: 'openitcockpit',
    channelId: aChannelRef(),
    declared: false,
    replies: 'all',
    storm: { problems: 20, seconds: 60 },
    rules: [],
    upstream: {
      baseUrl: 'https://oitc.example.org',
      twoWay: true,
      way: 'command',
      insecure: false,
    },
    createdAt: Date.parse('2025-03-01T00:00:00Z'),
    ...overrides,
  }
}
