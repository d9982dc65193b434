/** A sentence of ours inside the host's `IntlProvider`. */
import React from 'react'
import { FormattedMessage } from 'react-intl'
import { type SentenceId, sentence } from '../../i18n'

interface Props {
  id: SentenceId
  values?: Record<string, React.ReactNode>
}

export function Text({ id, values }: Props) {
  return <FormattedMessage {...sentence(id)} {...(values && { values })} />
}
