/** Matchers for pages, and React told of the events that user-event sends. */
import '@testing-library/jest-dom'
import { configure } from '@testing-library/dom'
import { act, configure as configureReact } from '@testing-library/react'

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

// biome-ignore lint/suspicious/noConsole: what is not the warning below must be seen
const showError = console.error.bind(console)

// What a busy machine needs; nothing waits that long when it works.
jest.setTimeout(30_000)
configureReact({ asyncUtilTimeout: 10_000 })

/**
 * React 17 wants every answer of a server wrapped in `act`, which only a test that knows our insides
 * could do. Tests here wait for what a user would see instead; all other complaints are let through.
 */
function complain(first: unknown, ...rest: unknown[]) {
  if (!String(first).includes('not wrapped in act(')) showError(first, ...rest)
}

/** Stands in for `console.error`: to count complaints, or to expect some quietly. */
export const complaints = jest.spyOn(console, 'error')
beforeEach(() => void complaints.mockReset().mockImplementation(complain))
