import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from '../until'

export interface LogLine {
  time: string
  level: string
  room: string
  message: string
  [field: string]: unknown
}

/** The built sidecar as a process of its own. */
export interface SidecarProcess {
  child: ChildProcess
  /** Where it serves, once it does. */
  url: string
  lines: LogLine[]
  err: () => string
  said: (message: string) => LogLine | undefined
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>
}

/** Settles when it serves, or has ended. */
export async function startSidecar(
  file: string,
  env: Record<string, string>,
  args: string[] = [],
): Promise<SidecarProcess> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const sidecar: SidecarProcess = {
    ...{ child, url: '', lines: [] as LogLine[], err: () => err },
    said: (message) => sidecar.lines.find((line) => line.message === message),
    ended: once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string),
  }
  let err = ''
  let rest = ''
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdout.on('data', (chunk) => {
    const texts = `${rest}${chunk}`.split('\n')
    rest = texts.pop() ?? ''
    // A line that is no JSON fails the test here.
    sidecar.lines.push(...texts.map((text) => JSON.parse(text) as LogLine))
  })
  let isOver = false
  void sidecar.ended.then(() => {
    isOver = true
  })
  await until('it serves or ends', () => isOver || sidecar.said('serving') !== undefined)
  sidecar.url = `http://127.0.0.1:${sidecar.said('serving')?.['port']}`
  return sidecar
}
