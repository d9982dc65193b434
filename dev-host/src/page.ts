/** The page's HTML and scripts, with the Content-Security-Policy Mattermost sends. */
import { join } from 'node:path'
import { type Response, Router } from 'express'
import {
  CSRF_COOKIE,
  parseCookies,
  readCaller,
  SESSION_COOKIE,
  USER_COOKIE,
} from './mattermost/sessions'
import type { Session } from './mattermost/types'
import { openSession, userByName, type World } from './mattermost/world'
import { createShellBuild, isReact, type React } from './shell-build'

const POLICY = "frame-ancestors 'self'; script-src 'self'"
const REACT_COOKIE = 'STANDINREACT'

/** Everybody who comes without a session is this one. */
const GUEST = 'anna'

export function pageRoutes(world: World): Router {
  const shell = createShellBuild()
  return Router()
    .get('/static/shell.css', (_request, response) => {
      response.sendFile(join(__dirname, 'shell', 'shell.css'))
    })
    .get('/static/shell-:react.js', async (request, response, next) => {
      const { react } = request.params
      if (!isReact(react)) return next()
      response.type('js').send(await shell.script(react))
    })
    .get('/_redirect/pl/:id', (request, response) => {
      response.redirect(`/${world.team.name}/pl/${request.params['id']}`)
    })
    .get('/', (_request, response) => {
      response.redirect(`/${world.team.name}/channels/town-square`)
    })
    .get(
      ['/:team/channels/:name', '/:team/pl/:id', '/admin_console/*rest'],
      (request, response) => {
        const { method, headers } = request
        const { session } = readCaller(world, { method, headers, query: new URLSearchParams() })
        const guest = userByName(world, GUEST)
        if (!session && guest) setSessionCookies(response, openSession(world, guest.id))
        const kept = parseCookies(headers.cookie).find(([name]) => name === REACT_COOKIE)?.[1]
        const react = [request.query['react'], kept].find(isReact) ?? '18'
        response.cookie(REACT_COOKIE, react)
        response.set('Content-Security-Policy', POLICY).send(html(react))
      },
    )
}

export function setSessionCookies(response: Response, session: Session): void {
  response.cookie(SESSION_COOKIE, session.token, { httpOnly: true, sameSite: 'lax' })
  response.cookie(USER_COOKIE, session.userId, { sameSite: 'lax' })
  response.cookie(CSRF_COOKIE, session.csrf, { sameSite: 'lax' })
}

function html(react: React): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stand-in for Mattermost</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/shell.css">
<script defer src="/static/shell-${react}.js"></script>
</head>
<body><div id="root"></div></body>
</html>
`
}
