/**
 * A Chromium for tests, wherever they run: the one named by CHROMIUM_PATH, else one installed on
 * the machine, else the one that travels in the npm package @sparticuz/chromium (Linux x64).
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { x as extract } from 'tar'

const installedAt = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

// Root may not use the sandbox, containers have no GPU, and a test must never call home.
const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface BrowserOptions {
  /** Hosts besides loopback that pages may reach; everything else does not resolve. */
  reach?: readonly string[]
  /** Further command line flags. */
  args?: readonly string[]
}

/** An executable that can be started, with the folder of libraries it needs, if any. */
export interface ChromiumAt {
  path: string
  env: Record<string, string>
}

/** Opens a headless browser; the caller closes it. Throws when no Chromium can be had. */
export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const { path, env } = await findChromium()
  return chromium.launch({
    executablePath: path,
    args: [...flags, resolverRule(options.reach ?? []), ...(options.args ?? [])],
    env: { ...process.env, ...env },
  })
}

/**
 * Which Chromium `openBrowser` would start. TICKETDESK_TEST_CHROMIUM=npm skips the installed ones,
 * so that the path of a bare machine can be tested on any.
 */
export async function findChromium(): Promise<ChromiumAt> {
  const named = process.env['CHROMIUM_PATH']
  if (named) return { path: named, env: {} }
  const forced = process.env['TICKETDESK_TEST_CHROMIUM'] === 'npm'
  const installed = forced ? undefined : installedAt.find((path) => existsSync(path))
  return installed ? { path: installed, env: {} } : unpackFromNpm()
}

function resolverRule(reach: readonly string[]): string {
  const open = ['localhost', '*.localhost', '127.0.0.1', '[::1]', ...reach]
  const rules = ['MAP * ~NOTFOUND', ...open.map((host) => `EXCLUDE ${host}`)]
  return `--host-resolver-rules=${rules.join(' , ')}`
}

async function unpackFromNpm(): Promise<ChromiumAt> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium found: install one, or set CHROMIUM_PATH to its executable')
  }
  const packed = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..')
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8'))
  const home = join(__dirname, '..', '..', 'out', `chromium-${version}`)
  if (!existsSync(home)) await unpack(join(packed, 'bin'), home)
  return {
    path: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'lib'), FONTCONFIG_PATH: join(home, 'fonts') },
  }
}

/** Unpacks beside the final place and renames: several test workers may want it at once. */
async function unpack(from: string, home: string): Promise<void> {
  mkdirSync(dirname(home), { recursive: true })
  const beside = mkdtempSync(`${home}-`)
  try {
    for (const [name, folder] of [
      ['al2023', ''],
      ['swiftshader', ''],
      ['fonts', 'fonts'],
    ] as const) {
      await unpackTar(join(from, `${name}.tar.br`), join(beside, folder))
    }
    await writeFile(join(beside, 'chromium'), await inflate(join(from, 'chromium.br')), {
      mode: 0o755,
    })
    renameSync(beside, home)
  } catch (error) {
    if (!existsSync(join(home, 'chromium'))) throw error
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

async function unpackTar(packed: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const tar = join(folder, '.packed.tar')
  await writeFile(tar, await inflate(packed))
  await extract({ file: tar, cwd: folder })
  rmSync(tar)
}

async function inflate(path: string): Promise<Buffer> {
  return promisify(brotliDecompress)(await readFile(path))
}
