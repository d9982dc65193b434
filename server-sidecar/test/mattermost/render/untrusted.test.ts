import * as fc from 'fast-check'
import { isBelow, isInternalUrl, safeUrl } from '../../../src/domain/safe-url'
import {
  calmEveryone,
  cleanText,
  pictureUrl,
  renderUntrustedCode,
  renderUntrustedLine,
  renderUntrustedLink,
  renderUntrustedMarkdown,
} from '../../../src/mattermost/render/untrusted'

const ZERO = '\u200b'

/** Mattermost's own way to find mentions: words, then words parted by dots, dashes and colons. */
function mentionsIn(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}:.\-_@]+/u)
    .flatMap((word) => [word, ...word.split(/[.:-]/)])
    .map((word) => word.replace(/^[:._-]+|[:._-]+$/g, ''))
    .filter((word) => /^@[\p{L}\p{N}_]/u.test(word))
}

const hostile = fc
  .array(
    fc.constantFrom(
      ...['@all', '@channel', '@here', '@jane', '@', 'a@b.org', '](', '[', '`', '```', '\n', '\r'],
      ...['<!channel>', '<@x>', 'javascript:', 'http://10.0.0.1/', ' ', '.', '-', ':', '_', '*'],
      ...['\u202e', ZERO, '\ud800', '\0', '\x1b[31m', '#', '>', '|', '~~', 'ü', '🔥', '!', ')'],
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''))

describe('text from machines', () => {
  it('hides, turns and fakes nothing', () => {
    expect(cleanText('a\u202eb\u200fc\u2066d\ufeff\0e\x07')).toBe('abcde')
    expect(cleanText('\x1b[31;1mred\x1b[0m')).toBe('red')
    expect(cleanText('a\r\nb\rc\u2028d\te')).toBe('a\nb\nc\nd\te')
    expect(cleanText('half \ud800 whole 👩‍🚒')).toBe('half \ufffd whole 👩‍🚒')
  })

  it('calls nobody, and leaves mail addresses alone', () => {
    expect(calmEveryone('@jane @ALL x.@here jane@example.org')).toBe(
      `@${ZERO}jane @${ZERO}ALL x.@${ZERO}here jane@example.org`,
    )
  })

  it('calls nobody, whatever it holds', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const rendered of [renderUntrustedLine(text), renderUntrustedMarkdown(text)]) {
          expect(mentionsIn(rendered)).toEqual([])
        }
      }),
    )
  })
})

describe('a line', () => {
  it.each([
    ['a](https://evil.example.org) [b', 'a](https://evil.example.org) \\[b'],
    ['# not a heading', '\\# not a heading'],
    ['> not quoted', '\\> not quoted'],
    ['1. not a list', '1\\. not a list'],
    ['two\nlines', 'two lines'],
    ['**bold** `code`', '\\*\\*bold\\*\\* \\`code\\`'],
    ['srv_db_01', 'srv_db_01'],
    ['my__vm ___x', 'my__vm \\_\\_\\_x'],
    ['__bold__', '\\_\\_bold\\_\\_'],
    ['_italic_ (_so_)', '\\_italic\\_ (\\_so\\_)'],
    ['x.__init__.y', 'x.\\_\\_init\\_\\_.y'],
    ['\\_x_', '\\\\\\_x\\_'],
    // To Mattermost's web app only ASCII makes a word here.
    ['größe_ü_x', 'größe_ü\\_x'],
  ])('%j reads %j', (text, line) => {
    expect(renderUntrustedLine(text)).toBe(line)
  })

  it('is cut, and says so', () => {
    expect(renderUntrustedLine('x'.repeat(400), 10)).toBe(`${'x'.repeat(10)}…`)
  })

  it('is one line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(renderUntrustedLine(text)).not.toMatch(/[\r\n]/)
      }),
    )
  })
})

