import type { Meter } from '../../src/ports/meter'

/** For those who do not look at the numbers. */
export const silentMeter: Meter = { count: () => {}, acknowledged: () => {} }
