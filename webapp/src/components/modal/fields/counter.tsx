/** How much room is left in a text, once it is getting tight. */
import type { FormField } from '@ticketdesk/contract/form'
import { LENGTH_LIMITS } from '@ticketdesk/contract/form-check'
import React from 'react'
import { Text } from '../../parts/text'

interface Props {
  id: string
  field: FormField
  value: string | boolean
}

/** Shown from nine tenths of the limit on. */
export function isCounted(field: FormField, value: string | boolean): boolean {
  const limit = limitOf(field)
  return limit !== undefined && length(value) >= limit * 0.9
}

export function Counter({ id, field, value }: Props) {
  const left = (limitOf(field) ?? 0) - length(value)
  return (
    <p id={id} className={left < 0 ? 'ticketdesk-count ticketdesk-over' : 'ticketdesk-count'}>
      <Text id={left < 0 ? 'field.over' : 'field.left'} values={{ count: Math.abs(left) }} />
    </p>
  )
}

function limitOf(field: FormField): number | undefined {
  if (field.type !== 'text' && field.type !== 'textarea') return undefined
  return field.max ?? LENGTH_LIMITS[field.type]
}

/** In code points, without the white space around: as the rules of the form count. */
function length(value: string | boolean): number {
  return [...String(value).trim()].length
}
