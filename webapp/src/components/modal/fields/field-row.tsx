/** One field: label, help, control, counter and problem, tied together for screen readers. */
import type { FormField } from '@ticketdesk/contract/form'
import React from 'react'
import type { Directory, Place } from '../../../api/directory'
import { Icon } from '../../parts/icons'
import { problemText, useSentence } from '../sentences'
import type { ShownProblem } from '../use-filling'
import { type ControlProps, controlId, labelId } from './control'
import { DateControl, SelectControl, TextAreaControl, TextControl, TickControl } from './controls'
import { Counter, isCounted } from './counter'
import { LookupControl } from './lookup-control'
import { RadioControl } from './radio-control'

interface Props {
  field: FormField
  value: string | boolean
  problem: ShownProblem | undefined
  onChange(value: string | boolean): void
  directory: Directory
  place: Place
}

const controls: Record<FormField['type'], React.ComponentType<ControlProps>> = {
  text: TextControl,
  textarea: TextAreaControl,
  select: SelectControl,
  radio: RadioControl,
  bool: TickControl,
  user: LookupControl,
  channel: LookupControl,
  date: DateControl,
}

export function FieldRow({ field, value, problem, onChange, directory, place }: Props) {
  const say = useSentence()
  const id = controlId(field.name)
  const counted = isCounted(field, value)
  const about = [field.help && `${id}-help`, counted && `${id}-count`, problem && `${id}-problem`]
  // A newer server may know types that this page, loaded earlier, does not.
  const Control = controls[field.type] ?? TextControl
  return (
    <div className={`ticketdesk-field ticketdesk-field-${field.type}`}>
      <FieldLabel field={field} id={id} />
      {field.help && (
        <p id={`${id}-help`} className="ticketdesk-help">
          {field.help}
        </p>
      )}
      <Control
        id={id}
        field={field}
        value={value}
        onChange={onChange}
        describedBy={about.filter(Boolean).join(' ') || undefined}
        invalid={problem !== undefined}
        directory={directory}
        place={place}
      />
      {counted && <Counter id={`${id}-count`} field={field} value={value} />}
      {problem && (
        <p id={`${id}-problem`} className="ticketdesk-problem">
          <Icon of="alert" size={14} />
          {problemText(say, field, problem)}
        </p>
      )}
    </div>
  )
}

/** The mark stands beside the label, not in it: the control is already said to be required. */
function FieldLabel({ field, id }: { field: FormField; id: string }) {
  return (
    <div className="ticketdesk-label">
      {field.type === 'radio' ? (
        <span id={labelId(field.name)}>{field.label}</span>
      ) : (
        <label id={labelId(field.name)} htmlFor={id}>
          {field.label}
        </label>
      )}
      {field.required && (
        <span className="ticketdesk-required" aria-hidden="true">
          *
        </span>
      )}
    </div>
  )
}
