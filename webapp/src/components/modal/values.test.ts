import fc from 'fast-check'
import { aForm, channelId, teamId } from '../../../test/host-fake'
import { currentValues, enteredAtStart, isDirty, proposedValues, valuesToSend } from './values'

const opened = (more = {}) => ({ channelId, teamId, rootId: '', prefill: '', ...more })
const form = aForm()

test('a form proposes its defaults, and nothing for the rest', () => {
  const fields = [
    { name: 'a', type: 'text' as const, label: 'A', required: true, default: 'x' },
    { name: 'b', type: 'bool' as const, label: 'B', required: false },
    { name: 'c', type: 'date' as const, label: 'C', required: false },
  ]
  expect(proposedValues(aForm({ fields }), opened())).toEqual({ a: 'x', b: false, c: '' })
})

test('neither the draft nor the typed title ever loses a word', () => {
  const words = fc.array(fc.stringMatching(/^\w+$/), { minLength: 1 })
  fc.assert(
    fc.property(words, words, (before, typed) => {
      const opening = opened({ prefill: typed.join(' ') })
      const { problem } = enteredAtStart(form, opening, { problem: before.join(' ') })
      for (const word of [...before, ...typed]) expect(problem).toContain(word)
    }),
  )
})

test('a one-line field gets the lines of a message as one', () => {
  const one = aForm({ prefill: 'resource' })
  const opening = opened({ prefill: 'first\n\n second\n', sourcePostId: 'm' })
  expect(proposedValues(one, opening)['resource']).toBe('first second')
})

test('what the user never touched is not dirty, what was put back neither', () => {
  const proposed = proposedValues(form, opened())
  const dirty = (entered = {}) => isDirty(currentValues(form, proposed, entered), proposed)
  expect(dirty()).toBe(false)
  expect(dirty({ problem: 'x' })).toBe(true)
  expect(dirty({ problem: '' })).toBe(false)
  expect(dirty({ gone: 'x' })).toBe(false)
})

test('an empty field is left out, a tick never', () => {
  expect(valuesToSend({ a: '', b: false, c: 'x' })).toEqual({ b: false, c: 'x' })
})

test('names of fields are never taken for what objects inherit', () => {
  const fields = [{ name: 'constructor', type: 'text' as const, label: 'C', required: false }]
  const odd = aForm({ fields, prefill: 'constructor' })
  const proposed = proposedValues(odd, opened())
  expect(currentValues(odd, proposed, {})).toEqual({ constructor: '' })
  expect(enteredAtStart(odd, opened({ prefill: 'x' }))).toEqual({ constructor: 'x' })
})
