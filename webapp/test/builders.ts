import type { AlertCard, CaseCard } from '@ticketdesk/contract/post-props'

/** An open problem of a service that nobody has taken. */
export function anAlert(overrides: Partial<AlertCard> = {}): AlertCard {
  return {
    version: 1,
    id: 'alert-1',
    revision: 4,
    source: 'Monitoring',
    state: 'open',
    severity: 'critical',
    title: 'ping on web-07',
    host: 'web-07',
    service: 'ping',
    output: 'PING CRITICAL - Packet loss = 100%',
    details: [],
    links: [{ label: 'ping', url: 'https://monitoring.example/a/services/browser/1' }],
    count: 1,
    openedAt: 1_700_000_000_000,
    lastSignalAt: 1_700_000_000_000,
    inDowntime: false,
    flapping: false,
    ack: { kind: 'none' },
    actions: ['acknowledge', 'acknowledgeWithComment', 'createTicket'],
    ...overrides,
  }
}

/** A vendor's open case that is followed for its associates' comments. */
export function aCase(overrides: Partial<CaseCard> = {}): CaseCard {
  return {
    version: 1,
    id: 'follow-1',
    revision: 2,
    vendor: 'Red Hat',
    number: '04000001',
    summary: 'etcd is slow',
    status: 'Waiting on Red Hat',
    isClosed: false,
    severity: '2 (High)',
    rank: 2,
    owner: 'Max Redhatter',
    link: 'https://access.redhat.com/support/cases/#/case/04000001',
    side: 'associate',
    stopped: false,
    actions: ['latestComment', 'reply', 'createTicket', 'stopFollowing'],
    ...overrides,
  }
}
