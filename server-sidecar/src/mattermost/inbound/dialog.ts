/** A submitted phone dialog → the same use case as the web form, and the answer a dialog shows. */
import type { Form, FormValues, Locale, OpenTicketRequest } from '@ticketdesk/contract'
import * as z from 'zod'
import type { Actor } from '../../domain/actor'
import { Refusal, refusal } from '../../domain/errors'
import type { Ticket } from '../../domain/ticket/ticket'
import type { Log } from '../../ports/log'
import { errorSentence, fieldSentence, type Sentence } from '../../text/sentence'
import type { DialogStates } from './dialog-state'

/**
 * Mattermost's `SubmitDialogRequest`, the part we use. `user_id`, `channel_id` and `team_id` are
 * not: who and where come from the door and from our signed state.
 */
export const submissionSchema = z.object({
  state: z.string(),
  submission: z
    .record(z.string(), z.union([z.string(), z.boolean(), z.number(), z.null()]))
    .nullish(),
  cancelled: z.boolean().optional(),
})
export type Submission = z.infer<typeof submissionSchema>

/** What a dialog shows: nothing wrong, a sentence, and sentences by field. */
export interface DialogAnswer {
  error?: string
  errors?: Record<string, string>
}

export interface DialogNeeds {
  states: DialogStates
  /** The form as it stands now. */
  form: (locale: Locale) => Form
  openTicket: (
    actor: Actor,
    request: OpenTicketRequest,
  ) => Promise<{ ticket: Ticket; created: boolean }>
  /** After a ticket was kept. */
  onOpened: () => void
  sentence: Sentence
  log: Log
}

export function createDialogReader(needs: DialogNeeds) {
  const { states, form, openTicket, onOpened, sentence, log } = needs

  async function handle(actor: Actor, submission: Submission): Promise<DialogAnswer> {
    if (submission.cancelled) return {}
    try {
      const state = await states.open(submission.state, actor.id)
      const { channelId, rootId, sourcePostId, requestId } = state
      const values = readValues(form(actor.locale), submission.submission ?? {})
      await openTicket(actor, {
        requestId,
        channelId,
        ...(rootId && { rootId }),
        ...(sourcePostId && { sourcePostId }),
        values,
      })
      onOpened()
      return {}
    } catch (error) {
      return refuse(actor, error)
    }
  }

  /** The fields' sentences, and one for all: a client closes a dialog whose fields it does not know. */
  function refuse(actor: Actor, error: unknown): DialogAnswer {
    const refused = error instanceof Refusal ? error : refusal('internal')
    if (refused !== error) log.error('a dialog failed', { reason: String(error) })
    const answer = { error: errorSentence(sentence, actor.locale, refused) }
    if (!refused.fields) return answer
    const errors = Object.entries(refused.fields).map(([name, problem]) => [
      name,
      fieldSentence(sentence, actor.locale, problem),
    ])
    return { ...answer, errors: Object.fromEntries(errors) }
  }

  return { schema: submissionSchema, handle, refuse }
}

/** Clients send a tick as a boolean or a text, numbers as numbers, and nothing as null. */
function readValues(
  form: Form,
  submission: Record<string, string | boolean | number | null>,
): FormValues {
  const types = new Map(form.fields.map((field) => [field.name, field.type]))
  const values: FormValues = {}
  for (const [name, value] of Object.entries(submission)) {
    if (value === null) continue
    if (types.get(name) === 'bool') values[name] = readTick(value)
    else values[name] = typeof value === 'number' ? String(value) : value
  }
  return values
}

function readTick(value: string | boolean | number): string | boolean {
  if (value === 'true') return true
  return value === 'false' || value === '' ? false : (value as string | boolean)
}