describe('lines as code', () => {
  it('cannot end the code', () => {
    expect(renderUntrustedCode('a\n```\n@all **b**')).toBe('````\na\n```\n@all **b**\n````')
    fc.assert(
      fc.property(hostile, (text) => {
        const [first = '', ...rest] = renderUntrustedCode(text).split('\n')
        expect(rest.pop()).toBe(first)
        expect(rest.join('\n')).not.toContain(first)
      }),
    )
  })
})

describe('Markdown of others', () => {
  it('keeps its looks', () => {
    const text = '**bold** [a](https://example.org/x?y=1:2) [b](mailto:x@example.org)\n> quoted'
    expect(renderUntrustedMarkdown(text)).toBe(text)
  })

  it.each([
    '[x](javascript:alert(1))',
    '[x](  JavaScript:alert(1))',
    '[x](<javascript:alert(1)>)',
    '[x](&#106;avascript:alert(1))',
    '[x](javascript&#58;alert(1))',
    '[x](data:text/html,x)',
    '[x]: javascript:alert(1)',
    '<javascript:alert(1)>',
  ])('%s is no link', (text) => {
    const rendered = renderUntrustedMarkdown(text)
    expect(rendered.replaceAll(ZERO, '')).toBe(text)
    expect(rendered).toMatch(/\]\u200b|<\u200b/)
  })

  it('loads no picture from inside', () => {
    expect(
      renderUntrustedMarkdown('![x](http://169.254.169.254/a) ![y](https://a.example.org/b)'),
    ).toBe('[x](http://169.254.169.254/a) ![y](https://a.example.org/b)')
  })
})

describe('an address', () => {
  it.each([
    ['https://oitc.example.org/a?b=c#/!d', 'https://oitc.example.org/a?b=c#/!d'],
    ['http://localhost:8000/app', 'http://localhost:8000/app'],
    ['https://[2001:db8::1]/x', 'https://[2001:db8::1]/x'],
    ['https://a.example.org/(x) y|z', 'https://a.example.org/%28x%29%20y%7Cz'],
    ['https://', undefined],
    ['https://user:pass@example.org', undefined],
    ['javascript:alert(1)', undefined],
    ['//example.org', undefined],
    ['ftp://example.org', undefined],
    [`https://example.org/${'x'.repeat(3000)}`, undefined],
  ])('%s is followed as %s', (text, url) => {
    expect(safeUrl(text)).toBe(url)
  })

  it.each([
    'http://localhost/',
    'http://LOCALHOST./',
    'http://127.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://10.1.2.3/',
    'http://172.20.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://server/',
    'http://db.internal/',
    'javascript:alert(1)',
    '',
  ])('%s points inside', (url) => {
    expect(isInternalUrl(url)).toBe(true)
    expect(pictureUrl(url)).toBeUndefined()
  })

  it.each(['https://example.org/', 'http://8.8.8.8/', 'http://[2606:4700::1111]/'])(
    '%s points outside',
    (url) => {
      expect(isInternalUrl(url)).toBe(false)
    },
  )

  it.each([
    ['https://oitc.example.org/x/y', true],
    ['https://oitc.example.org/x', true],
    ['https://oitc.example.org/xy', false],
    ['https://oitc.example.org/x/../y', false],
    ['https://oitc.example.org/x/%2e%2e/y', false],
    ['https://oitc.example.org:8443/x/', false],
    ['http://oitc.example.org/x/', false],
    ['https://oitc.example.org.evil.example/x/', false],
    ['https://a@oitc.example.org/x/', false],
  ])('%s is below https://oitc.example.org/x: %s', (url, below) => {
    expect(isBelow(url, 'https://oitc.example.org/x')).toBe(below)
  })

  it('is a link only when it can be one', () => {
    expect(renderUntrustedLink('a]b', 'https://x.example.org')).toBe(
      '[a\\]b](https://x.example.org/)',
    )
    expect(renderUntrustedLink('a', 'javascript:x')).toBe('a')
  })
})
