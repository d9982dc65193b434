/** Which routes there are, and how each has been answered so far: for the suite that covers them all. */
import type { RequestHandler, Router } from 'express'

export interface KnownRoute {
  method: string
  path: string
  /** Every status it was answered with. */
  answered: number[]
}

export interface Ledger {
  /** Goes before the routes. */
  write: RequestHandler
  /** The routes below these routers. */
  read(): KnownRoute[]
}

export function createLedger(routers: () => { prefix: string; router: Router }[]): Ledger {
  const answers = new Map<string, Set<number>>()
  return {
    write(request, response, next) {
      response.on('finish', () => {
        const path = request.route?.path
        if (typeof path !== 'string') return
        const key = `${request.method} ${request.baseUrl}${path}`
        answers.set(key, (answers.get(key) ?? new Set()).add(response.statusCode))
      })
      next()
    },
    read: () =>
      routers().flatMap(({ prefix, router }) =>
        routesOf(router).map(({ method, path }) => {
          const answered = [...(answers.get(`${method} ${prefix}${path}`) ?? [])]
          return { method, path: prefix + path, answered }
        }),
      ),
  }
}

/** Every route of a router and of the routers in it, which are all mounted without a path. */
function routesOf(router: Router): { method: string; path: string }[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route) {
      const methods = new Set(route.stack.map(({ method }) => method.toUpperCase()))
      return [...methods].map((method) => ({ method, path: String(route.path) }))
    }
    return 'stack' in handle ? routesOf(handle as Router) : []
  })
}
