import { refusal } from '../../src/domain/errors'
import type { Received } from '../../src/ports/receiver'
import type { Incoming } from '../../src/usecases/receive-signals'
import { createReceiveTogether } from '../../src/usecases/receive-together'
import { aNewSource } from '../builders/a-new-source'
import { createFakeClock } from '../fakes/fake-clock'

const source = aNewSource()
const said = (name: string) => ({ kind: 'webhook', name }) as unknown as Received
const namesOf = (batch: readonly Incoming[]) =>
  batch.map(({ received }) => (received as unknown as { name: string }).name)

/** Keeps batches when it is told to. */
function setUp(fate: (names: string[]) => Error | undefined = () => undefined) {
  const clock = createFakeClock()
  const batches: string[][] = []
  const held: (() => void)[] = []
  const receive = createReceiveTogether({
    clock,
    options: { atMost: 3, patienceMs: 1000 },
    async receiveMany(batch) {
      const names = namesOf(batch)
      batches.push(names)
      await new Promise<void>((go) => held.push(go))
      const error = fate(names)
      if (error) throw error
    },
  })
  const settle = () => new Promise((turn) => setImmediate(turn))
  return {
    clock,
    batches,
    receive: (name: string) => receive(source, said(name)),
    async release() {
      for (const go of held.splice(0)) go()
      await settle()
    },
  }
}

test('what comes in meanwhile is kept together, in order, and not more than so many', async () => {
  const { receive, release, batches } = setUp()
  const all = Promise.all(['a', 'b', 'c', 'd', 'e'].map(receive))
  for (let n = 0; n < 3; n += 1) await release()
  await all
  expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e']])
})

test('one that cannot be kept fails alone', async () => {
  const { receive, release } = setUp((names) =>
    names.includes('bad') ? new Error('no') : undefined,
  )
  const results = Promise.allSettled(['a', 'b', 'bad', 'c'].map(receive))
  for (let n = 0; n < 6; n += 1) await release()
  const states = (await results).map(({ status }) => status)
  expect(states).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

test('while the database is away everybody hears it, and it goes on afterwards', async () => {
  let isAway = true
  const { receive, release } = setUp(() => (isAway ? refusal('storage_unavailable') : undefined))
  const results = Promise.allSettled(['a', 'b', 'c'].map(receive))
  await release()
  await release()
  expect((await results).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
  isAway = false
  const next = receive('d')
  await release()
  await expect(next).resolves.toBeUndefined()
})

test('who has waited for too long is refused, and not kept behind their back', async () => {
  const { receive, release, batches, clock } = setUp()
  const first = receive('a')
  const late = expect(receive('late')).rejects.toMatchObject({ code: 'storage_unavailable' })
  clock.advance(1001)
  const next = receive('next')
  await release()
  await release()
  await late
  await Promise.all([first, next])
  expect(batches).toEqual([['a'], ['next']])
})
