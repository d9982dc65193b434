import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type DevHost, startDevHost } from '../src/dev-host'
import type { PluginHost } from '../src/mattermost/plugins'
import { demoWorld } from '../src/scenarios/demo-world'

export interface ProbeHost extends DevHost {
  plugin: PluginHost
}

/** The stand-in with the probe plugin in it, run by this Node. */
export async function startProbeHost(settings: Record<string, unknown> = {}): Promise<ProbeHost> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'dev-host-test-'))
  const plugin = join(dataFolder, 'probe')
  const script = join(dataFolder, 'probe.js')
  mkdirSync(join(plugin, 'webapp'), { recursive: true })
  writeFileSync(join(plugin, 'plugin.json'), JSON.stringify(manifest))
  writeFileSync(join(plugin, 'webapp', 'main.js'), "window.registerPlugin('probe', {})")
  await build({
    entryPoints: [join(__dirname, 'fixtures', 'probe-plugin.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  })
  const world = demoWorld()
  const options = { world, port: 0, plugin, script, dataFolder, settings, healthEveryMs: 0 }
  const forget = () => rmSync(dataFolder, { recursive: true, force: true })
  const host = await startDevHost(options).catch((error) => {
    forget()
    throw error
  })
  const { plugin: probe } = host
  if (!probe) throw new Error('The probe plugin is not there')
  return { ...host, plugin: probe, close: () => host.close().finally(forget) }
}

const manifest = {
  id: 'probe',
  name: 'Probe',
  version: '1.0.0',
  webapp: { bundle_path: 'webapp/main.js' },
  settings_schema: {
    settings: [
      { key: 'Form', display_name: 'Form', type: 'longtext', help_text: '', default: 'none' },
      { key: 'Secret', display_name: 'Secret', type: 'text', help_text: '', secret: true },
    ],
  },
}

export interface Caller {
  (path: string, init?: RequestInit): Promise<Response>
  userId: string
  csrf: string
  cookie: string
}

/** Requests of one person, as a browser's page makes them. */
export async function callerOf(host: DevHost, username: string): Promise<Caller> {
  const answer = await fetch(`${host.url}/dev/login`, {
    method: 'POST',
    body: JSON.stringify({ username }),
  })
  const { userId, csrf, token } = await answer.json()
  const cookie = `MMAUTHTOKEN=${token}; MMUSERID=${userId}; other=1`
  const call = (path: string, init: RequestInit = {}) =>
    fetch(host.url + path, {
      ...init,
      headers: { Cookie: cookie, 'X-CSRF-Token': csrf, ...init.headers },
    })
  return Object.assign(call, { userId, csrf, cookie })
}
