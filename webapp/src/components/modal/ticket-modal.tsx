/** The modal that opens a ticket: at once, with the form as soon as there is one. */
import React, { useEffect, useRef } from 'react'
import { useSelector } from 'react-redux'
import type { Desk } from '../../desk'
import type { Theme } from '../../host/registry'
import { deskState, type HostState } from '../../host/store'
import { modalClosed, type Opening } from '../../state/ui'
import { Icon } from '../parts/icons'
import { Destination } from './destination'
import { Dialog } from './dialog'
import { FormMissing } from './form-missing'
import { useSentence } from './sentences'
import { TicketForm } from './ticket-form'

interface Props {
  desk: Desk
  opening: Opening
  theme: Theme | undefined
}

const TITLE_ID = 'ticketdesk-title'
const ABOUT_ID = 'ticketdesk-about'

export function TicketModal({ desk, opening, theme }: Props) {
  const say = useSentence()
  const { form, problem } = useSelector((state: HostState) => deskState(state).form)
  const close = () => void desk.store.dispatch(modalClosed())
  useEffect(() => desk.formKeeper.isWanted(), [desk])
  // The shell stays while the form arrives in it, so the form tells the shell how to close.
  const requestClose = useRef(close)

  return (
    <Dialog
      titleId={TITLE_ID}
      describedBy={ABOUT_ID}
      rootId={opening.rootId}
      theme={theme}
      busy={form === null && problem === null}
      onCloseRequest={() => requestClose.current()}
    >
      <div className="ticketdesk-header">
        <div>
          <h1 id={TITLE_ID} className="ticketdesk-title">
            {form?.title || say('modal.title')}
          </h1>
          <Destination id={ABOUT_ID} opening={opening} />
        </div>
        <button
          type="button"
          className="ticketdesk-close"
          aria-label={say('modal.close')}
          onClick={() => requestClose.current()}
        >
          <Icon of="close" size={20} />
        </button>
      </div>
      {form ? (
        <TicketForm desk={desk} form={form} opening={opening} requestClose={requestClose} />
      ) : (
        <FormMissing problem={problem} onRetry={desk.formKeeper.refresh} onCancel={close} />
      )}
    </Dialog>
  )
}
