/** What a reaction to a post of ours means. */
import type { HeardReaction } from '../heard'

export interface ReactionSettings {
  acknowledgeEmoji: readonly string[]
  takeEmoji: readonly string[]
  resolveEmoji: readonly string[]
}
export type ReactionAct = 'acknowledge' | 'take' | 'resolve'

/** Mattermost names each colour of a hand after the hand. */
const SKIN_TONE = /_(light|medium_light|medium|medium_dark|dark)_skin_tone$/
const GENDER = /_(wo)?man$/

/** On an alert the first, on a ticket the other two; none for nearly all reactions there are. */
export function actsOf({ emoji }: HeardReaction, settings: ReactionSettings): ReactionAct[] {
  const plain = emoji.replace(SKIN_TONE, '')
  const means = [emoji, plain, plain.replace(GENDER, '')]
  const acts: [ReactionAct, readonly string[]][] = [
    ['acknowledge', settings.acknowledgeEmoji],
    ['take', settings.takeEmoji],
    ['resolve', settings.resolveEmoji],
  ]
  return acts.filter(([, names]) => names.some((name) => means.includes(name))).map(([act]) => act)
}
