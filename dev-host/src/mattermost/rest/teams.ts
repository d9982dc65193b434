import { Router } from 'express'
import { AppError, invalidParam, notPermitted } from '../errors'
import { isId } from '../ids'
import { joinTeam, openTeam } from '../memberships'
import { mayInTeam } from '../permissions'
import { teamRoles } from '../roles'
import type { Team } from '../types'
import { addTeam, teamByName, type World } from '../world'
import { idParam, param, require, text, userIdOf, userParam } from './door'

/** Teams and who is in them. */
export function teamRoutes(world: World): Router {
  const known = (id: string): Team => {
    const team = world.teams.get(id)
    if (!team) throw new AppError('app.team.get.find.app_error', 404)
    return team
  }
  const visible = (team: Team, userId: string): Team => {
    const open = team.allow_open_invite && team.type === 'O'
    if (!open && !mayInTeam(world, { userId, teamId: team.id, permission: 'view_team' })) {
      throw notPermitted('view_team')
    }
    return team
  }
  return Router()
    .post('/teams', (request, response) => {
      require(world, response, 'create_team')
      const { name, display_name, type } = request.body ?? {}
      if (!text(name) || !text(display_name)) throw invalidParam('team')
      if (teamByName(world, name)) throw new AppError('app.team.save.existing.app_error', 400)
      const team = addTeam(world, { name, display_name, type: type === 'I' ? 'I' : 'O' })
      openTeam(world, team, userIdOf(response))
      response.status(201).json(team)
    })
    .get('/teams/name/:name', (request, response) => {
      const team = teamByName(world, param(request, 'name'))
      if (!team) throw new AppError('app.team.get_by_name.missing.app_error', 404)
      response.json(visible(team, userIdOf(response)))
    })
    .get('/teams/:team', (request, response) => {
      response.json(visible(known(idParam(request, 'team')), userIdOf(response)))
    })
    .delete('/teams/:team', (request, response) => {
      const team = known(idParam(request, 'team'))
      const userId = userIdOf(response)
      if (!mayInTeam(world, { userId, teamId: team.id, permission: 'manage_team' })) {
        throw notPermitted('manage_team')
      }
      team.delete_at = world.tick()
      response.json({ status: 'OK' })
    })
    .get('/users/:user/teams', (request, response) => {
      const userId = ownOrAny(world, userParam(request, response), userIdOf(response))
      const mine = ({ id, delete_at }: Team) =>
        delete_at === 0 && world.teamMembers.get(id)?.has(userId)
      response.json([...world.teams.values()].filter(mine))
    })
    .use(teamMemberRoutes(world, known))
}

function teamMemberRoutes(world: World, known: (id: string) => Team): Router {
  const memberOf = (teamId: string, userId: string) => {
    const member = world.teamMembers.get(teamId)?.get(userId)
    if (!member) throw new AppError('app.team.get_member.missing.app_error', 404)
    return {
      ...{ team_id: teamId, user_id: userId, roles: teamRoles(member.admin), delete_at: 0 },
      ...{ scheme_guest: false, scheme_user: true, scheme_admin: member.admin, explicit_roles: '' },
    }
  }
  return Router()
    .post('/teams/:team/members', (request, response) => {
      const team = known(idParam(request, 'team'))
      const { team_id, user_id } = request.body ?? {}
      if (team_id !== team.id) throw invalidParam('team_id')
      if (!isId(user_id)) throw invalidParam('user_id')
      const place = { userId: userIdOf(response), teamId: team.id }
      if (!mayInTeam(world, { ...place, permission: 'add_user_to_team' })) {
        throw notPermitted('add_user_to_team')
      }
      if (!world.users.has(user_id)) throw new AppError('app.user.missing_account.const', 404)
      joinTeam(world, team, user_id)
      response.status(201).json(memberOf(team.id, user_id))
    })
    .get('/teams/:team/members/:user', (request, response) => {
      const teamId = idParam(request, 'team')
      if (!mayInTeam(world, { userId: userIdOf(response), teamId, permission: 'view_team' })) {
        throw notPermitted('view_team')
      }
      response.json(memberOf(teamId, userParam(request, response)))
    })
}

/** Administrators may ask for everybody. */
export function ownOrAny(world: World, userId: string, callerId: string): string {
  if (userId === callerId) return userId
  if (world.users.get(callerId)?.roles.includes('system_admin')) return userId
  throw notPermitted('edit_other_users')
}
