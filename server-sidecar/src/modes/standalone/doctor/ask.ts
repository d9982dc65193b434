/** Questions to Mattermost as they are, with what the doctor wants to see of the answers. */

export interface Asked {
  status: number
  /** Undefined for what is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of a server that may be any
  json: any
  headers: Headers
}
export type Ask = (path: string, body?: object) => Promise<Asked>

/** Nobody answered, and why: an error code of Node's such as `ECONNREFUSED`. */
export class NoAnswer extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

const LIMIT_MS = 35_000

/**
 * Asks below `/api/v4`, as the bot; a body makes it a POST. Rejects with NoAnswer, also when a proxy
 * speaks for a Mattermost that is away.
 */
export function createAsk(url: string, token: string): Ask {
  return async (path, body) => {
    try {
      const response = await fetch(`${url}/api/v4${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(LIMIT_MS),
        ...(body && { body: JSON.stringify(body) }),
      })
      const { status, headers } = response
      const json = parse(await response.text())
      // Mattermost's own errors are JSON.
      if (status >= 500 && json === undefined) throw new NoAnswer(`${status}`)
      return { status, json, headers }
    } catch (error) {
      throw error instanceof NoAnswer ? error : new NoAnswer(codeOf(error))
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string; message?: string }; name?: string }
  return cause?.code ?? cause?.message ?? name ?? 'no answer'
}

/** What to do about it, beginning with what is called by this name. */
export function remedyFor(code: string, name: string): string {
  if (/CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE/.test(code)) {
    return code === 'ERR_TLS_CERT_ALTNAME_INVALID'
      ? `the certificate is for another name: correct ${name}`
      : `put the authority that signed the certificate into the file SSL_CERT_FILE names`
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `no such host: correct ${name} or the DNS`
  if (/^5\d\d$/.test(code)) return `a proxy in front of it answers ${code}: is it running?`
  if (code === 'ECONNREFUSED') return `nothing listens there: correct ${name}, or start it`
  return `correct ${name}, or let the network through`
}
