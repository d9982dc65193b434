/** What is always on the page: the modal while it is open, and a place for the screen reader. */
import React, { useEffect } from 'react'
import { useSelector } from 'react-redux'
import type { Desk } from '../desk'
import type { RootProps } from '../host/registry'
import { deskState, type HostState } from '../host/store'
import { hostedChanged, type Notice } from '../state/ui'
import { TicketModal } from './modal/ticket-modal'
import { errorBoundary } from './parts/error-boundary'
import { Text } from './parts/text'

interface Props {
  desk: Desk
  theme: RootProps['theme']
}

export function Root({ desk, theme }: Props) {
  const ErrorBoundary = errorBoundary()
  // From then on `/ticket` is the server's, which opens its own dialog.
  const handleError = () => void desk.store.dispatch(hostedChanged(false))
  return (
    <ErrorBoundary where="the ticket form" fallback={null} onError={handleError}>
      <Contents desk={desk} theme={theme} />
    </ErrorBoundary>
  )
}

function Contents({ desk, theme }: Props) {
  const { opening, notice } = useSelector((state: HostState) => deskState(state).ui)
  useEffect(() => {
    desk.store.dispatch(hostedChanged(true))
    return () => void desk.store.dispatch(hostedChanged(false))
  }, [desk])
  return (
    <>
      {opening && <TicketModal desk={desk} opening={opening} theme={theme} />}
      <Announcement notice={notice} />
    </>
  )
}

/** The post and the server's private message are seen; this is for those who listen. */
function Announcement({ notice }: { notice: Notice | null }) {
  return (
    <div role="status" className="ticketdesk-unseen">
      {notice && (
        <Text
          id={notice.posted ? 'notice.posted' : 'notice.kept'}
          values={{ id: notice.ticketId }}
        />
      )}
    </div>
  )
}
