/** Who is who: people, bots, and the tokens they act with. */
import type { UserProfile } from '@mattermost/types/users'
import { clientAt } from './cast'
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

const NOBODY = 'a'.repeat(26)
const MISSING = { status: 404, id: 'app.user.missing_account.const' }

export function people({ cast }: Scene): void {
  it('a token says who somebody is, and whether it is a bot', async () => {
    const { anna, bot } = cast()
    const me = await bot.client.getMe()
    expect(me).toMatchObject({ id: bot.id, username: bot.username, is_bot: true, delete_at: 0 })
    expect(me).toMatchObject({ roles: 'system_user', locale: 'en', bot_description: 'Of a test' })
    const person = await anna.client.getMe()
    expect(person).toMatchObject({ id: anna.id, roles: 'system_user' })
    expect(person).not.toHaveProperty('is_bot')
    expect((await cast().admin.client.getMe()).roles.split(' ')).toContain('system_admin')
  })

  it('people are found by id and by name', async () => {
    const { anna, ben, bot } = cast()
    expect(await bot.client.getUser(anna.id)).toMatchObject({ username: anna.username })
    expect(await bot.client.getUserByUsername(ben.username)).toMatchObject({ id: ben.id })
    const both = await bot.client.getProfilesByIds([anna.id, ben.id])
    expect(both.map(({ id }) => id).sort()).toEqual([anna.id, ben.id].sort())
    expect(await refusalOf(bot.client.getUser(NOBODY))).toEqual(MISSING)
    expect(await refusalOf(bot.client.getUserByUsername('no-such-name'))).toEqual({
      status: 404,
      id: 'app.user.get_by_username.app_error',
    })
    expect(await refusalOf(bot.client.getUser('short'))).toEqual({
      status: 400,
      id: 'api.context.invalid_url_param.app_error',
    })
  })

  it('names are suggested, and everybody is listed', async () => {
    const { anna, team, mark, admin } = cast()
    const { users } = await anna.client.autocompleteUsers(`ben-${mark}`, team.id, '')
    expect(users.map(({ username }) => username)).toEqual([`ben-${mark}`])
    const all = await admin.client.getProfiles(0, 200)
    expect(all.length).toBeGreaterThan(3)
  })

  it('everybody changes their own language, and nobody else’s', async () => {
    const { anna, ben } = cast()
    expect(await ben.client.patchMe({ locale: 'de' })).toMatchObject({ locale: 'de' })
    expect(await ben.client.getUser(ben.id)).toMatchObject({ locale: 'de' })
    const others = anna.client.patchUser({ id: ben.id, locale: 'fr' })
    expect(await refusalOf(others)).toEqual(NOT_PERMITTED)
  })

  it('everybody has a picture', async () => {
    const { anna, bot, url } = cast()
    const headers = { Authorization: `Bearer ${bot.token}` }
    const answer = await fetch(`${url}/api/v4/users/${anna.id}/image`, { headers })
    expect(answer.headers.get('content-type')).toMatch(/^image\//)
    await answer.arrayBuffer()
  })

  it('groups come with a licence', async () => {
    const { admin, anna } = cast()
    const asked = await refusalOf(admin.client.getGroupsByUserId(anna.id)).catch(() => undefined)
    expect(asked ?? LICENSED).toEqual(LICENSED)
  })

  it('a wrong password opens nothing', async () => {
    const { anna, url } = cast()
    expect(await refusalOf(clientAt(url, '').login(anna.username, 'wrong'))).toEqual({
      status: 401,
      id: 'api.user.login.invalid_credentials_email_username',
    })
  })

  it('a name is given once', async () => {
    const { admin, anna } = cast()
    const again = { username: anna.username, email: 'other@example.com', password: anna.password }
    expect(await refusalOf(admin.client.createUser(again as UserProfile, '', ''))).toEqual({
      status: 400,
      id: 'app.user.save.username_exists.app_error',
    })
  })

  it('people make neither bots nor tokens', async () => {
    const { anna, bot, admin, mark } = cast()
    const made = anna.client.createBot({ username: `other-${mark}` })
    expect(await refusalOf(made)).toEqual(NOT_PERMITTED)
    const token = anna.client.createUserAccessToken(bot.id, 'mine')
    expect(await refusalOf(token)).toEqual(NOT_PERMITTED)
    expect(await refusalOf(admin.client.createUserAccessToken(bot.id, ''))).toEqual({
      status: 400,
      id: 'api.context.invalid_body_param.app_error',
    })
  })

  it('who is deactivated is out at once, tokens and all', async () => {
    const { admin, mark, url } = cast()
    const { user_id } = await admin.client.createBot({ username: `gone-${mark}` })
    const { token = '' } = await admin.client.createUserAccessToken(user_id, 'short-lived')
    const client = clientAt(url, token)
    expect(await client.getMe()).toMatchObject({ id: user_id })
    await admin.client.updateUserActive(user_id, false)
    expect(await refusalOf(client.getMe())).toMatchObject({ status: 401 })
    expect((await admin.client.getUser(user_id)).delete_at).toBeGreaterThan(0)
  })
}

const LICENSED = { status: 501, id: 'api.license_error' }
