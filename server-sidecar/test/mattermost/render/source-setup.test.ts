import { runInNewContext } from 'node:vm'
import { LOCALES } from '@ticketdesk/contract'
import { SOURCE_KINDS } from '../../../src/domain/source/source'
import { hookUrl, renderSetup } from '../../../src/mattermost/render/source-setup'
import { receive } from '../../../src/upstream/catalogue'
import { sentence } from '../../sentences'

const hook = {
  base: 'https://chat.example.org/plugins/ticketdesk',
  key: 'abcdefghijklmnopqrstuvwxyz',
}
const url = 'https://chat.example.org/plugins/ticketdesk/hooks/abcdefghijklmnopqrstuvwxyz'

test('the address is the one that the door listens at', () => {
  expect(hookUrl(hook)).toBe(url)
})

test('Cyphon puts its settings together to the same address', () => {
  const read = (name: string) =>
    new RegExp(`'${name}': '([^']*)'`).exec(renderSetup('cyphon', hook))?.[1]
  expect(`${read('SERVER')}/hooks/${read('GENERATED_KEY')}`).toBe(url)
})

test.each(SOURCE_KINDS)('%s is told where to put it, in every language', (kind) => {
  const block = renderSetup(kind, hook)
  if (block !== '') expect(block).toMatch(/^```\w+\n[^`]+\n```$/)
  if (block !== '' && kind !== 'cyphon') expect(block).toContain(url)
  for (const locale of LOCALES) expect(sentence(locale, `sources.setup.${kind}`)).toMatch(/[:.]$/)
})

test('what Zabbix sends by the script is understood', () => {
  const script = renderSetup('zabbix', hook).replace(/^```\w+\n|\n```$/g, '')
  const posts: { to: string; body: string; headers: string[] }[] = []
  class HttpRequest {
    headers: string[] = []
    addHeader(header: string) {
      this.headers.push(header)
    }
    post(to: string, body: string) {
      posts.push({ to, body, headers: this.headers })
    }
    getStatus() {
      return 200
    }
  }
  const given = {
    Subject: 'Problem: Disk space is low',
    Message: 'Problem started at 10:00:00',
    Host: 'srv-db-01',
    Severity: 'High',
    Link: 'https://zabbix.example.org/tr_events.php?triggerid=7&eventid=42',
  }
  const value = JSON.stringify(given)
  expect(runInNewContext(`(function () {${script}\n})()`, { value, HttpRequest })).toBe('OK')
  const [post] = posts
  expect(post).toMatchObject({ to: url, headers: ['Content-Type: application/json'] })
  const body = Buffer.from(post?.body ?? '')
  expect(receive('zabbix', { contentType: 'application/json', body })).toMatchObject({
    kind: 'zabbix',
    signals: [
      {
        kind: 'problem',
        severity: 'high',
        object: { host: 'srv-db-01', service: 'Disk space is low' },
      },
    ],
  })
})
