/** Answers that take longer than Mattermost waits. */
import { type CommandAnswer, privately } from '../../../src/mattermost/inbound/command'
import { answerInTime } from '../../../src/mattermost/inbound/in-time'
import { createFakeTimers } from '../../fakes/fake-timers'
import { sentence } from '../../sentences'

const call = { userId: 'jane', channelId: 'ops', rootId: 'root', triggerId: '', command: '/case' }

function slowly() {
  const timers = createFakeTimers()
  const told: unknown[] = []
  let say: (answer: CommandAnswer) => void = () => {}
  const answer = new Promise<CommandAnswer>((resolve) => {
    say = resolve
  })
  const slow = { trigger: 'case', help: 'case_command.help' as const, answer: () => answer }
  const command = answerInTime(slow, {
    localeOf: async () => 'en',
    sentence,
    tell: async (actor, where, what) => void told.push([actor.id, where, what.text]),
    after: timers.after,
  })
  return { timers, told, command, say: (text: string) => say(privately(text)) }
}

it('come as they are when they come in time', async () => {
  const { command, say, told, timers } = slowly()
  const answer = command.answer(call)
  say('done')
  expect(await answer).toEqual(privately('done'))
  await timers.advance(60_000)
  expect(told).toEqual([])
})

it('are told to the caller, where it was asked, after a word that they are to come', async () => {
  const { command, say, told, timers } = slowly()
  const answer = command.answer(call)
  await timers.advance(25_000)
  expect((await answer).text).toMatch(/^The vendor’s portal takes its time/)
  expect(told).toEqual([])
  say('done')
  await new Promise(setImmediate)
  expect(told).toEqual([['jane', { channelId: 'ops', rootId: 'root' }, 'done']])
})

it('are nothing when a form was opened', async () => {
  const { command, say, told, timers } = slowly()
  const answer = command.answer(call)
  await timers.advance(25_000)
  await answer
  say('')
  await new Promise(setImmediate)
  expect(told).toEqual([])
})

it('are waited for when the command was read in a message', async () => {
  const { command, say, timers } = slowly()
  const answer = command.answer({ ...call, isHeard: true })
  await timers.advance(60_000)
  say('done')
  expect((await answer).text).toBe('done')
})
