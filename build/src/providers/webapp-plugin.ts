import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtWebapp } from '../stage'
import { packageWebapp } from '../webapp-only'

/**
 * Makes the tarball of the plugin without a server in `into` and returns its path. The web app is
 * the one `make build` left; throws when there is none. `sidecarUrl` as in `make dist`.
 */
export async function packWebappPlugin(into: string, sidecarUrl: string): Promise<string> {
  if (!existsSync(join(builtWebapp, 'main.js'))) {
    throw new Error('The web app is not built yet: make build')
  }
  const stage = join(into, 'stage')
  const { file } = await packageWebapp({ sidecarUrl, webapp: builtWebapp, stage, into })
  return file
}
