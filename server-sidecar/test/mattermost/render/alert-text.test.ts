import { fold, pieces } from '../../../src/mattermost/render/alert-text'
import { splitText } from '../../../src/mattermost/render/split-text'

/** How many code points are looked at meanwhile: what the time is made of, on any machine. */
function stepsOf(work: () => void): number {
  const prototype = String.prototype as {
    [Symbol.iterator]: (this: string) => StringIterator<string>
  }
  const real = prototype[Symbol.iterator]
  let steps = 0
  prototype[Symbol.iterator] = function (this: string) {
    steps += this.length
    return real.call(this)
  }
  try {
    work()
  } finally {
    prototype[Symbol.iterator] = real
  }
  return steps
}

it.each([
  ['one line', 'x'.repeat(1_000_000)],
  ['many words', 'word '.repeat(200_000)],
  ['emoji', '😀'.repeat(500_000)],
])('cuts a megabyte of %s into pieces without looking at it again and again', (_, text) => {
  expect(stepsOf(() => pieces(text, 12_000))).toBeLessThan(4 * text.length)
  expect(stepsOf(() => splitText(text, 16_000))).toBeLessThan(4 * text.length)
})

it('loses nothing, keeps to the length and parts no character', () => {
  const text = `${'word '.repeat(999)}${'😀'.repeat(999)}${'e\u0301'.repeat(999)}`
  const found = pieces(text, 100)
  expect(found.join('')).toBe(text)
  expect(found.every((piece) => [...piece].length <= 100)).toBe(true)
  expect(found.some((piece) => /^[\u0301\udc00-\udfff]/.test(piece))).toBe(false)
  expect(pieces('', 100)).toEqual([''])
})

it('shows the first lines and keeps the others', () => {
  expect(fold('a\nb\nc', { lines: 2, length: 100 })).toEqual({ first: 'a\nb', rest: 'c' })
  expect(fold('one two', { lines: 2, length: 5 })).toEqual({ first: 'one ', rest: 'two' })
})
