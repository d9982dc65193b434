import { Router } from 'express'
import { invalidParam } from '../errors'
import { newId } from '../ids'
import { ROLES } from '../roles'

/** What anybody may ask about the server before signing in. */
export function systemRoutes(about: { siteUrl: () => string; publicKey: string }): Router {
  return Router()
    .get('/system/ping', (_request, response) => {
      response.json({ status: 'OK' })
    })
    .get('/config/client', (_request, response) => {
      response.json({
        Version: '11.6.0',
        BuildNumber: 'stand-in',
        BuildEnterpriseReady: 'false',
        SiteURL: about.siteUrl(),
        SiteName: 'Stand-in for Mattermost',
        AsymmetricSigningPublicKey: about.publicKey,
        EnableBotAccountCreation: 'true',
        EnableUserAccessTokens: 'true',
        DefaultClientLocale: 'en',
        PostPriority: 'true',
      })
    })
}

/** What a role permits. */
export function roleRoutes(): Router {
  return Router().post('/roles/names', (request, response) => {
    const names: unknown[] = Array.isArray(request.body) ? request.body : []
    if (names.length === 0) throw invalidParam('rolenames')
    const found = names.flatMap((name) => ROLES.get(String(name)) ?? [])
    const times = { create_at: 0, update_at: 0, delete_at: 0 }
    response.json(found.map((role) => ({ id: newId(), ...role, ...times, built_in: true })))
  })
}
