import { type LaunchOptions, launchGoPlugin } from '../../src/go-plugin/launch'
import { createManualTimers } from '../bytes/manual-timers'
import { cookie } from './fixtures'

const run = (script: string, options: Partial<LaunchOptions> = {}) =>
  launchGoPlugin({
    executable: process.execPath,
    args: ['-e', script],
    cookie,
    protocolVersion: 1,
    timers: createManualTimers(),
    ...options,
  })

const WAIT = 'setInterval(() => {}, 1000);'

describe('launching something that is no proper plugin', () => {
  it.each([
    ['prints something else', `console.log('hello');${WAIT}`, 'bad_handshake'],
    ['prints without end', `process.stdout.write('x'.repeat(10000));${WAIT}`, 'bad_handshake'],
    ['speaks another version', `console.log('1|7|unix|/nowhere|netrpc|');${WAIT}`, 'incompatible'],
    ['speaks gRPC', `console.log('1|1|unix|/nowhere|grpc|');${WAIT}`, 'incompatible'],
    ['listens nowhere', `console.log('1|1|unix|/nowhere|netrpc|');${WAIT}`, 'connection_lost'],
    ['ends at once', 'process.exit(3)', 'process_ended'],
  ])('fails with a name when it %s', async (_name, script, code) => {
    await expect(run(script)).rejects.toMatchObject({ code })
  })

  it('fails with a name when it says nothing for three seconds', async () => {
    const timers = createManualTimers()
    const refused = expect(run(WAIT, { timers })).rejects.toMatchObject({
      code: 'handshake_timeout',
    })
    timers.advance(2999)
    timers.advance(1)
    await refused
  })

  it('fails with a name when there is no such file', async () => {
    await expect(run('', { executable: '/no/such/file' })).rejects.toMatchObject({
      code: 'process_ended',
    })
  })

  it('gives it the cookie and what else go-plugin expects', async () => {
    const script = `
      const { TEST_PLUGIN, PLUGIN_PROTOCOL_VERSIONS, PLUGIN_MIN_PORT, PLUGIN_MAX_PORT } = process.env
      console.log([TEST_PLUGIN, PLUGIN_PROTOCOL_VERSIONS, PLUGIN_MIN_PORT, PLUGIN_MAX_PORT].join())`
    await expect(run(script)).rejects.toMatchObject({ detail: 'started by a test,1,10000,25000' })
  })
})
