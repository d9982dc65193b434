const NEWLINE = 0x0a

/** Cuts a byte stream into lines, holding at most one line of bounded length. */
export interface LineSplitter {
  push(chunk: Buffer): void
  /** Gives out what is held without a newline, if anything. */
  flush(): void
}

/**
 * Calls `onLine` with each line, without its newline, as text. A line that grows past `maxBytes` is
 * given out in pieces, each a line of its own with `continued` set on all but the first.
 */
export function createLineSplitter(
  maxBytes: number,
  onLine: (line: string, continued: boolean) => void,
): LineSplitter {
  let held: Buffer[] = []
  let length = 0
  let continued = false

  const give = (complete: boolean) => {
    const line = Buffer.concat(held, length).toString('utf8')
    held = []
    length = 0
    const wasContinued = continued
    continued = !complete
    onLine(line, wasContinued)
  }

  /** Keeps bytes that hold no newline, giving out a piece whenever the line is full. */
  const keep = (bytes: Buffer) => {
    let rest = bytes
    while (length + rest.length > maxBytes) {
      const piece = rest.subarray(0, maxBytes - length)
      held.push(piece)
      length += piece.length
      rest = rest.subarray(piece.length)
      give(false)
    }
    if (rest.length === 0) return
    held.push(rest)
    length += rest.length
  }

  return {
    push(chunk) {
      let at = 0
      for (;;) {
        const newline = chunk.indexOf(NEWLINE, at)
        if (newline < 0) break
        keep(chunk.subarray(at, newline))
        give(true)
        at = newline + 1
      }
      // A copy: the caller may reuse what it handed in, and this may be held for long.
      if (at < chunk.length) keep(Buffer.from(chunk.subarray(at)))
    },
    flush() {
      if (length > 0) give(true)
      continued = false
    },
  }
}
