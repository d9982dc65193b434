/** Message text as HTML: Mattermost's Markdown, near enough, with HTML in the text escaped. */
import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true })
markdown.linkify.set({ fuzzyEmail: false, fuzzyLink: false })

const escapeHtml = markdown.utils.escapeHtml

// Mentions are found in text only, so never inside code or an address.
markdown.renderer.rules['text'] = (tokens, index) =>
  escapeHtml(tokens[index]?.content ?? '')
    .replace(/:([a-z_]+):/g, (code, name) => EMOJI[name] ?? code)
    .replace(
      /(^|[^\w@])@([a-z0-9][a-z0-9._-]*[a-z0-9])/gi,
      '$1<span class="mention" data-mention="$2">@$2</span>',
    )
    .replace(/(^|[^\w~])~([a-z0-9][a-z0-9_-]*)/gi, '$1<span class="mention">~$2</span>')

// The page's own links stay on the page; others open beside it and tell nobody where they were.
// biome-ignore lint/complexity/useMaxParams: the signature of a renderer rule
markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet('rel', 'noreferrer')
  tokens[index]?.attrSet('class', 'markdown__link')
  return self.renderToken(tokens, index, options)
}

/** Those that plugins here write; a font with all of them is not what this page is about. */
const EMOJI: Record<string, string | undefined> = {
  red_circle: '🔴',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_blue_circle: '🔵',
  white_check_mark: '✅',
  information_source: 'ℹ️',
  grey_question: '❔',
  warning: '⚠️',
  zap: '⚡',
}

export function renderMarkdown(text: string, singleLine = false): string {
  return singleLine ? markdown.renderInline(text) : markdown.render(text)
}
