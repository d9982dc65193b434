/** The portal driven below `/dev`: what associates and customers do, and what goes wrong. */
import { type Request, type Response, Router } from 'express'
import { AppError } from '../../mattermost/errors'
import { PORTAL_MODES } from './http'
import type { RedHat } from './index'
import { CLOSED, type NewComment } from './portal'

/** What `/dev/upstreams` says of it. */
export function aboutRedHat(redHat: RedHat): object {
  const { url, offlineToken, serviceAccount, portal } = redHat
  const cases = portal.cases().map(({ number, summary, status }) => ({ number, summary, status }))
  return {
    ...{ url, offlineToken, serviceAccount, cases, requests: redHat.requests() },
    ...{ mode: redHat.mode(), modes: PORTAL_MODES },
  }
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table of routes
export function redHatControl(redHat: RedHat): Router {
  const { portal, tokens } = redHat
  /** Does it to the case that is named, and answers with how it is then. */
  const about =
    (does: (number: string, body: Record<string, string | undefined>) => void) =>
    (request: Request, response: Response) => {
      const { number = '', ...body } = request.body ?? {}
      if (!portal.find(String(number))) throw new AppError('There is no such case.', 404)
      does(String(number), body)
      response.json(portal.find(String(number)))
    }
  return Router()
    .post('/mode', (request, response) => {
      const mode = PORTAL_MODES.find((known) => known === request.body?.mode)
      if (!mode) throw new AppError('There is no such mode.', 400)
      redHat.setMode(mode)
      response.json({ mode })
    })
    .post('/tokens', (request, response) => {
      const { expiresIn, revoked } = request.body ?? {}
      if (expiresIn !== undefined) tokens.expiresIn = Number(expiresIn)
      if (revoked !== undefined) {
        for (const login of tokens.logins.values()) login.isDead = revoked === true
      }
      tokens.expireAll()
      response.json({ expiresIn: tokens.expiresIn })
    })
    .post('/open', (request, response) => {
      const { summary, severity, status } = request.body ?? {}
      const given = { ...(summary && { summary }), ...(severity && { severity }) }
      response.json(portal.open({ ...given, ...(status && { status }) }))
    })
    .post(
      '/comment',
      about((number, body) => portal.comment(number, body as unknown as NewComment)),
    )
    .post(
      '/edit',
      about((number, { body = '', id }) => portal.edit(number, body, id)),
    )
    .post(
      '/attach',
      about((number, { name = 'file.txt' }) => portal.attach(number, name)),
    )
    .post(
      '/change',
      about((number, { status, severity, owner }) =>
        portal.change(number, {
          ...(status && { status }),
          ...(severity && { severity }),
          ...(owner && { owner }),
        }),
      ),
    )
    .post(
      '/close',
      about((number) => portal.change(number, { status: CLOSED })),
    )
    .post(
      '/reopen',
      about((number) => portal.change(number, { status: 'Waiting on Red Hat' })),
    )
}
