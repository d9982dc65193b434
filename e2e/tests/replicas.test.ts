import { type Outcome, runReplicas } from '../replicas/run'

// Whatever a killed replica held comes to the other one half a minute later.
jest.setTimeout(240_000)

/** `make replicas` is the same with ten thousand alerts and a thousand tickets. */
const plan = { alerts: 600, tickets: 60, killEveryMs: 1000, settleMs: 120_000 }

describe('two replicas on one PostgreSQL, one of them killed every second', () => {
  let outcome: Outcome
  beforeAll(async () => {
    outcome = await runReplicas(plan)
  })

  it('lose nothing and double nothing', () => {
    expect(outcome.complaints).toEqual([])
    // How many there is time for is the machine's business.
    expect(outcome.kills).toBeGreaterThan(0)
  })

  it('tell of many problems in the thread of a storm', () => {
    expect(outcome.storms).toBeGreaterThan(0)
    expect(outcome.inStorms).toBeGreaterThan(0)
  })

  it('end well when they are restarted in turn, and leave nothing they took', () => {
    expect(outcome.restarts).toEqual([0, 0])
    expect(outcome.leftBehind).toBe(0)
  })
})
