/** `ticketdesk import-pushbot db.json`: takes over what a tickets-pushbot followed. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type ImportOptions, importPushbot } from '../../compose/import-pushbot'
import { createLog } from '../../log/create-log'
import { createPeople } from '../../mattermost/people'
import { connectRemote } from '../../mattermost/remote/api'
import { createVouched } from '../../mattermost/remote/gaps'
import { createSignedContexts } from '../../mattermost/remote/signed-context'
import type { ExitCode, StandaloneNeeds } from '../standalone'
import { trust } from './serve'
import { readSettings, type Settings } from './settings'

const USAGE = `ticketdesk import-pushbot db.json --channel team/channel
  --chat <chat id>=team/channel   another channel for the cases of one chat; may be repeated
  --account <name>                which of the team's logins to ask the vendor with
`

/** 0 when everything was taken over, 1 when something was left, 2 when it cannot begin. */
export async function runImport({ env, args, out, err }: StandaloneNeeds): Promise<ExitCode> {
  const given = readArgs(args.slice(1))
  if (!given) {
    err(USAGE)
    return 2
  }
  const read = readSettings(env)
  if (!read.ok) {
    err(`${read.complaints.join('\n')}\n`)
    return 2
  }
  const text = await readFile(given.file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    err(`${given.file} cannot be read\n`)
    return 2
  }
  const log = createLog({ write: err, room: 'import', shape: 'standalone', atLeast: () => 'warn' })
  const api = await connect(read.settings, log).catch((error: unknown) => {
    err(`Mattermost cannot be asked: ${error instanceof Error ? error.message : error}\n`)
  })
  if (!api) return 1
  const { ok, lines } = await importPushbot(
    {
      people: createPeople(api),
      databaseAt: read.settings.databaseAt,
      config: read.settings.desk,
      clock: { now: Date.now },
      log,
    },
    { ...given.options, text },
  )
  out(`${lines.join('\n')}\n`)
  return ok ? 0 : 1
}

async function connect({ connection }: Settings, log: ReturnType<typeof createLog>) {
  trust(connection.certificates)
  const clock = { now: Date.now }
  // Nothing is posted from here: what is signed, nobody reads.
  const contexts = createSignedContexts({ signingKey: async () => Buffer.alloc(32), clock })
  const { api } = await connectRemote({
    ...{ url: connection.mattermostUrl, token: connection.botToken, contexts, clock, log },
    vouched: createVouched(clock.now),
    callback: (path) => connection.callbackUrl + path,
  })
  return api
}

function readArgs(
  args: readonly string[],
): { file: string; options: Omit<ImportOptions, 'text'> } | undefined {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        channel: { type: 'string' },
        chat: { type: 'string', multiple: true },
        account: { type: 'string' },
      },
    })
    const [file, ...more] = positionals
    const pairs = (values.chat ?? []).map((pair) => /^(-?\w+)=(.+)$/.exec(pair))
    if (file === undefined || more.length > 0 || pairs.includes(null)) return undefined
    const places = Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
    const { channel, account } = values
    return {
      file,
      options: {
        places,
        ...(channel !== undefined && { otherwise: channel }),
        ...(account !== undefined && { account }),
      },
    }
  } catch {
    return undefined
  }
}
