import { addChannel, addUser, createWorld, join, type World } from '../mattermost/world'

/** A team of four with three channels: the same people and places as in every story. */
export function demoWorld(): World {
  const world = createWorld()
  const admin = addUser(world, {
    username: 'admin',
    first_name: 'Ada',
    last_name: 'Admin',
    roles: 'system_admin system_user',
  })
  const anna = addUser(world, { username: 'anna', first_name: 'Anna', last_name: 'Berger' })
  const ben = addUser(world, { username: 'ben', first_name: 'Ben', last_name: 'Dubois' })
  const vera = addUser(world, { username: 'vera', first_name: 'Vera', last_name: 'Orlova' })
  for (const { id } of [admin, anna, ben, vera]) {
    join(world.teamMembers.get(world.team.id), id, id === admin.id)
  }
  addChannel(
    world,
    {
      name: 'town-square',
      display_name: 'Town Square',
      header: 'Everybody is here',
      purpose: 'Type /ticket and press Enter.',
    },
    [admin, anna, ben, vera],
  )
  addChannel(
    world,
    { name: 'alerts', display_name: 'Alerts', purpose: 'What the monitoring says.' },
    [admin, anna, ben, vera],
  )
  addChannel(
    world,
    { name: 'secret', display_name: 'Secret', type: 'P', purpose: 'Ben is not a member here.' },
    [admin, anna],
  )
  return world
}
