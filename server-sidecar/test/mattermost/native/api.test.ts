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

it('leaves the message when only props are to change', async () => {
  const updated: { Message?: string | undefined }[] = []
  const rpc: Partial<MattermostApi> = {
    GetPost: async () => ({ Id: 'p', Message: 'old', Props: {} }) as never,
    UpdatePost: async (post) => {
      updated.push(post)
      return post as never
    },
  }
  await createNativeApi(rpc as MattermostApi).updatePost('p', { props: {} })
  expect(updated).toMatchObject([{ Message: 'old' }])
})

it('suggests a command and all its parts to everybody, not to administrators alone', async () => {
  const registered: unknown[] = []
  const rpc: Partial<MattermostApi> = {
    RegisterCommand: async (command) => void registered.push(command.AutocompleteData),
  }
  const texts = { displayName: 'd', description: 'd', hint: '' }
  const subCommands = [{ trigger: 'list', helpText: 'l' }]
  const autocomplete = { trigger: 'ticket', helpText: 't', subCommands }
  const command = { trigger: 'ticket', ...texts, autocomplete }
  await createNativeApi(rpc as MattermostApi).registerCommand(command)
  expect(registered).toMatchObject([
    { RoleID: 'system_user', SubCommands: [{ Trigger: 'list', RoleID: 'system_user' }] },
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

it('reads what an edit has left behind as the post it was', async () => {
  const was = { Id: 'older', OriginalId: 'p', UserId: 'bot', ChannelId: 'c', RootId: '', Props: {} }
  const rpc: Partial<MattermostApi> = {
    GetPostsSince: async () => ({ Order: ['older'], Posts: { older: was } }) as never,
  }
  const found = await createNativeApi(rpc as MattermostApi).getPostsSince('c', 0)
  expect(found).toMatchObject([{ id: 'p' }])
})
