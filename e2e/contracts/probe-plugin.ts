/** A plugin that is nothing but a bundle and a few settings: what both servers can be given. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { create } from 'tar'

export const PROBE = 'com.example.ticketdesk-contract'

const manifest = {
  id: PROBE,
  name: 'Contract',
  version: '1.0.0',
  min_server_version: '10.11.0',
  webapp: { bundle_path: 'webapp/main.js' },
  props: { kept: 'yes' },
  settings_schema: {
    settings: [
      { key: 'Greeting', display_name: 'Greeting', type: 'text', default: 'hello' },
      { key: 'Secret', display_name: 'Secret', type: 'text', secret: true },
    ],
  },
}

/** Packs it in a folder that is there; the tarball's path. */
export async function packProbe(into: string): Promise<string> {
  const folder = join(into, PROBE)
  mkdirSync(join(folder, 'webapp'), { recursive: true })
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest))
  const bundle = `window.registerPlugin('${PROBE}', { initialize() {}, uninitialize() {} })\n`
  writeFileSync(join(folder, 'webapp', 'main.js'), bundle)
  const file = join(into, 'probe.tar.gz')
  await create({ gzip: true, cwd: into, file }, [PROBE])
  return file
}
