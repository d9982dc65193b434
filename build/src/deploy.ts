/**
 * `make deploy`: uploads the tarball to a running Mattermost, replacing an older one, enables the
 * plugin and waits until the server says that it runs.
 *
 * MM_SERVICESETTINGS_SITEURL names the server, MM_ADMIN_TOKEN an access token of a system
 * administrator. TARGET is the server's platform (default: this machine's), WEBAPP=1 means the
 * plugin that is the web app only, and TARBALL any file.
 */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { runAsScript } from './cli'
import { readManifest } from './manifest'
import { dist } from './paths'
import { chooseTargets, ownTarget } from './targets'
import { webappTarball } from './webapp-only'

export interface Deployment {
  siteUrl: string
  token: string
  /** Path of the tarball. */
  file: string
  pluginId: string
  /** Milliseconds between two looks at the plugin's state, and how many looks before giving up. */
  patience?: { every: number; times: number }
}

/** Uploads, enables, waits. Throws one sentence that says what to do about it. */
export async function deploy(deployment: Deployment): Promise<void> {
  const { file, pluginId } = deployment
  const form = new FormData()
  form.append('plugin', new Blob([readFileSync(file)]), basename(file))
  form.append('force', 'true')
  await call(deployment, '/api/v4/plugins', { method: 'POST', body: form })
  await call(deployment, `/api/v4/plugins/${pluginId}/enable`, { method: 'POST' })
  await untilRunning(deployment)
}

async function call(
  { siteUrl, token }: Deployment,
  path: string,
  request: RequestInit,
): Promise<unknown> {
  const url = `${siteUrl.replace(/\/+$/, '')}${path}`
  const headers = { Authorization: `Bearer ${token}` }
  const response = await fetch(url, { ...request, headers }).catch((error) => {
    throw new Error(`${siteUrl} cannot be reached: ${error.cause?.message ?? error.message}`)
  })
  const text = await response.text()
  if (!response.ok) throw new Error(explain(response.status, parseAppError(text)))
  return parseJson(text)
}

interface AppError {
  id: string
  message: string
}

function parseAppError(text: string): AppError {
  const { id = '', message = text.slice(0, 200) } = (parseJson(text) ?? {}) as Partial<AppError>
  return { id, message }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What an answer of the server means for the one who deploys. */
export function explain(status: number, { id, message }: AppError): string {
  if (status === 401) return 'Unauthorised: MM_ADMIN_TOKEN is unknown to the server or has expired'
  if (status === 403 && !id.includes('plugin')) {
    return 'Forbidden: MM_ADMIN_TOKEN does not belong to a system administrator'
  }
  if (status === 413 || id.includes('too_large') || /too large/i.test(message)) {
    return `Too large: raise FileSettings.MaxFileSize, and the limit of a proxy in front (${message})`
  }
  if (id.includes('upload_disabled') || id.includes('disabled')) {
    return (
      'Uploads are disabled: set PluginSettings.Enable and PluginSettings.EnableUploads to true, ' +
      `and PluginSettings.RequirePluginSignature to false (${message})`
    )
  }
  return `The server answered ${status}: ${message}`
}

interface Status {
  plugin_id: string
  state: number
  error?: string
}

// model.PluginState: the two it can end in besides "running".
const running = 2
const failed = [3, 4]

async function untilRunning(deployment: Deployment): Promise<void> {
  const { pluginId, patience = { every: 500, times: 60 } } = deployment
  for (let look = 0; look < patience.times; look++) {
    const statuses = (await call(deployment, '/api/v4/plugins/statuses', {})) as Status[]
    const own = statuses.find(({ plugin_id: id }) => id === pluginId)
    if (own?.state === running) return
    if (own && failed.includes(own.state)) {
      throw new Error(`The plugin does not start: ${own.error || "see the server's log"}`)
    }
    await wait(patience.every)
  }
  throw new Error('The plugin is uploaded and enabled, but the server does not say that it runs')
}

/** The tarball that the environment names. */
export function chooseTarball({ TARBALL, WEBAPP, TARGET }: NodeJS.ProcessEnv): string {
  if (TARBALL) return TARBALL
  if (WEBAPP) return webappTarball()
  const { id, version } = readManifest()
  const target = TARGET ? chooseTargets([TARGET])[0] : ownTarget()
  return join(dist, `${id}-${version}-${target?.name}.tar.gz`)
}

runAsScript(module, async () => {
  const { MM_SERVICESETTINGS_SITEURL: siteUrl, MM_ADMIN_TOKEN: token } = process.env
  if (!siteUrl || !token) throw new Error('Set MM_SERVICESETTINGS_SITEURL and MM_ADMIN_TOKEN')
  const { id, version } = readManifest()
  await deploy({ siteUrl, token, file: chooseTarball(process.env), pluginId: id })
  console.log(`${id} ${version} runs on ${siteUrl}`)
})
