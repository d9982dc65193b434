/** Where the focus goes while a modal is open, and afterwards. */

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]'

function focusables(within: Element): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(FOCUSABLE)]
}

/** What Tab may reach: while a question is open inside the dialog, only the question. */
function reachable(dialog: Element): HTMLElement[] {
  return focusables(dialog.querySelector('[role="alertdialog"]') ?? dialog)
}

/**
 * Keeps Tab inside: at an end the focus goes round to the other one. True when it did so; in between
 * the browser knows best (radio groups, parts of a date).
 */
export function stepFocus(dialog: Element, backwards: boolean): boolean {
  const stops = reachable(dialog)
  const [first, last] = [stops[0], stops.at(-1)]
  const now = document.activeElement
  const inside = stops.some((stop) => stop === now)
  if (inside && now !== (backwards ? first : last)) return false
  const next = backwards ? last : first
  next?.focus()
  return true
}

/**
 * Brings the focus back when something takes it while the dialog is open, as the host's composer
 * does after a slash command. Other dialogs above ours may have it.
 */
export function keepFocusIn(dialog: HTMLElement): () => void {
  let last: HTMLElement = dialog
  function handleFocus({ target }: FocusEvent) {
    if (!(target instanceof HTMLElement)) return
    if (dialog.contains(target)) last = target
    else if (!target.closest('[role="dialog"], [role="alertdialog"], .modal')) {
      ;(last.isConnected ? last : dialog).focus()
    }
  }
  document.addEventListener('focusin', handleFocus)
  return () => document.removeEventListener('focusin', handleFocus)
}

/** Back to writing: the composer of the thread, else of the channel, else where the focus was. */
export function focusComposer(rootId: string, before: Element | null): void {
  const thread = rootId ? document.getElementById('reply_textbox') : null
  const composer = thread ?? document.getElementById('post_textbox')
  if (composer) composer.focus()
  else if (before instanceof HTMLElement && before.isConnected) before.focus()
}

/** The first field that is refused; of a group, its chosen or first button. */
export function focusFirstInvalid(form: Element): void {
  const invalid = form.querySelector<HTMLElement>('[aria-invalid="true"]')
  if (invalid?.matches('[role="radiogroup"]')) {
    const button =
      invalid.querySelector<HTMLElement>('input:checked') ?? invalid.querySelector('input')
    button?.focus()
  } else {
    invalid?.focus()
  }
}

/** The first field, or the first still empty one when some came filled in. */
export function focusFirstField(form: Element, preferEmpty: boolean): void {
  const controls = [...form.querySelectorAll<HTMLInputElement>('input, select, textarea')]
  const empty = controls.find(({ type, value }) => !['checkbox', 'radio'].includes(type) && !value)
  const field = (preferEmpty ? empty : undefined) ?? controls[0]
  field?.focus()
}
