/** An alert or a case as the beginning of a ticket's text: what, how bad, and what was said. */
import type { AlertCard, CaseCard } from '@ticketdesk/contract/post-props'

/** Markdown in which nothing of the upstream's text acts: no mention, no heading, no end of code. */
export function alertText({ title, stateWord, severity, output, links }: AlertCard): string {
  const line = title.replace(/\s+/g, ' ').trim()
  const state = (stateWord || severity).replace(/\s+/g, ' ').trim()
  const first = `${code(line)} (${code(state)})`
  const said = output?.trim() ? `\n\n${fenced(output.trim())}` : ''
  const [link] = links
  return `${first}${said}${isAddress(link?.url) ? `\n\n<${link?.url}>` : ''}`
}

/** Which case, and what about. */
export function caseText({ vendor, number, summary, link }: CaseCard): string {
  const line = (text: string) => text.replace(/\s+/g, ' ').trim()
  const first = `${code(line(`${vendor} ${number}`))}: ${code(line(summary) || '–')}`
  return isAddress(link) ? `${first}\n\n<${link}>` : first
}

function isAddress(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\/[^\s<>]+$/.test(url)
}

function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return fence + pad + text + pad + fence
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}\n${text}\n${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
