/** What the hooks hand over, in our words. */
import type { Post, Reaction } from '@ticketdesk/plugin-rpc'
import type { HeardMessage, HeardReaction } from '../heard'

export function readHeardPost(post: Post): HeardMessage {
  return {
    kind: 'message',
    postId: post.Id,
    channelId: post.ChannelId,
    rootId: post.RootId,
    userId: post.UserId,
    message: post.Message,
    type: post.Type,
    props: post.Props ?? {},
    createAt: post.CreateAt,
  }
}

export function readHeardReaction(reaction: Reaction): HeardReaction {
  return {
    kind: 'reaction',
    postId: reaction.PostId,
    userId: reaction.UserId,
    emoji: reaction.EmojiName,
    createAt: reaction.CreateAt,
  }
}
