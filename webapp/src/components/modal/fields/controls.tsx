/** The controls that are the browser's own. */
import React from 'react'
import { useSentence } from '../sentences'
import { ariaOf, type ControlProps } from './control'

export function TextControl(props: ControlProps) {
  return (
    <input
      id={props.id}
      className="ticketdesk-control"
      type="text"
      autoComplete="off"
      placeholder={props.field.placeholder}
      value={String(props.value)}
      onChange={(event) => props.onChange(event.target.value)}
      {...ariaOf(props)}
    />
  )
}

export function TextAreaControl(props: ControlProps) {
  return (
    <textarea
      id={props.id}
      className="ticketdesk-control"
      rows={props.field.required ? 4 : 2}
      placeholder={props.field.placeholder}
      value={String(props.value)}
      onChange={(event) => props.onChange(event.target.value)}
      {...ariaOf(props)}
    />
  )
}

export function SelectControl(props: ControlProps) {
  const say = useSentence()
  const value = String(props.value)
  return (
    <select
      id={props.id}
      className="ticketdesk-control"
      data-empty={value === ''}
      value={value}
      onChange={(event) => props.onChange(event.target.value)}
      {...ariaOf(props)}
    >
      {/* Stays choosable when the field is optional: that is how a choice is taken back. */}
      <option value="" disabled={props.field.required}>
        {props.field.placeholder || say('field.choose')}
      </option>
      {props.field.options?.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

export function TickControl(props: ControlProps) {
  return (
    <input
      id={props.id}
      type="checkbox"
      checked={props.value === true}
      onChange={(event) => props.onChange(event.target.checked)}
      {...ariaOf(props)}
    />
  )
}

/** The browser shows the date as the user writes dates and hands over `YYYY-MM-DD`. */
export function DateControl(props: ControlProps) {
  return (
    <input
      id={props.id}
      className="ticketdesk-control"
      type="date"
      value={String(props.value)}
      onChange={(event) => props.onChange(event.target.value)}
      {...ariaOf(props)}
    />
  )
}
