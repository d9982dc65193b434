/** The whole desk and a vendor: from `/case track` to the thread, and no secret anywhere on the way. */
import { existsSync, readFileSync } from 'node:fs'
import type { CasePostProps } from '@ticketdesk/contract'
import { openTestDesk, type TestDesk } from '../a-desk'
import { databases, type TestStore } from '../databases'
import { createFakeLog } from '../fakes/fake-log'
import { type FakePortal, openFakePortal } from '../fakes/fake-portal'
import { anAnswer } from '../fakes/loopback-server'
import { until } from '../until'

const TOKEN = 'the-offline-token-nobody-may-see'

describe.each(databases)('a desk on %s', (_, createStore) => {
  let store: TestStore
  let portal: FakePortal
  let desk: TestDesk
  const log = createFakeLog()
  beforeEach(async () => {
    store = await createStore()
    portal = await openFakePortal()
    portal.logins.set(TOKEN, '1')
    const vendor = { kind: 'redhat', name: 'Red Hat', offline_token: TOKEN, poll_seconds: 5 }
    const vendors = [{ ...vendor, api_url: portal.url, sso_url: portal.url }]
    desk = await openTestDesk(store.at, { settings: { Vendors: JSON.stringify(vendors) }, log })
  })
  afterEach(async () => {
    await desk.close()
    await portal.close()
    await store.close()
  })
  const type = (command: string) =>
    desk.desk.handleCommand({
      ...{ command, userId: desk.jane.id, channelId: desk.channel.id },
      ...{ rootId: '', triggerId: 'trigger' },
    })
  const posts = () => desk.mattermost.posts
  const cardOf = (post: { props: Record<string, unknown> } | undefined) =>
    (post?.props['ticketdesk'] as CasePostProps['ticketdesk'] | undefined)?.case

  it('follows a case, tells what comes, and keeps the secret to itself', async () => {
    const { caseNumber } = portal.addCase()
    const said: string[] = []
    await until('the login is known', async () => {
      said.push(await type('/case account list'))
      return said.at(-1)?.includes('Red Hat') ?? false
    })
    said.push(await type(`/case track ${caseNumber} both`))
    await until('there is a card', () => posts().length === 1)
    expect(posts()[0]).toMatchObject({ type: 'custom_ticketdesk_case', userId: desk.bot })
    expect(cardOf(posts()[0])).toMatchObject({ number: caseNumber, side: 'both' })

    portal.comment(caseNumber, { commentBody: 'have you tried @channel?' })
    portal.change(caseNumber, { status: 'Waiting on Customer' })
    await until('it is told', () => posts().length === 3, 20_000)
    const [card, comment, status] = posts()
    expect([comment?.rootId, status?.rootId]).toEqual([card?.id, card?.id])
    expect(comment?.message).toContain('have you tried')
    expect(comment?.message).not.toMatch(/(^|[^\w])@channel/)
    expect(status?.message).toContain('Waiting on Customer')
    await until('the card is true', () => cardOf(posts()[0])?.status === 'Waiting on Customer')

    portal.trouble = () => anAnswer(401, { message: TOKEN, token: TOKEN })
    said.push(await type(`/case show ${caseNumber}`), await type(`/case track 04000002`))
    for (const command of ['latest', 'untrack', 'list'])
      said.push(await type(`/case ${command} ${caseNumber}`))
    const { ephemeral } = desk.mattermost
    for (const text of [said, log.lines, posts(), ephemeral].map((one) => JSON.stringify(one))) {
      expect(text).not.toContain(TOKEN)
      expect(text).not.toContain('access-')
    }
    if (store.at.kind === 'sqlite') {
      for (const file of [store.at.file, `${store.at.file}-wal`].filter(existsSync)) {
        expect(readFileSync(file, 'latin1')).not.toContain(TOKEN)
      }
    }
  }, 60_000)
})
