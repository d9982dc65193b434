/** Moving in from a tickets-pushbot, with the file it really writes. */
import { importPushbot } from '../../../src/compose/import-pushbot'
import { readPushbot } from '../../../src/upstream/pushbot/read'
import { type CaseDesk, openCaseDesk, TOKEN } from '../../a-case-desk'
import { createSqliteStore, type TestStore } from '../../databases'
import { createFakeLog } from '../../fakes/fake-log'
import { redHatFile } from '../../redhat-wire'

const text = redHatFile('pushbot-db.json')
let store: TestStore
let desk: CaseDesk
beforeEach(async () => {
  store = await createSqliteStore()
  desk = await openCaseDesk(store)
  for (let n = 0; n < 4; n += 1) desk.portal.addCase()
})
afterEach(async () => {
  await desk.close()
  await store.close()
})
const declared = { vendor: 'Red Hat', way: 'offline_token' as const, secret: TOKEN }

function take(more: Partial<Parameters<typeof importPushbot>[1]> = {}, accounts = [declared]) {
  const { vendor, clock, people } = desk
  const config = { vendors: { vendors: [vendor], accounts }, encryptionKeys: [] }
  return importPushbot(
    { databaseAt: store.at, config, people, clock, log: createFakeLog() },
    { text, places: { '100200300': 'team/ops', '100200301': desk.channelId }, ...more },
  )
}

it('reads chats, cases and whose comments are wanted', () => {
  expect(readPushbot(text)).toEqual([
    {
      id: '100200300',
      side: 'both',
      numbers: ['04000001', '04000002', '04000003', '04000004'],
      hasPassword: true,
    },
    { id: '100200301', side: 'associate', numbers: ['04000001'], hasPassword: true },
    { id: '100200302', side: 'associate', numbers: [], hasPassword: true },
  ])
})

it.each(['', '[]', '{"a": 1}', '"text"'])('knows that %s is none', (other) => {
  expect(readPushbot(other)).toBeUndefined()
})

it('follows every case in the place named for its chat, and says that passwords stay', async () => {
  const { ok, lines } = await take()
  expect(ok).toBe(true)
  expect(lines[0]).toBe('4 cases are followed now, 1 were before.')
  expect(lines.at(-1)).toContain('3 passwords in clear text were not taken over')
  const listed = await desk.followCases.list(desk.jane, desk.channelId)
  if (listed.refused) throw new Error('not allowed')
  expect(
    listed.cases.map(({ supportCase, follow }) => [supportCase.state.number, follow.side]),
  ).toEqual(['04000001', '04000002', '04000003', '04000004'].map((number) => [number, 'both']))
  const kept = await desk.database.run((db) => db.selectFrom('vendor_secret').selectAll().execute())
  expect(JSON.stringify([lines, kept])).not.toMatch(/plain-text-password|pw2/)
})

it('announces no old comments, as the bot did', async () => {
  // What it pushed in its first polls: the newest comment of each case, however old.
  expect(JSON.parse(redHatFile('pushbot-pushed.json'))).toHaveLength(4)
  desk.portal.comment('04000001')
  await take()
  await desk.tellAll()
  expect(desk.cards()).toHaveLength(4)
  expect(desk.thread()).toEqual([])
})

it('takes nothing twice', async () => {
  await take()
  expect((await take()).lines[0]).toBe('0 cases are followed now, 5 were before.')
})

it('says what it left behind', async () => {
  desk.portal.cases.delete('04000003')
  const { ok, lines } = await take({ places: { '100200300': 'team/ops' } })
  expect(ok).toBe(false)
  expect(lines).toContain('case 04000003 of chat 100200300 was left: not_found')
  expect(lines).toContain('chat 100200301 was left: no channel is named for it')
})

it('needs a channel that is there, and a login', async () => {
  expect(await take({ otherwise: 'team/none' })).toEqual({
    ok: false,
    lines: ['no channel "team/none"'],
  })
  expect((await take({}, [])).lines[0]).toContain('the team has no such login')
})
