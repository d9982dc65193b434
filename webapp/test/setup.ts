/** Matchers for pages, and React told of the events that user-event sends. */
import '@testing-library/jest-dom'
import { configure } from '@testing-library/dom'
import { act } from '@testing-library/react'

// Testing Library for React 17 brings its own copy of the DOM library and sets up only that one;
// user-event uses the other.
configure({
  eventWrapper(send) {
    let result = {}
    act(() => {
      result = send()
    })
    return result
  },
})

// React 17 also wants every answer of a server wrapped, which only a test that knows our insides
// could do. Tests here wait for what a user would see instead.
// biome-ignore lint/suspicious/noConsole: what is not that warning must be seen
const showError = console.error.bind(console)
jest.spyOn(console, 'error').mockImplementation((first, ...rest) => {
  if (!String(first).includes('not wrapped in act(')) showError(first, ...rest)
})
