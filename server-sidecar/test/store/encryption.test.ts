import * as fc from 'fast-check'
import { createKeyring } from '../../src/store/encryption'

const PLACE = 'source/1/apiKey'

test('what was sealed opens again, whatever it is, and looks different each time', () => {
  const keyring = createKeyring(['a key'])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const sealed = keyring.seal(text, PLACE)
      expect(keyring.open(sealed, PLACE)).toBe(text)
      expect(keyring.seal(text, PLACE)).not.toBe(sealed)
    }),
  )
})

test('it opens at no other place and with no other key', () => {
  const sealed = createKeyring(['a key']).seal('text', PLACE)
  expect(createKeyring(['a key']).open(sealed, 'source/2/apiKey')).toBeUndefined()
  expect(createKeyring(['b key']).open(sealed, PLACE)).toBeUndefined()
  expect(createKeyring(['b key', 'a key']).open(sealed, PLACE)).toBe('text')
})

test('one changed character is noticed, and so is anything that is no seal', () => {
  const keyring = createKeyring([Buffer.alloc(32, 7)])
  const sealed = keyring.seal('some longer text', PLACE)
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'z', '.', '_'), (at, sign) => {
      fc.pre(sealed[at] !== sign)
      const changed = sealed.slice(0, at) + sign + sealed.slice(at + 1)
      // The last character of base64 may hold bits that count for nothing.
      if (at === sealed.length - 1) return
      expect(keyring.open(changed, PLACE)).toBeUndefined()
    }),
  )
  for (const text of ['', '1', '1..', `1.${sealed.split('.')[1]}.`, '2.aaaaaaaa.AAAA']) {
    expect(keyring.open(text, PLACE)).toBeUndefined()
  }
})

test('it knows what its first key sealed', () => {
  const [old, next] = [createKeyring(['old']), createKeyring(['next', 'old'])]
  expect(next.isCurrent(old.seal('x', PLACE))).toBe(false)
  expect(next.isCurrent(next.seal('x', PLACE))).toBe(true)
})
