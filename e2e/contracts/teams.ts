/** Teams, and who is in them. */
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

const NO_ID = 'a'.repeat(26)

export function teams({ cast }: Scene): void {
  it('members see their team, by id and by name', async () => {
    const { bot, team } = cast()
    expect(await bot.client.getTeam(team.id)).toMatchObject({ name: team.name, delete_at: 0 })
    expect(await bot.client.getTeamByName(team.name)).toMatchObject({ id: team.id })
    expect((await bot.client.getMyTeams()).map(({ id }) => id)).toEqual([team.id])
  })

  it('strangers do not, and nobody sees one that is not there', async () => {
    const { stranger, admin, team } = cast()
    expect(await refusalOf(stranger.client.getTeam(team.id))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(stranger.client.getTeamByName(team.name))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(admin.client.getTeam(NO_ID))).toEqual({
      status: 404,
      id: 'app.team.get.find.app_error',
    })
    expect(await refusalOf(admin.client.getTeamByName('no-such-team'))).toEqual({
      status: 404,
      id: 'app.team.get_by_name.missing.app_error',
    })
  })

  it('whoever made it is its administrator, the others are members', async () => {
    const { admin, bot, anna, stranger, team } = cast()
    const { client } = bot
    expect(await client.getTeamMember(team.id, anna.id)).toMatchObject({
      ...{ team_id: team.id, user_id: anna.id, roles: 'team_user', delete_at: 0 },
      ...{ scheme_user: true, scheme_admin: false, scheme_guest: false },
    })
    const first = await client.getTeamMember(team.id, admin.id)
    expect(first).toMatchObject({ roles: 'team_user team_admin', scheme_admin: true })
    expect(await refusalOf(client.getTeamMember(team.id, stranger.id))).toEqual({
      status: 404,
      id: 'app.team.get_member.missing.app_error',
    })
    expect(await refusalOf(stranger.client.getTeamMember(team.id, anna.id))).toEqual(NOT_PERMITTED)
  })

  it('a new team has its two first channels, and its members are in them', async () => {
    const { anna, team } = cast()
    const names = (await anna.client.getMyChannels(team.id)).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['town-square', 'off-topic', 'open', 'hidden']))
  })

  it('strangers let nobody in', async () => {
    const { stranger, ben, team } = cast()
    expect(await refusalOf(stranger.client.addToTeam(team.id, ben.id))).toEqual(NOT_PERMITTED)
  })
}
