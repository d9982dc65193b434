import * as fc from 'fast-check'
import { DataSourceError, parseDataSource } from '../../src/store/data-source'

describe('a data source', () => {
  test('is the URL of a stock Mattermost', () => {
    const text =
      'postgres://mmuser:mostest@localhost/mattermost_test?sslmode=disable\u0026connect_timeout=10\u0026binary_parameters=yes'
    expect(parseDataSource(text)).toEqual({
      host: 'localhost',
      user: 'mmuser',
      password: 'mostest',
      database: 'mattermost_test',
      tls: { mode: 'disable', inline: false },
      applicationName: 'ticketdesk',
    })
  })

  test.each([
    ['postgresql://u@db.example:6432/desk', { host: 'db.example', port: 6432, user: 'u' }],
    ['postgres://u:p@[::1]:5433/d', { host: '::1', port: 5433 }],
    ['postgres://u:a%40b%2Fc%25@h/d', { password: 'a@b/c%' }],
    ['postgres://u:p@ss:w#rd@h/d', { password: 'p@ss:w#rd' }],
    ['postgres://u%20x:p+q@h/d', { user: 'u x', password: 'p+q' }],
    ['postgres:///d?host=/var/run/postgresql&user=u', { host: '/var/run/postgresql', user: 'u' }],
    ['postgres://u@%2Fvar%2Frun%2Fpostgresql/d', { host: '/var/run/postgresql' }],
    [
      'postgres://h/d?host=other&port=1&dbname=e&password=x',
      { host: 'other', port: 1, database: 'e' },
    ],
    ['postgres://h/d?application_name=desk+two', { applicationName: 'desk two' }],
    ['postgres://h/d?options=endpoint%3Dabc', { options: 'endpoint=abc' }],
    ['host=/var/run/postgresql dbname=mattermost', { host: '/var/run/postgresql' }],
    [
      "host=h user = 'the user' password='it\\'s \\\\ here' port=5433",
      { user: 'the user', port: 5433 },
    ],
    ["password='it\\'s \\\\ here' host=h", { password: "it's \\ here" }],
    ['host=h password=a\\ b', { password: 'a b' }],
    ["host=h password='' user=u", { user: 'u' }],
  ])('%s', (text, expected) => {
    expect(parseDataSource(text)).toMatchObject(expected)
  })

  test('pairs and URL mean the same', () => {
    const pairs =
      'host=h port=5433 user=u password=p dbname=d sslmode=verify-full sslrootcert=/ca.pem'
    const url = 'postgres://u:p@h:5433/d?sslmode=verify-full&sslrootcert=/ca.pem'
    expect(parseDataSource(pairs)).toEqual(parseDataSource(url))
  })

  test.each([
    ['postgres://h/d', 'require'],
    ['postgres://localhost/d', 'prefer'],
    ['postgres://127.0.0.1/d', 'prefer'],
    ['host=/tmp', 'prefer'],
    ['postgres://h/d?sslmode=allow', 'prefer'],
    ['postgres://h/d?sslmode=require', 'require'],
    ['postgres://h/d?sslmode=require&sslrootcert=/ca.pem', 'verify-ca'],
    ['postgres://h/d?sslmode=verify-ca', 'verify-ca'],
    ['postgres://h/d?sslmode=verify-full', 'verify-full'],
    ['postgres://h/d?sslmode=disable', 'disable'],
  ])('%s asks for TLS mode %s', (text, mode) => {
    expect(parseDataSource(text).tls.mode).toBe(mode)
  })

  test.each([
    ['', 'the data source is empty'],
    ['mysql://u:hunter2@h/d', 'the data source is not one of PostgreSQL'],
    ['u:hunter2@tcp(localhost:3306)/mattermost', 'the data source is not one of PostgreSQL'],
    ['hunter2', 'the data source is neither a URL nor key=value pairs'],
    ["host=h password='hunter2", 'the data source is neither a URL nor key=value pairs'],
    ['postgres://u:hunter2%zz@h/d', /% in the data source/],
    ['postgres://u:hunter2@h:99999/d', 'the port is not a number'],
    ['postgres://u:hunter2@h:x/d', 'the host of the data source cannot be read'],
    ['postgres://u:hunter2@a,b/d', 'several hosts are not supported; name one'],
    ['postgres://u:p@h/d?sslmode=hunter2', /^sslmode must be one of/],
  ])('%s cannot be read, and the reason does not quote it', (text, message) => {
    const parse = () => parseDataSource(text)
    expect(parse).toThrow(DataSourceError)
    expect(parse).toThrow(message)
    expect(parse).not.toThrow(/hunter2/)
  })

  // What a driver would write: every part escaped, so nothing may get lost or leak into another.
  const part = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[,\0]/.test(text))
  const parts = fc.record({ user: part, password: part, database: part, options: part })

  test('a URL with escaped parts gives the parts', () => {
    fc.assert(
      fc.property(parts, ({ user, password, database, options }) => {
        const e = encodeURIComponent
        const text = `postgres://${e(user)}:${e(password)}@h:5433/${e(database)}?options=${e(options)}`
        const expected = { host: 'h', port: 5433, user, password, database, options }
        expect(parseDataSource(text)).toMatchObject(expected)
      }),
    )
  })

  test('pairs with quoted parts give the parts', () => {
    fc.assert(
      fc.property(parts, ({ user, password, database, options }) => {
        const q = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
        const text = `host=h user=${q(user)} password=${q(password)} dbname = ${q(database)} options=${q(options)}`
        expect(parseDataSource(text)).toMatchObject({
          host: 'h',
          user,
          password,
          database,
          options,
        })
      }),
    )
  })

  test('whatever is written, the answer is a data source or a DataSourceError', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `postgres://${rest}`),
      fc.string().map((rest) => `host=${rest}`),
    )
    fc.assert(
      fc.property(text, (given) => {
        try {
          expect(parseDataSource(given).applicationName).not.toBe('')
        } catch (error) {
          expect(error).toBeInstanceOf(DataSourceError)
        }
      }),
    )
  })
})
