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
