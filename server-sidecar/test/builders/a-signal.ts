import type { Signal } from '../../src/domain/alert/signal'

/** A critical service; pass what the test is about. */
export function aSignal(overrides: Partial<Signal> = {}): Signal {
  return {
    kind: 'problem',
    object: { kind: 'service', key: 'disk@srv', host: 'srv', service: 'disk' },
    ...(overrides.kind === undefined || overrides.kind === 'problem'
      ? { severity: 'critical' as const }
      : {}),
    details: [],
    links: [],
    ...overrides,
  }
}
