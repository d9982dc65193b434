/** Who has taken the problem, and whether the monitoring knows. */
import type { AlertCardAck } from '@ticketdesk/contract/post-props'
import React from 'react'
import { Icon } from '../../parts/icons'
import { Text } from '../../parts/text'
import { Markdown } from '../markdown'
import type { Asked } from './acting'
import { Moment } from './moment'

interface Props {
  ack: AlertCardAck
  /** Asked by this person just now; the card does not know yet. */
  underWay: Asked | null
  postId: string | undefined
}

/** Empty while nobody has: it stays on the page, so that what comes is read out. */
export function AckLine({ ack, underWay, postId }: Props) {
  const kind = underWay ? (underWay === 'unacknowledge' ? 'removing' : 'pending') : ack.kind
  return (
    <div role="status" className={`ticketdesk-ack ticketdesk-ack-${kind}`}>
      {kind !== 'none' && (
        <>
          {kind === 'pending' || kind === 'removing' ? (
            <span className="ticketdesk-spinner" />
          ) : (
            <Icon of={kind === 'failed' ? 'alert' : 'hand'} size={16} />
          )}
          <span>{underWay ? <Asking kind={kind} /> : <Words ack={ack} postId={postId} />}</span>
        </>
      )}
    </div>
  )
}

function Asking({ kind }: { kind: AlertCardAck['kind'] }) {
  return <Text id={kind === 'removing' ? 'alert.ack.removing' : 'alert.ack.asking'} />
}

function Words({ ack, postId }: Omit<Props, 'underWay'>) {
  const who = ack.by ? <Who key="who" name={ack.by} postId={postId} /> : undefined
  switch (ack.kind) {
    case 'pending':
      return who ? <Text id="alert.ack.pending" values={{ who }} /> : <Asking kind="pending" />
    case 'removing':
      return <Asking kind="removing" />
    case 'failed':
      return <Text id="alert.ack.failed" values={{ reason: ack.reason ?? '' }} />
    default:
      return <Taken ack={ack} who={who} />
  }
}

function Taken({ ack, who }: { ack: AlertCardAck; who: React.ReactNode }) {
  const { at, expiresAt, comment, kind } = ack
  return (
    <>
      {who ? <Text id="alert.ack.taken_by" values={{ who }} /> : <Text id="alert.ack.taken" />}
      {at !== undefined && (
        <>
          {' '}
          <Text id="alert.ack.at" values={{ time: <Moment key="at" at={at} /> }} />
        </>
      )}
      {expiresAt !== undefined && (
        <>
          {', '}
          <Text id="alert.ack.until" values={{ time: <Moment key="until" at={expiresAt} /> }} />
        </>
      )}
      {kind === 'here' && (
        <em className="ticketdesk-here">
          <Text id="alert.ack.here" />
        </em>
      )}
      {comment && <q>{comment}</q>}
    </>
  )
}

/** A user of ours as the host draws mentions; a name from elsewhere stays plain text. */
function Who({ name, postId }: { name: string; postId: string | undefined }) {
  return /^@[a-z0-9._-]+$/i.test(name) ? (
    <Markdown text={name} postId={postId} singleline />
  ) : (
    <span>{name}</span>
  )
}
