import type { MessageId, SourceId } from '../../src/domain/alert/alert'
import type { PlainAttachment, PlainMessage } from '../../src/domain/alert/plain-message'
import type { KeptMessage } from '../../src/ports/messages'
import { aChannelRef, anId } from './refs'

export function anAttachment(overrides: Partial<PlainAttachment> = {}): PlainAttachment {
  return {
    ...{ fallback: '', color: '', pretext: '', authorName: '', authorLink: '', authorIcon: '' },
    ...{ title: '', titleLink: '', text: '', imageUrl: '', thumbUrl: '', footer: '' },
    ...{ footerIcon: '', ts: '', fields: [], buttons: [] },
    ...overrides,
  }
}

/** Something an upstream said that is no signal. */
export function aMessage(
  message: Partial<PlainMessage> = {},
  overrides: Partial<KeptMessage> = {},
): KeptMessage {
  return {
    id: anId() as MessageId,
    sourceId: anId() as SourceId,
    channelId: aChannelRef(),
    message: {
      ...{ text: '', attachments: [], channel: '', username: '', iconUrl: '', iconEmoji: '' },
      ...{ type: '', props: {} },
      ...message,
    },
    receivedAt: Date.parse('2025-03-09T12:00:00Z'),
    ...overrides,
  }
}
