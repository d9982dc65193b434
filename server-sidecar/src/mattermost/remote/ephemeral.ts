/**
 * Words for one person's eyes. Mattermost lets few bots show such a post (`create_post_ephemeral`,
 * which only administrators have by default): the others write to the person directly and say
 * where it belongs, for a word nobody sees is lost.
 */
import { type ChannelInfo, type MattermostApi, MattermostError } from '../api'
import { ask, type RemoteClient } from './client'
import { isNoRoute } from './gaps'
import { type OutgoingNeeds, writePost, writeProps } from './outgoing'
import { hidden } from './permissions'
import type { Place } from './place'

interface Needs extends OutgoingNeeds {
  client: RemoteClient
  place: Place
  createPost: MattermostApi['createPost']
  siteUrl: () => string
}
type Send = MattermostApi['sendEphemeralPost']
type Words = Parameters<Send>[1]

const DIRECT = 'D'

export function createEphemeral(needs: Needs): Send {
  const { client, place, createPost } = needs

  async function showInChannel(userId: string, words: Words): Promise<void> {
    const props = await writeProps(needs, words.channelId, words.props ?? {})
    const post = { ...writePost({ ...words, props }), props }
    await ask(() => client.createPostEphemeral(userId, post as Parameters<Show>[1]))
  }

  async function writeDirectly(userId: string, words: Words): Promise<void> {
    const { props = {}, message } = words
    const channelId = await place.directChannel(userId)
    // Already between the two of us.
    if (channelId === words.channelId) {
      await createPost({ ...words, props })
      return
    }
    const where = await describe(needs, words)
    const { userId: bot } = words
    await createPost({ userId: bot, channelId, message: `${where}${message}`, props })
  }

  return async function sendEphemeralPost(userId, words) {
    try {
      await showInChannel(userId, words)
    } catch (error) {
      if (!isRefused(error) && !isNoRoute(error)) throw error
      await writeDirectly(userId, words)
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof MattermostError && error.status === 403
}
type Show = RemoteClient['createPostEphemeral']

/** A line that leads to where the words belong; empty where it has no name. */
async function describe({ client, siteUrl }: Needs, { channelId, rootId }: Words): Promise<string> {
  const channel = await hidden(ask(() => client.getChannel(channelId)))
  if (!channel || (channel.type as ChannelInfo['type']) === DIRECT || channel.team_id === '') {
    return ''
  }
  const label = `~${channel.display_name.replace(/[[\]\\`*_]/g, '\\$&')}`
  const team = await hidden(ask(() => client.getTeam(channel.team_id)))
  const page = rootId ? `_redirect/pl/${rootId}` : `${team?.name}/channels/${channel.name}`
  return `[${label}](${siteUrl()}/${page})\n`
}
