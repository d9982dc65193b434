/** Requests of the page to `/api/v4`, as Mattermost's own client makes them. */

export class RequestError extends Error {
  readonly status: number
  /** `detail`: for administrators; only System Console shows it. */
  constructor(
    status: number,
    message: string,
    readonly detail = '',
  ) {
    super(message)
    this.status = status
  }
}

export function get<T>(path: string): Promise<T> {
  return request('GET', path)
}
export function post<T>(path: string, body: unknown = {}): Promise<T> {
  return request('POST', path, body)
}
export function put<T>(path: string, body: unknown): Promise<T> {
  return request('PUT', path, body)
}

export function remove<T>(path: string): Promise<T> {
  return request('DELETE', path)
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'X-Requested-With': 'XMLHttpRequest' }
  if (method !== 'GET') headers['X-CSRF-Token'] = cookie('MMCSRF')
  const answer = await fetch(path, {
    method,
    headers,
    credentials: 'include',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const parsed = await answer.json().catch(() => ({}))
  if (!answer.ok) {
    throw new RequestError(
      answer.status,
      parsed.message ?? answer.statusText,
      parsed.detailed_error,
    )
  }
  return parsed
}

export function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1) ?? ''
}
