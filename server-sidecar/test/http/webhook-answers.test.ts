import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderWebhookTrouble, TAKEN, type WebhookTrouble } from '../../src/http/webhook-answers'

/** What Mattermost itself answers. */
function recorded(name: string) {
  const path = join(
    __dirname,
    '..',
    'fixtures',
    'wire',
    'mattermost',
    `incoming-response-${name}.http`,
  )
  const [head = '', body = ''] = readFileSync(path, 'utf8').split('\r\n\r\n')
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    contentType: /^Content-Type: (.*)$/m.exec(head)?.[1]?.trim(),
    body,
  }
}

it('says ok as Mattermost does', () => {
  expect(TAKEN).toEqual(recorded('ok'))
})

it.each<[WebhookTrouble, string]>([
  ['not_json', '400-bad-json'],
  ['bad_form', '400-form'],
  ['unknown_key', '400-invalid-hook'],
  ['empty', '400-invalid-hook'],
  ['too_large', '413'],
])('answers %s with the status and id of %s', (trouble, name) => {
  const theirs = recorded(name)
  const ours = renderWebhookTrouble(trouble)
  expect(ours).toMatchObject({ status: theirs.status, contentType: theirs.contentType })
  const { id, status_code, detailed_error, request_id } = JSON.parse(ours.body)
  const expected = JSON.parse(theirs.body)
  expect({ id, status_code, detailed_error }).toEqual({
    id: expected.id,
    status_code: expected.status_code,
    detailed_error: '',
  })
  expect(request_id).toMatch(/^[a-z0-9]{26}$/)
  expect(Object.keys(JSON.parse(ours.body))).toEqual(Object.keys(expected))
})

it('has statuses for what Mattermost does not know', () => {
  expect(renderWebhookTrouble('too_many').status).toBe(429)
  expect(renderWebhookTrouble('not_stored', 'r1')).toMatchObject({
    status: 503,
    body: expect.stringContaining('"request_id":"r1"'),
  })
})
