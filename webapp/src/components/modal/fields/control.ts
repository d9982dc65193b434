/** What every kind of control is handed. */
import type { FormField } from '@ticketdesk/contract/form'
import type { Directory, Place } from '../../../api/directory'

export interface ControlProps {
  id: string
  field: FormField
  value: string | boolean
  onChange(value: string | boolean): void
  /** Ids of the help, counter and problem that are shown. */
  describedBy: string | undefined
  invalid: boolean
  directory: Directory
  place: Place
}

/** The id of a field's control; one modal at a time, so the name is enough. */
export const controlId = (name: string) => `ticketdesk-field-${name}`

export const labelId = (name: string) => `ticketdesk-label-${name}`

/** The ARIA half of a control. */
export function ariaOf({ field, describedBy, invalid }: ControlProps) {
  return {
    'aria-required': field.required,
    'aria-invalid': invalid,
    'aria-describedby': describedBy,
  }
}
