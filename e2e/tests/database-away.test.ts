/** The database does not take anything for a while. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

/** Locks the plugin's database against every writer, as a stuck backup would. */
function lockDatabase(): () => void {
  const folder = join(story.standIn.dataFolder, 'tickets')
  const file = readdirSync(folder).find((name) => /\.(db|sqlite)$/.test(name)) ?? ''
  const database = new DatabaseSync(join(folder, file))
  database.exec('BEGIN EXCLUSIVE')
  return () => {
    database.exec('ROLLBACK')
    database.close()
  }
}

it('/ticket says so in words, keeps the text, and goes on when the database is back', async () => {
  story.forgive(/503|Service Unavailable/)
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  const unlock = lockDatabase()
  try {
    await modal.submit()
    await modal.alert.getByText(/database/).waitFor()
    expect(await modal.values()).toEqual(aTicket)
  } finally {
    unlock()
  }
  await modal.alert.getByRole('button').click()
  await modal.closed()
  const anna = await story.standIn.as('anna')
  await eventually('exactly one ticket', async () => {
    const posts = ticketsIn(await anna.posts(story.standIn.channels['town-square']))
    return posts.length === 1
  })
})
