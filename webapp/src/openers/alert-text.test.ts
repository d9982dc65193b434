import fc from 'fast-check'
import { anAlert } from '../../test/builders'
import { alertText } from './alert-text'

test('says what, how bad and what the check said, with the way there', () => {
  expect(alertText(anAlert({ stateWord: 'Kritisch' }))).toBe(
    '`ping on web-07` (`Kritisch`)\n\n```\nPING CRITICAL - Packet loss = 100%\n```\n\n<https://monitoring.example/a/services/browser/1>',
  )
})

test('without output and links is one line', () => {
  expect(alertText(anAlert({ output: ' ', links: [] }))).toBe('`ping on web-07` (`critical`)')
})

test('an output cannot leave its code block', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a`\n@]{1,40}$/), (output) => {
      const text = alertText(anAlert({ output, links: [] }))
      if (!output.trim()) return
      const [, fence = ''] = /\n\n(`{3,})\n/.exec(text) ?? []
      expect(fence).not.toBe('')
      const inside = text.slice(text.indexOf(`${fence}\n`) + fence.length + 1, -fence.length)
      expect(inside).not.toContain(fence)
    }),
  )
})
