/** Where the ticket will be posted: the modal hides the channel it was opened in. */
import React from 'react'
import { useSelector } from 'react-redux'
import { channelById, type HostState } from '../../host/store'
import type { Opening } from '../../state/ui'
import { Text } from '../parts/text'

interface Props {
  id: string
  opening: Opening
}

export function Destination({ id, opening }: Props) {
  const channel = useSelector((state: HostState) => channelById(state, opening.channelId))
  const named = channel?.type === 'O' || channel?.type === 'P'
  return (
    <p id={id} className="ticketdesk-destination">
      {opening.rootId ? (
        <Text id="modal.in_thread" />
      ) : named && channel.display_name ? (
        <Text
          id="modal.in_channel"
          values={{ channel: <strong key="channel">{channel.display_name}</strong> }}
        />
      ) : (
        <Text id="modal.in_conversation" />
      )}
      {opening.sourcePostId && (
        <>
          {' '}
          <Text id="modal.from_message" />
        </>
      )}
    </p>
  )
}
