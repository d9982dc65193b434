import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { launchFixture } from './support/launch-fixture'

const PATIENCE = 60_000

describe('the life of a plugin', () => {
  it(
    'ends with OnDeactivate, Quit and exit code 0',
    async () => {
      const said: unknown[] = []
      const fixture = await launchFixture({ api: { LogInfo: (...args) => void said.push(args) } })
      const exit = await fixture.plugin.deactivate()
      expect(exit).toEqual({ code: 0, signal: null })
      expect(said).toEqual([['bye', ['why', 'deactivated']]])
      await fixture.close()
    },
    PATIENCE,
  )

  it(
    'does not begin when OnActivate throws',
    async () => {
      const fixture = await launchFixture({ activate: false, env: { FIXTURE: 'refuse' } })
      await expect(fixture.plugin.activate()).rejects.toThrow('not today')
      await fixture.plugin.deactivate()
      await fixture.close()
    },
    PATIENCE,
  )

  it(
    'tells the server why it cannot be loaded',
    async () => {
      const fixture = await launchFixture({ activate: false, env: { FIXTURE: 'broken' } })
      await expect(fixture.plugin.activate()).rejects.toThrow('cannot be loaded')
      await fixture.close()
    },
    PATIENCE,
  )

  it(
    'ends when its host is killed',
    async () => {
      const host = spawn(
        process.execPath,
        ['--import', require.resolve('tsx'), join(__dirname, 'fixtures/host.ts')],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const lines = createInterface({ input: host.stdout })
      const [pid] = (await once(lines, 'line')) as [string]
      expect(() => process.kill(Number(pid), 0)).not.toThrow()
      host.kill('SIGKILL')
      await gone(Number(pid))
    },
    PATIENCE,
  )
})

describe('the example of the README', () => {
  const file = join(__dirname, '../../example/plugin.ts')

  it('is the file that runs here, and has 20 lines', () => {
    const source = readFileSync(file, 'utf8')
    expect(readFileSync(join(__dirname, '../../README.md'), 'utf8')).toContain(
      `\`\`\`ts\n${source}\`\`\``,
    )
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  })

  it(
    'greets by command and over HTTP',
    async () => {
      const commands: string[] = []
      const fixture = await launchFixture({
        file,
        api: {
          EnsureBotUser: ({ Username }) => `id-of-${Username}`,
          RegisterCommand: ({ Trigger }) => void commands.push(String(Trigger)),
        },
      })
      expect(commands).toEqual(['hello'])
      const answer = await fixture.plugin.hooks.ExecuteCommand({}, { Command: '/hello Ada' })
      expect(answer.Text).toBe('Hello, Ada!')
      const response = await fetch(`${fixture.url}/x`, { headers: { 'Mattermost-User-Id': 'u1' } })
      expect(await response.text()).toBe('Hello, u1!')
      expect((await fetch(`${fixture.url}/x`)).status).toBe(401)
      await fixture.close()
    },
    PATIENCE,
  )
})

/** Resolves when no process has this id any more. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise(setImmediate)
  }
}
