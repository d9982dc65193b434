/** How a sender learns what came of it; nothing is ever sent twice, as by the real ones. */
export interface Sent {
  /** 0: nobody answered. */
  status: number
  text: string
}

/** A raw POST of a body that is ready. Never rejects. */
export async function send(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<Sent> {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'follow' })
    return { status: answer.status, text: await answer.text() }
  } catch (cause) {
    return { status: 0, text: cause instanceof Error ? cause.message : String(cause) }
  }
}
