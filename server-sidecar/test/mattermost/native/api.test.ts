import type { MattermostApi } from '@ticketdesk/plugin-rpc'
import { createNativeApi } from '../../../src/mattermost/native/api'

it('edits words and props of a post, and leaves what Mattermost owns', async () => {
  const kept = { from_bot: 'true', from_plugin: 'true', ticketdesk: { alert: 'old' } }
  const standing = { Id: 'p', IsPinned: true, HasReactions: true, Message: 'old', Props: kept }
  const updated: unknown[] = []
  const rpc: Partial<MattermostApi> = {
    GetPost: async () => standing as never,
    UpdatePost: async (post) => {
      updated.push(post)
      return post as never
    },
  }
  const api = createNativeApi(rpc as MattermostApi)
  await api.updatePost('p', { message: 'new', props: { ticketdesk: { alert: 'new' } } })
  expect(updated).toEqual([
    {
      ...standing,
      Message: 'new',
      Props: { from_bot: 'true', from_plugin: 'true', ticketdesk: { alert: 'new' } },
    },
  ])
})

it('makes a post as loud as it is wanted, and no louder', async () => {
  const made: unknown[] = []
  const rpc: Partial<MattermostApi> = {
    CreatePost: async (post) => {
      made.push(post.Metadata)
      return post as never
    },
  }
  const api = createNativeApi(rpc as MattermostApi)
  const post = { userId: 'u', channelId: 'c', message: 'm', props: {} }
  await api.createPost({ ...post, priority: 'urgent' })
  await api.createPost(post)
  expect(made).toEqual([{ Priority: { Priority: 'urgent' } }, undefined])
})

it('knows the groups of a user by the names they are mentioned by', async () => {
  const groups = [
    { Name: 'operators', DeleteAt: 0 },
    { Name: null, DeleteAt: 0 },
    { Name: 'former', DeleteAt: 1 },
  ]
  const rpc: Partial<MattermostApi> = { GetGroupsForUser: async () => groups as never }
  expect(await createNativeApi(rpc as MattermostApi).getGroupNames('u')).toEqual(['operators'])
})
