import { LOCALES } from '@ticketdesk/contract'
import fc from 'fast-check'
import { SOURCE_KINDS, type Source } from '../../../src/domain/source/source'
import type { Dialog } from '../../../src/mattermost/api'
import { DIALOG_LIMITS } from '../../../src/mattermost/render/dialog'
import {
  renderAccessDialog,
  renderAddDialog,
  renderEditDialog,
  renderRemoveDialog,
  type Say,
} from '../../../src/mattermost/render/source-dialog'
import { aSource } from '../../builders/an-alert'
import { sentence } from '../../sentences'

const bytes = (text = '') => Buffer.byteLength(text)

/** What Mattermost's `Dialog.IsValid` asks for. */
function expectWithinLimits({ title, elements }: Dialog): void {
  expect(bytes(title)).toBeGreaterThan(0)
  expect(bytes(title)).toBeLessThanOrEqual(DIALOG_LIMITS.title)
  expect(new Set(elements.map(({ name }) => name)).size).toBe(elements.length)
  for (const element of elements) {
    const { displayName, helpText, placeholder, options } = element
    const limit = DIALOG_LIMITS[element.type as 'text']
    const lengths = [bytes(helpText), bytes(placeholder), bytes(element.default)]
    expect([element.name, bytes(displayName) <= DIALOG_LIMITS.displayName]).toEqual([
      element.name,
      true,
    ])
    expect([element.name, lengths[0]! <= DIALOG_LIMITS.help]).toEqual([element.name, true])
    expect([element.name, Math.max(...lengths.slice(1)) <= limit]).toEqual([element.name, true])
    if (options) expect(options.map(({ value }) => value)).toContain(element.default)
  }
}

const anySource: fc.Arbitrary<Source> = fc
  .record({
    // What the dialogs let in.
    name: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 64 })
      .filter((name) => bytes(name) <= 150),
    kind: fc.constantFrom(...SOURCE_KINDS),
    replies: fc.constantFrom('all' as const, 'changes' as const, 'none' as const),
    storm: fc.record({ problems: fc.nat(100_000), seconds: fc.nat(86_400) }),
    ca: fc.option(fc.string({ maxLength: 3000 }), { nil: undefined }),
    twoWay: fc.boolean(),
  })
  .map(({ ca, twoWay, ...source }) =>
    aSource({
      ...source,
      upstream: {
        ...{ baseUrl: 'https://oitc.example.org', way: 'module', insecure: false, twoWay },
        ...(ca !== undefined && { ca }),
      },
    }),
  )

describe.each(LOCALES)('the dialogs of a source in %s', (locale) => {
  const say: Say = (id, data) => sentence(locale, id, data)

  it('are within the limits of Mattermost, whatever the source', () => {
    fc.assert(
      fc.property(anySource, fc.boolean(), (source, hasKey) => {
        expectWithinLimits(renderAddDialog('state', source.channelId, say))
        expectWithinLimits(renderEditDialog('state', source, say))
        expectWithinLimits(renderAccessDialog('state', { source, hasKey }, say))
        expectWithinLimits(renderRemoveDialog('state', source, say))
      }),
      { numRuns: 50 },
    )
  })

  it('are whole: no label or help had to be cut', () => {
    const source = aSource()
    const dialogs = [
      renderAddDialog('state', source.channelId, say),
      renderAccessDialog('state', { source, hasKey: true }, say),
      renderRemoveDialog('state', source, say),
    ]
    const texts = dialogs.flatMap(({ title, elements }) => [
      title,
      ...elements.flatMap(({ displayName, helpText }) => [displayName, helpText]),
    ])
    expect(texts.filter((text) => text?.endsWith('…'))).toEqual([])
  })
})

it('a key of openITCOCKPIT fits its line', () => {
  const say: Say = (id, data) => sentence('en', id, data)
  const dialog = renderAccessDialog('state', { source: aSource(), hasKey: false }, say)
  const key = dialog.elements.find(({ name }) => name === 'apiKey')
  expect(key?.maxLength).toBeGreaterThanOrEqual(160)
  expect(key?.subType).toBe('password')
})
