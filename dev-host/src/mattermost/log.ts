/** The server's log of the plugin: the newest lines, for the terminal and for tests. */
export interface LogLine {
  level: string
  message: string
  fields: Readonly<Record<string, unknown>>
}

const KEPT = 500

export interface PluginLog {
  add(line: LogLine): void
  lines(): LogLine[]
}

export function createPluginLog(echo: (line: LogLine) => void): PluginLog {
  const lines: LogLine[] = []
  return {
    add(line) {
      lines.push(line)
      if (lines.length > KEPT) lines.shift()
      echo(line)
    },
    lines: () => [...lines],
  }
}
