import fc from 'fast-check'
import { lengthOf } from '../../../src/mattermost/render/markdown'
import { splitText } from '../../../src/mattermost/render/split-text'

test('what fits is left as it is', () => {
  expect(splitText('one\ntwo', 200)).toEqual(['one\ntwo'])
  expect(splitText('', 200)).toEqual([''])
  expect(splitText('🔥'.repeat(200), 200)).toHaveLength(1)
})

test('it is parted at line ends where possible', () => {
  const lines = Array.from({ length: 40 }, (_, n) => `this is line ${n}`)
  const pieces = splitText(lines.join('\n'), 200)
  expect(pieces.length).toBeGreaterThan(2)
  expect(pieces.join('\n')).toBe(lines.join('\n'))
})

test('a code block that is parted is closed, and opened again', () => {
  const lines = Array.from({ length: 60 }, (_, n) => `  indented ${n}`)
  const pieces = splitText(`before\n\`\`\`sh\n${lines.join('\n')}\n\`\`\`\nafter`, 300)
  expect(pieces.length).toBeGreaterThan(2)
  for (const piece of pieces) expect(piece.match(/^```/gm)?.length).toBe(2)
  for (const piece of pieces.slice(1)) expect(piece).toMatch(/^```sh\n/)
  const all = pieces.join('\n')
  expect(lines.filter((line) => !all.includes(`${line}\n`))).toEqual([])
})

test('no piece is too long, none is nothing, and no word is lost', () => {
  const word = fc.constantFrom('a', 'word', '🔥', 'ü', '```', '~~~', '\n', ' ', 'x'.repeat(150))
  const texts = fc.array(word, { maxLength: 300 }).map((words) => words.join(''))
  fc.assert(
    fc.property(texts, fc.integer({ min: 200, max: 600 }), (text, max) => {
      const pieces = splitText(text, max)
      for (const piece of pieces) expect(lengthOf(piece)).toBeLessThanOrEqual(max)
      if (pieces.length > 1) expect(pieces.every((piece) => piece.trim() !== '')).toBe(true)
      const count = (all: string, letter: string) => all.split(letter).length
      for (const letter of ['🔥', 'ü']) {
        expect(count(pieces.join('\n'), letter)).toBeGreaterThanOrEqual(count(text, letter))
      }
    }),
  )
})
