/** The stand-in from outside, as a person: what the seeded stories are made with. */

export interface PersonAt {
  userId: string
  get<T>(path: string): Promise<T>
  /** Rejects with the answer's text unless it is a good one. */
  post<T>(path: string, body: unknown): Promise<T>
}

export async function signIn(url: string, username: string): Promise<PersonAt> {
  const session = await ask<{ token: string; userId: string }>(`${url}/dev/login`, { username })
  const headers = { Authorization: `Bearer ${session.token}` }
  return {
    userId: session.userId,
    get: (path) => ask(url + path, undefined, headers),
    post: (path, body) => ask(url + path, body, headers),
  }
}

/** Rejects with the answer's text unless it is a good one. */
export function postJson<T>(
  url: string,
  body: object,
  headers: Record<string, string>,
): Promise<T> {
  return ask(url, body, headers)
}

async function ask<T>(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`)
  return JSON.parse(text)
}
