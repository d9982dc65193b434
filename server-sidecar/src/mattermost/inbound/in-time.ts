/**
 * Mattermost waits half a minute for a slash command, and then says that it failed, whatever comes of
 * it. What takes longer is answered before that, and told when it is known.
 */
import type { Locale } from '@ticketdesk/contract'
import type { After } from '../../delivery/after'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Sentence } from '../../text/sentence'
import type { TellPrivately } from '../tell-privately'
import { type Command, type CommandAnswer, type CommandCall, privately } from './command'

export interface InTimeNeeds {
  localeOf: (userId: UserRef) => Promise<Locale>
  sentence: Sentence
  tell: TellPrivately
  after: After
}

/** `OutgoingIntegrationRequestsTimeout` is 30 s unless somebody changed it. */
const PATIENCE_MS = 20_000

/** The same command; what it says too late reaches the caller alone. */
export function answerInTime(command: Command, needs: InTimeNeeds): Command {
  return {
    ...command,
    async answer(call) {
      const answer = command.answer(call)
      // Nobody waits behind what is read in a message.
      if (call.isHeard) return answer
      const late = await isLate(answer, needs.after)
      if (!late) return answer
      const locale = await needs.localeOf(call.userId as UserRef)
      void tellLate(needs, { call, locale, answer })
      return privately(needs.sentence(locale, 'case_command.later'))
    },
  }
}

function isLate(answer: Promise<CommandAnswer>, after: After): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = after(PATIENCE_MS, () => resolve(true))
    void answer.then(() => {
      cancel()
      resolve(false)
    })
  })
}

interface Late {
  call: CommandCall
  locale: Locale
  answer: Promise<CommandAnswer>
}

async function tellLate({ tell }: InTimeNeeds, { call, locale, answer }: Late): Promise<void> {
  const { text } = await answer
  if (text === '') return
  const { userId, channelId, rootId } = call
  const where = {
    channelId: channelId as ChannelRef,
    rootId: (rootId || undefined) as PostRef | undefined,
  }
  await tell({ id: userId as UserRef, locale }, where, { text })
}
