/** Buttons and menus of a post that lead to a service out there. */
import type { Post } from '@mattermost/types/posts'
import type { Actor } from './cast'
import { listen } from './listener'
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

interface Action {
  id: string
  name: string
}

const FAILED = { status: 400, id: 'api.post.do_action.action_integration.app_error' }

function actionsOf(post: Post): Action[] {
  const [attachment] = post.props['attachments'] as { actions: Action[] }[]
  return attachment?.actions ?? []
}

export function buttons({ cast, receiver }: Scene): void {
  const context = { signed: 'abc', deep: { z: 1, a: [1, 2] }, empty: '' }
  const draw = (channel_id = cast().open.id, { client }: Actor = cast().bot) => {
    const integration = { url: `${receiver().url}/click?x=1`, context }
    const options = [{ text: 'One', value: 'one' }]
    const actions = [
      { id: 'take', name: 'Take', type: 'button', style: 'primary', integration },
      { name: 'No id', type: 'button', integration },
      { id: 'choose', name: 'Choose', type: 'select', options, integration },
      { id: 'with-dash', name: 'Dash', type: 'button', integration },
    ]
    const attachments = [{ title: 'A ticket', actions }]
    return client.createPost({ channel_id, message: 'buttons', props: { attachments } })
  }
  const lastClick = () => {
    const { body, headers, ...request } = receiver().received.at(-1) ?? { body: '{}', headers: {} }
    return { asked: JSON.parse(body), headers, request }
  }

  it('show where they lead to nobody', async () => {
    const post = await draw()
    const seen = await cast().anna.client.getPost(post.id)
    for (const one of [post, seen]) expect(JSON.stringify(one)).not.toContain(receiver().url)
    expect(actionsOf(seen).map(({ id }) => id)).toEqual([
      'take',
      expect.stringMatching(/^[a-z0-9]{26}$/),
      'choose',
      'with-dash',
    ])
  })

  it('tell the service who clicked where, in its own words, and never with a session', async () => {
    const { anna, open, team } = cast()
    receiver().answerWith({})
    const post = await draw()
    const answer = await anna.client.doPostAction(post.id, 'take')
    const { asked, headers, request } = lastClick()
    expect(request).toMatchObject({ method: 'POST', path: '/click?x=1' })
    expect(asked).toEqual({
      ...{ user_id: anna.id, user_name: anna.username },
      ...{ channel_id: open.id, channel_name: 'open', team_id: team.id, team_domain: team.name },
      ...{ post_id: post.id, type: 'button', data_source: '', context },
      trigger_id: expect.any(String),
    })
    const [clientId, userId] = Buffer.from(asked.trigger_id, 'base64').toString().split(':')
    expect([clientId, userId]).toEqual([answer.trigger_id, anna.id])
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
    })
    expect(headers).not.toHaveProperty('authorization')
    expect(headers).not.toHaveProperty('cookie')
  })

  it('say what was chosen in a menu', async () => {
    receiver().answerWith({})
    const post = await draw()
    await cast().anna.client.doPostAction(post.id, 'choose', 'one')
    const { context: told, type } = lastClick().asked
    expect([told, type]).toEqual([{ ...context, selected_option: 'one' }, 'select'])
  })

  it('change the post as the answer says, and keep the props it does not bring', async () => {
    const { anna, bot } = cast()
    const post = await draw()
    receiver().answerWith({ update: { message: 'taken' } })
    await anna.client.doPostAction(post.id, 'take')
    const kept = await bot.client.getPost(post.id)
    expect(kept).toMatchObject({ message: 'taken', user_id: bot.id })
    expect(actionsOf(kept)).toHaveLength(4)
    receiver().answerWith({ update: { message: 'done', props: { only: 'this' } } })
    await anna.client.doPostAction(post.id, 'take')
    const changed = await bot.client.getPost(post.id)
    expect(changed).toMatchObject({ message: 'done', props: { only: 'this' } })
    expect(changed.props).not.toHaveProperty('attachments')
  })

  it('whisper to whoever clicked, in the thread of the post', async () => {
    const { anna, url } = cast()
    const listener = await listen({ url, token: anna.token })
    receiver().answerWith({ ephemeral_text: 'only you, <https://example.org|here>' })
    const post = await draw()
    await anna.client.doPostAction(post.id, 'take')
    const { data } = await listener.next('ephemeral_message')
    expect(JSON.parse(data.post)).toMatchObject({
      ...{ message: 'only you, [here](https://example.org)', root_id: post.id },
    })
  })

  it.each<[string, object]>([
    ['fails', { status: 500 }],
    ['accepts, but not with 200', { status: 202 }],
    ['talks nonsense', { body: 'ok' }],
  ])('say that it failed when the service %s', async (_name, answer) => {
    receiver().answerWith(answer)
    const post = await draw()
    expect(await refusalOf(cast().anna.client.doPostAction(post.id, 'take'))).toEqual(FAILED)
  })

  it('take an empty answer for a good one', async () => {
    receiver().answerWith({ body: '' })
    const post = await draw()
    expect(await cast().anna.client.doPostAction(post.id, 'take')).toMatchObject({ status: 'OK' })
  })

  it('are clicked by readers only, where there is one, by an id that may stand in an address', async () => {
    const { anna, ben, hidden } = cast()
    const secret = await draw(hidden.id, anna)
    expect(await refusalOf(ben.client.doPostAction(secret.id, 'take'))).toEqual(NOT_PERMITTED)
    const post = await draw()
    expect(await refusalOf(anna.client.doPostAction(post.id, 'nothing'))).toEqual({
      status: 404,
      id: 'api.post.do_action.action_id.app_error',
    })
    expect(await refusalOf(anna.client.doPostAction(post.id, 'with-dash'))).toMatchObject({
      status: 404,
    })
  })
}
