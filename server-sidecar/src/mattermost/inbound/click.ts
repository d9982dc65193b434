/** A pressed button, whatever it is on. */
import type * as z from 'zod'
import type { Actor } from '../../domain/actor'
import { Refusal, refusal } from '../../domain/errors'
import type { Log } from '../../ports/log'
import { errorSentence, type Sentence } from '../../text/sentence'

/** What Mattermost takes for an answer; it looks at no status. */
export interface ClickAnswer {
  ephemeral_text?: string
  skip_slack_parsing?: true
}

/** Markdown as it is: `<` and `>` in it are no links of Slack's. */
export function privateAnswer(text: string): ClickAnswer {
  return { ephemeral_text: text, skip_slack_parsing: true }
}

export interface ClickReaderNeeds<Click> {
  schema: z.ZodType<Click>
  /** What the clicker alone reads; nothing when the post or a dialog tells. May reject. */
  act: (actor: Actor, click: Click) => Promise<string | undefined>
  /** The sentence for whatever was thrown. */
  troubleSentence: (actor: Actor, error: unknown) => string
}

/** Never rejects: a click shows only what is in the answer. */
export function createClickReader<Click>(needs: ClickReaderNeeds<Click>) {
  const { schema, act, troubleSentence } = needs
  async function handle(actor: Actor, click: Click): Promise<ClickAnswer> {
    try {
      const text = await act(actor, click)
      return text ? privateAnswer(text) : {}
    } catch (error) {
      return refuse(actor, error)
    }
  }
  function refuse(actor: Actor, error: unknown): ClickAnswer {
    return privateAnswer(troubleSentence(actor, error))
  }
  return { schema, handle, refuse }
}

/** A refusal's sentence; a mistake of ours is told as one, and logged as `what`. */
export function createTroubleSentence(
  { sentence, log }: { sentence: Sentence; log: Log },
  what: string,
): ClickReaderNeeds<never>['troubleSentence'] {
  return (actor, error) => {
    const refused = error instanceof Refusal ? error : refusal('internal')
    if (refused !== error) log.error(what, { reason: String(error) })
    return errorSentence(sentence, actor.locale, refused)
  }
}
