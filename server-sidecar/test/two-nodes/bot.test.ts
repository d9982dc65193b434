import { openTestDesk } from '../a-desk'
import { say, untilDone } from '../a-hearing'
import { createPostgresStore } from '../databases'
import { createFakeMattermost } from '../fakes/fake-mattermost'

test('two nodes on one database that both hear everything answer everything once', async () => {
  const store = await createPostgresStore()
  const mattermost = createFakeMattermost()
  const nodes = [
    await openTestDesk(store.at, { mattermost }),
    await openTestDesk(store.at, { mattermost }),
  ]
  const [{ jane, channel, bot }] = nodes as [(typeof nodes)[0]]
  const name = `${bot}__${jane.id}`
  const direct = mattermost.addChannel({ type: 'D', teamId: '', name }, [jane])
  const questions = Array.from({ length: 60 }, (_, n) =>
    n % 2
      ? say(mattermost, { message: 'ticket help', by: jane, in: direct })
      : say(mattermost, { message: '@ticketdesk ticket new x', by: jane, in: channel }),
  )
  const chatter = say(mattermost, { message: 'good morning', by: jane, in: direct })
  const heard = [...questions, chatter]
  await Promise.all(nodes.flatMap(({ desk }) => heard.map((one) => desk.hear(one))))
  await untilDone(store)
  for (const { postId } of heard) {
    expect(mattermost.posts.filter(({ rootId }) => rootId === postId)).toHaveLength(1)
  }
  await Promise.all(nodes.map((node) => node.close()))
  await store.close()
})
