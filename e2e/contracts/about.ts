/** What anybody may ask: is it there, which version, which key; and what roles permit. */
import { createPublicKey } from 'node:crypto'
import { clientAt } from './cast'
import { refusalIn, refusalOf } from './refusal'
import type { Scene } from './scene'

const UNKNOWN = { status: 401, id: 'api.context.session_expired.app_error' }

export function aboutTheServer({ cast }: Scene): void {
  const nobody = () => clientAt(cast().url, '')

  it('answers a ping', async () => {
    expect(await nobody().ping(false)).toMatchObject({ status: 'OK' })
  })

  it('tells anybody its version and the key that trigger ids are signed with', async () => {
    const config = await nobody().getClientConfig()
    expect(config.Version).toMatch(/^11\.\d+\.\d+/)
    const der = Buffer.from(config.AsymmetricSigningPublicKey ?? '', 'base64')
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    expect(key.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  })

  it('tells a member where it is', async () => {
    const { SiteURL, EnableBotAccountCreation } = await cast().bot.client.getClientConfig()
    expect(SiteURL).toMatch(/^https?:\/\//)
    expect(EnableBotAccountCreation).toBe('true')
  })

  it.each([
    ['no token', ''],
    ['a made-up token', 'x'.repeat(26)],
  ])('asks who it is: %s', async (_name, token) => {
    expect(await refusalOf(clientAt(cast().url, token).getMe())).toEqual(UNKNOWN)
  })

  it('knows no other address', async () => {
    const headers = { Authorization: `Bearer ${cast().anna.token}` }
    const answer = await fetch(`${cast().url}/api/v4/no/such/thing`, { headers })
    expect(await refusalIn(answer)).toEqual({ status: 404, id: 'api.context.404.app_error' })
  })

  it('says what each role permits, and leaves out roles it does not have', async () => {
    const names = ['channel_user', 'channel_admin', 'team_user', 'team_admin', 'system_user']
    const roles = await cast().bot.client.getRolesByNames([
      ...names,
      'system_admin',
      'no_such_role',
    ])
    const permits = new Map(roles.map(({ name, permissions }) => [name, permissions]))
    expect([...permits.keys()].sort()).toEqual([...names, 'system_admin'].sort())
    const user = ['create_post', 'read_channel', 'read_channel_content', 'add_reaction']
    expect(permits.get('channel_user')).toEqual(expect.arrayContaining(user))
    expect(permits.get('channel_user')).not.toContain('manage_channel_roles')
    expect(permits.get('channel_admin')).toContain('manage_channel_roles')
    expect(permits.get('team_user')).toContain('read_public_channel')
    expect(permits.get('team_user')).not.toContain('manage_own_slash_commands')
    expect(permits.get('team_admin')).toContain('manage_own_slash_commands')
    expect(permits.get('system_user')).not.toContain('create_post_ephemeral')
    const admin = ['manage_system', 'create_post_ephemeral', 'create_post', 'read_channel_content']
    expect(permits.get('system_admin')).toEqual(expect.arrayContaining(admin))
  })

  it('wants at least one role', async () => {
    expect(await refusalOf(cast().bot.client.getRolesByNames([]))).toEqual({
      status: 400,
      id: 'api.context.invalid_body_param.app_error',
    })
  })
}
