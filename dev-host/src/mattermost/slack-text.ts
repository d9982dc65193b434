/** Slack's spellings, which Mattermost understands in what integrations answer. */

/** `<address|words>` → `[words](address)`. */
export function linksToMarkdown(text: string): string {
  return text.replace(/<(https?:\/\/[^|>\s]+)\|([^>]+)>/g, '[$2]($1)')
}

/** Also `<!channel>` and its kin. */
export function slackToMarkdown(text: string): string {
  return linksToMarkdown(
    text.replace(/<!(channel|here|all)>/g, '@$1').replace(/<!everyone>/g, '@all'),
  )
}
