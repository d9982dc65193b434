import React from 'react'
import type { Channel, DialogElement, User } from '../../mattermost/types'
import { useOurs } from './use-state'

export type Value = string | boolean | undefined

interface Props {
  element: DialogElement
  value: Value
  problem: string | undefined
  onChange(value: Value): void
}

/** One element of an interactive dialog. */
export function DialogField({ element, value, problem, onChange }: Props) {
  const id = `dialog_${element.name}`
  return (
    <div className="dialog__field">
      <label htmlFor={id}>
        {element.display_name} {element.optional ? <small>(optional)</small> : <b>*</b>}
      </label>
      <Control {...{ id, element, value, onChange }} />
      {element.help_text && <p className="dialog__help">{element.help_text}</p>}
      {problem && (
        <p className="dialog__error" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

interface ControlProps {
  id: string
  element: DialogElement
  value: Value
  onChange(value: Value): void
}

function Control({ id, element, value, onChange }: ControlProps) {
  const given = typeof value === 'string' ? value : ''
  const { placeholder } = element
  switch (element.type) {
    case 'textarea':
      return (
        <textarea id={id} rows={4} value={given} placeholder={placeholder} onChange={changed} />
      )
    case 'bool':
      return (
        <label className="dialog__tick">
          <input
            id={id}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          {placeholder}
        </label>
      )
    case 'select':
    case 'radio':
      return <Select id={id} element={element} given={given} onChange={onChange} />
    default:
      return (
        <input
          id={id}
          type={element.subtype || 'text'}
          value={given}
          placeholder={placeholder}
          onChange={changed}
        />
      )
  }
  function changed(event: { target: { value: string } }) {
    onChange(event.target.value)
  }
}

function Select({ id, element, given, onChange }: Omit<ControlProps, 'value'> & { given: string }) {
  const users = useOurs((state) => state.entities.users.profiles)
  const channels = useOurs((state) => state.entities.channels.channels)
  const options = optionsOf(element, Object.values(users), Object.values(channels))
  return (
    <select id={id} value={given} onChange={(event) => onChange(event.target.value)}>
      <option value="">{element.placeholder || '…'}</option>
      {options.map(({ text, value }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
}

function optionsOf({ data_source, options }: DialogElement, users: User[], channels: Channel[]) {
  if (data_source === 'users')
    return users.map(({ id, username }) => ({ text: username, value: id }))
  if (data_source === 'channels') {
    return channels.map(({ id, display_name }) => ({ text: display_name, value: id }))
  }
  return options ?? []
}
