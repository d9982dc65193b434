/** The private message that something of theirs cannot be posted. */
import type { RenderRefused } from '../../delivery/refused'
import type { Sentence } from '../../text/sentence'
import { renderUntrustedLine } from './untrusted'

export function createRefusedRenderer({ sentence }: { sentence: Sentence }): RenderRefused {
  return function renderRefused(locale, { kind, names }, { reason, answer }) {
    const entries = Object.entries(names).map(([name, text]) => [name, renderUntrustedLine(text)])
    const isGone = reason === 'channel_gone'
    const why = sentence(locale, isGone ? 'refused.channel_gone' : 'refused.rejected', { answer })
    return sentence(locale, `refused.${kind}`, { ...Object.fromEntries(entries), why })
  }
}
