/** A vendor's case as its post shows it: where things are, and what can be done about it. */
import type { CaseActionRequest } from '@ticketdesk/contract/cases'
import type { CaseCard as Card, CaseAction } from '@ticketdesk/contract/post-props'
import React, { useRef } from 'react'
import type { Desk } from '../../../desk'
import type { SentenceId } from '../../../i18n'
import { Icon, type Sign } from '../../parts/icons'
import { Text } from '../../parts/text'
import { OutLink } from '../alert/heading'
import { PrivateLine } from '../private-line'
import { type Acting, useActing, useKeptFocus } from '../use-acting'

interface Props {
  desk: Desk
  card: Card
  postId: string | undefined
  compact: boolean
  onCreateTicket(): void
}
type Asked = CaseActionRequest['action']

const TONES = { 1: 'critical', 2: 'high', 3: 'warning', 4: 'info' } as const
const SIGNS: Record<(typeof TONES)[1 | 2 | 3 | 4] | 'ok', Sign> = {
  critical: 'alert',
  high: 'warning',
  warning: 'warning',
  info: 'info',
  ok: 'done',
}

export function CaseCard({ desk, card, postId, compact, onCreateTicket }: Props) {
  const acting = useActing<Asked>(card.revision, async (action) => {
    const ids = { followId: card.id, postId: postId ?? '' }
    const answer = await desk.api.actOnCase({ ...ids, action })
    if (!answer.ok) return answer
    if (action === 'reply' && answer.body.done) return openReply(desk, ids.postId)
    // Said at once, whatever the post shows later.
    return { ...answer, body: { ...answer.body, done: false } }
  })
  const element = useRef<HTMLElement>(null)
  useKeptFocus(element, acting.underWay)
  const tone = card.isClosed ? 'ok' : TONES[card.rank ?? 4]
  const classes = ['ticketdesk-card ticketdesk-alert-card', `ticketdesk-tone-${tone}`]
  if (compact) classes.push('ticketdesk-compact')
  const name = `${card.vendor} ${card.number}`
  return (
    <article ref={element} className={classes.join(' ')} aria-label={name} tabIndex={-1}>
      <header>
        <Icon of={SIGNS[tone]} size={20} />
        <span className="ticketdesk-state">{card.status}</span>
        <strong>
          <OutLink url={card.link}>{name}</OutLink>
        </strong>
      </header>
      <p className="ticketdesk-plain">{card.summary}</p>
      <Fields card={card} />
      <p className="ticketdesk-course">
        {card.lost && (
          <span>
            <Text id={`case.lost.${card.lost}`} />
          </span>
        )}
        <span>
          <Text
            id={card.stopped ? 'case.stopped' : `case.told.${card.side}`}
            values={{ vendor: card.vendor }}
          />
        </span>
      </p>
      <PrivateLine line={acting.line} formatted />
      <Buttons card={card} acting={acting} onCreateTicket={onCreateTicket} />
    </article>
  )
}

/** The dialog is the server's, the same as on phones. */
async function openReply({ pressButton }: Desk, postId: string) {
  const pressed = await pressButton(postId, 'reply' satisfies CaseAction)
  return pressed.ok ? { ...pressed, body: { done: false } } : pressed
}

function Fields({ card }: { card: Card }) {
  const product = [card.product, card.productVersion].filter(Boolean).join(' ')
  const rows: [SentenceId, string | undefined][] = [
    ['case.severity', card.severity],
    ['case.owner', card.owner],
    ['case.product', product],
    ['case.group', card.group],
    ['case.contact', card.contact],
  ]
  return (
    <dl>
      {rows.map(
        ([id, value]) =>
          value && (
            <div key={id} className="ticketdesk-value-short">
              <dt>
                <Text id={id} />
              </dt>
              <dd className="ticketdesk-plain">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

interface ButtonsProps {
  card: Card
  acting: Acting<Asked>
  onCreateTicket(): void
}

function Buttons({ card, acting, onCreateTicket }: ButtonsProps) {
  const busy = acting.underWay !== null
  const does = {
    latestComment: () => acting.act('latestComment'),
    reply: () => acting.act('reply'),
    createTicket: onCreateTicket,
    stopFollowing: () => acting.act('stopFollowing'),
  }
  const offered = (['latestComment', 'reply', 'createTicket', 'stopFollowing'] as const).filter(
    (action) => card.actions.includes(action),
  )
  return (
    <div className="ticketdesk-buttons">
      {offered.map((action) => (
        <button
          key={action}
          type="button"
          className="ticketdesk-button ticketdesk-small"
          // Not disabled: a disabled button would lose the focus it has.
          aria-disabled={busy && action !== 'createTicket'}
          onClick={() => (busy && action !== 'createTicket' ? undefined : does[action]())}
        >
          <Text id={`case.act.${action}`} />
        </button>
      ))}
    </div>
  )
}
