import { Inbox } from '../../src/bytes/inbox'

const text = (value: string) => Buffer.from(value)

function listenTo(inbox: Inbox, onData: (text: string) => void = () => {}) {
  const events: string[] = []
  inbox.start(
    (chunk) => {
      events.push(chunk.toString())
      onData(chunk.toString())
    },
    (error) => events.push(error ? `failed: ${error.message}` : 'ended'),
  )
  return events
}

describe('an inbox', () => {
  it('keeps the order when the listener causes more to arrive', () => {
    const inbox = new Inbox(() => {})
    const events = listenTo(inbox, (chunk) => {
      if (chunk === 'a') for (const next of ['b', 'c']) inbox.push(text(next))
    })
    inbox.push(text('a'))
    inbox.push(text('d'))
    expect(events.join('')).toBe('abcd')
  })

  it('holds the rest and the end when the listener pauses, until it resumes', () => {
    const inbox = new Inbox(() => {})
    const events = listenTo(inbox, () => inbox.pause())
    inbox.push(text('first'))
    inbox.push(text('second'))
    inbox.finish()
    expect(events).toEqual(['first'])
    inbox.resume()
    expect(events).toEqual(['first', 'second'])
    inbox.resume()
    expect(events).toEqual(['first', 'second', 'ended'])
  })

  it('tells a failure at once, even while paused, and drops what it held', () => {
    const inbox = new Inbox(() => {})
    const events = listenTo(inbox)
    inbox.pause()
    inbox.push(text('held'))
    inbox.fail(new Error('gone'))
    inbox.finish()
    inbox.resume()
    expect(events).toEqual(['failed: gone'])
  })

  it('reports bytes as consumed only when the listener has had them', () => {
    let consumed = 0
    const inbox = new Inbox((bytes) => {
      consumed += bytes
    })
    inbox.push(text('12345'))
    expect(consumed).toBe(0)
    listenTo(inbox)
    expect(consumed).toBe(5)
  })
})
