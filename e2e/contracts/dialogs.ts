/** Dialogs: opened with a trigger id, filled in, handed to a service out there. */
import type { Command, DialogSubmission } from '@mattermost/types/integrations'
import { listen } from './listener'
import { NOT_PERMITTED, refusalIn, refusalOf } from './refusal'
import type { Scene } from './scene'

export function dialogs({ cast, receiver }: Scene): void {
  /** A trigger id of anna's, fresh from a command. */
  const trigger = async () => {
    const { anna, open, team } = cast()
    receiver().answerWith({ text: '' })
    const place = { channel_id: open.id, team_id: team.id }
    await anna.client.executeCommand(`/dialog-${cast().mark}`, place)
    const form = new URLSearchParams(receiver().received.at(-1)?.body)
    return form.get('trigger_id') ?? ''
  }
  const dialog = {
    ...{ callback_id: 'ticket', title: 'Open a ticket', introduction_text: '', icon_url: '' },
    ...{ submit_label: 'Open', notify_on_cancel: true, state: 'signed' },
    elements: [{ display_name: 'Title', name: 'title', type: 'text' }],
  }
  /** As a service does: without a session, by what it was handed. */
  const open = (body: object) =>
    fetch(`${cast().url}/api/v4/actions/dialogs/open`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
  const submit = (more: object = {}, { client } = cast().anna) =>
    client.submitInteractiveDialog({
      ...{ url: `${receiver().url}/submit`, callback_id: 'ticket', state: 'signed' },
      ...{ user_id: 'x'.repeat(26), channel_id: cast().open.id, team_id: cast().team.id },
      ...{ submission: { title: 'Disk full', when: true }, cancelled: false, ...more },
    } as unknown as DialogSubmission)

  beforeAll(async () => {
    const { admin, team, mark } = cast()
    await admin.client.addCommand({
      ...{ team_id: team.id, trigger: `dialog-${mark}`, method: 'P', url: receiver().url },
    } as Command)
  })

  it('come up for the person whose trigger it was, by the id their client knows', async () => {
    const { anna, url } = cast()
    const listener = await listen({ url, token: anna.token })
    const trigger_id = await trigger()
    const opened = await open({ trigger_id, url: `${receiver().url}/submit`, dialog })
    expect(opened.status).toBe(200)
    const { data, broadcast } = await listener.next('open_dialog')
    const shown = JSON.parse(data.dialog)
    expect(shown).toMatchObject({
      url: `${receiver().url}/submit`,
      dialog: { title: dialog.title },
    })
    expect(shown.trigger_id).toBe(Buffer.from(trigger_id, 'base64').toString().split(':')[0])
    expect(broadcast['user_id']).toBe(anna.id)
  })

  it('do not come up by a trigger id that was made up, or without an address', async () => {
    const trigger_id = await trigger()
    const text = Buffer.from(trigger_id, 'base64').toString()
    const forged = Buffer.from(text.replace(cast().anna.id, cast().ben.id)).toString('base64')
    const id = (why: string) => `interactive_message.decode_trigger_id.${why}`
    const url = `${receiver().url}/submit`
    expect(await refusalIn(await open({ trigger_id: forged, url, dialog }))).toEqual({
      status: 400,
      id: id('verify_signature_failed'),
    })
    expect(await refusalIn(await open({ trigger_id: 'no base64', url, dialog }))).toEqual({
      status: 400,
      id: id('base64_decode_failed'),
    })
    expect(await refusalIn(await open({ trigger_id: 'AAAA', url, dialog }))).toEqual({
      status: 400,
      id: id('missing_data'),
    })
    expect(await refusalIn(await open({ trigger_id, url: '', dialog }))).toEqual({
      status: 400,
      id: 'api.context.invalid_body_param.app_error',
    })
  })

  it('hand over what was filled in, with the user the server knows, and no session', async () => {
    const { anna, open: channel, team } = cast()
    receiver().answerWith({})
    expect(await submit()).toEqual({})
    const { body, headers, path } = receiver().received.at(-1) ?? { body: '{}' }
    expect(path).toBe('/submit')
    expect(JSON.parse(body)).toEqual({
      ...{ type: 'dialog_submission', callback_id: 'ticket', state: 'signed', cancelled: false },
      ...{ user_id: anna.id, channel_id: channel.id, team_id: team.id },
      submission: { title: 'Disk full', when: true },
    })
    expect(headers).toMatchObject({ 'content-type': 'application/json' })
    expect(headers).not.toHaveProperty('authorization')
  })

  it('say that they were cancelled', async () => {
    receiver().answerWith({ body: '' })
    await submit({ cancelled: true, submission: {} })
    const asked = JSON.parse(receiver().received.at(-1)?.body ?? '')
    expect(asked).toMatchObject({ cancelled: true, submission: {} })
  })

  it('bring back what is wrong with a field', async () => {
    const answer = { errors: { title: 'Too short' }, error: 'Look again' }
    receiver().answerWith(answer)
    expect(await submit()).toMatchObject(answer)
  })

  it('fail when the service does not answer with 200', async () => {
    receiver().answerWith({ status: 401, body: '{"error":"no"}' })
    expect(await refusalOf(submit())).toEqual({
      status: 400,
      id: 'api.post.do_action.action_integration.app_error',
    })
  })

  it('are submitted by readers of the channel and members of the team', async () => {
    const { ben, hidden, stranger, bot } = cast()
    const there = { channel_id: hidden.id }
    expect(await refusalOf(submit(there, { ...cast().anna, ...ben }))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(submit({}, { ...cast().anna, ...stranger }))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(submit({ url: '' }, { ...cast().anna, ...bot }))).toEqual({
      status: 400,
      id: 'api.context.invalid_body_param.app_error',
    })
  })
}
