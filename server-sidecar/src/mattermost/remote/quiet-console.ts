/** The client library tells the console what it does: its words go to our log instead. */
import type { Log } from '../../ports/log'

/** Until the returned function is called. Objects are left away: a socket has everything in it. */
export function quietConsole(log: Log): () => void {
  const { log: say, warn } = console
  const tell = (...words: unknown[]) => {
    const text = words.filter((word) => typeof word === 'string').join(' ')
    if (text !== '') log.debug(text)
  }
  Object.assign(console, { log: tell, warn: tell })
  return () => {
    Object.assign(console, { log: say, warn })
  }
}
