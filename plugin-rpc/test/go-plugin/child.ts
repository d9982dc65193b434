import { guardProcess } from '../../src/go-plugin/guard-process'
import { serveGoPlugin } from '../../src/go-plugin/serve'
import { type LogLevel, renderLogLine } from '../../src/go-plugin/stdio'
import { cookie, echo } from './fixtures'

/** A real plugin process for the tests: echoes, calls back, makes noise, hangs or crashes on demand. */
const log = (level: LogLevel, message: string, fields: Record<string, unknown>) => {
  process.stderr.write(renderLogLine(level, message, fields))
}
const guard = guardProcess({ process, log, onFatal: () => process.exit(1) })

serveGoPlugin({
  cookie,
  protocolVersion: 1,
  env: process.env,
  stdout: guard.stdout,
  stderr: process.stderr,
  dispense: {
    echo: () => echo,
    callBack: (broker) => (stream) => {
      stream.start(
        (chunk) => echo(broker.dial(chunk.readUInt32LE(0))),
        () => stream.end(),
      )
    },
    noise: () => (stream) => {
      process.stdout.write('{"@level":1}\n')
      process.stderr.write('{"@message":')
      process.stderr.write('2}\n')
      log('info', 'a proper record', { room: 'test' })
      stream.end()
    },
    crash: () => () => {
      throw new Error('crashed\n{"@message":3}')
    },
    hang: () => () => {
      for (;;);
    },
  },
  onEnd({ reason, exitCode }) {
    log('info', 'ended', { reason })
    process.exit(exitCode)
  },
})
