import type { ChannelRef, PostRef, UserRef } from '../../src/domain/refs'
import { MattermostError } from '../../src/mattermost/api'
import { createPeople } from '../../src/mattermost/people'
import { anId } from '../builders/refs'
import { createFakeMattermost } from '../fakes/fake-mattermost'

function setUp() {
  const mattermost = createFakeMattermost()
  const jane = mattermost.addUser({ username: 'jane', locale: 'fr' })
  const channel = mattermost.addChannel({ type: 'P', name: 'ops' }, [jane])
  const people = createPeople(mattermost)
  return {
    mattermost,
    people,
    jane,
    channel,
    me: jane.id as UserRef,
    here: channel.id as ChannelRef,
  }
}

it('knows people and channels, and that there is none', async () => {
  const { people, me, here, channel } = setUp()
  expect(await people.person(me)).toEqual({ id: me, username: 'jane', locale: 'fr' })
  expect(await people.person(anId() as UserRef)).toBeUndefined()
  expect((await people.findPerson('@Jane'))?.id).toBe(me)
  expect(await people.findPerson('nobody')).toBeUndefined()
  expect(await people.channel(here)).toMatchObject({ name: 'ops', archived: false })
  channel.archived = true
  expect(await people.channel(here)).toMatchObject({ archived: true })
  expect(await people.channel(anId() as ChannelRef)).toBeUndefined()
})

it('asks for rights anew each time', async () => {
  const { people, me, here, channel } = setUp()
  expect(await people.mayPost(me, here)).toBe(true)
  channel.muted.add(me)
  expect([await people.mayPost(me, here), await people.mayRead(me, here)]).toEqual([false, true])
  channel.members.delete(me)
  expect(await people.mayRead(me, here)).toBe(false)
})

it('lets the team read its public channels, but not archived or private ones', async () => {
  const { people, mattermost, me } = setUp()
  const town = mattermost.addChannel({ type: 'O' })
  mattermost.teamReaders.add(me)
  expect(await people.mayRead(me, town.id as ChannelRef)).toBe(true)
  expect(await people.mayPost(me, town.id as ChannelRef)).toBe(false)
  town.archived = true
  expect(await people.mayRead(me, town.id as ChannelRef)).toBe(false)
  const secret = mattermost.addChannel({ type: 'P' })
  expect(await people.mayRead(me, secret.id as ChannelRef)).toBe(false)
})

it('knows where a post is, and not that a deleted one ever was', async () => {
  const { people, mattermost, me, here } = setUp()
  const root = mattermost.addPost({ channelId: here, userId: me })
  const reply = mattermost.addPost({ channelId: here, userId: me, rootId: root.id })
  expect(await people.post(root.id as PostRef)).toEqual({ channelId: here, rootId: undefined })
  expect(await people.post(reply.id as PostRef)).toEqual({ channelId: here, rootId: root.id })
  mattermost.deletePost(reply.id)
  expect(await people.post(reply.id as PostRef)).toBeUndefined()
})

it('takes for nothing what our bot may not see, and says where it must be invited', async () => {
  const { people, mattermost, here } = setUp()
  const forbidden = new MattermostError('api.context.permissions.app_error', 403, '')
  mattermost.fail('getChannel', { error: forbidden })
  mattermost.fail('getPost', { error: forbidden })
  mattermost.uninvitedBot = 'deskbot'
  expect(await people.channel(here)).toBeUndefined()
  expect(await people.post(anId() as PostRef)).toBeUndefined()
  expect(await people.missingBot(here)).toBe('deskbot')
})

it('does not take silence for a no', async () => {
  const { people, mattermost, me, here } = setUp()
  for (const call of ['getUser', 'getChannel', 'getPost', 'hasPermissionToChannel'] as const) {
    mattermost.fail(call)
  }
  const questions = [
    people.person(me),
    people.channel(here),
    people.mayPost(me, here),
    people.mayRead(me, here),
    people.post(anId() as PostRef),
  ]
  for (const question of questions) {
    await expect(question).rejects.toMatchObject({ code: 'mattermost_unavailable' })
  }
})

it('knows who is in a user group, and asks anew each time', async () => {
  const { people, mattermost, me } = setUp()
  expect(await people.isInGroup(me, 'operators')).toBe(false)
  mattermost.groups.set(me, ['everybody', 'operators'])
  expect(await people.isInGroup(me, 'Operators')).toBe(true)
  expect(await people.isInGroup(me, 'operator')).toBe(false)
  mattermost.fail('getGroupNames')
  await expect(people.isInGroup(me, 'operators')).rejects.toMatchObject({
    code: 'mattermost_unavailable',
  })
})
