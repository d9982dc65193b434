import React from 'react'
import { ariaOf, type ControlProps, labelId } from './control'

/** One choice of a few, all in sight. */
export function RadioControl(props: ControlProps) {
  return (
    <div
      role="radiogroup"
      className="ticketdesk-choices"
      aria-labelledby={labelId(props.field.name)}
      {...ariaOf(props)}
    >
      {props.field.options?.map((option, index) => (
        <label key={option.value}>
          <input
            id={index === 0 ? props.id : undefined}
            type="radio"
            name={props.id}
            value={option.value}
            checked={props.value === option.value}
            onChange={() => props.onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  )
}
