import type { z } from 'zod'

/** What is wrong with a form, and where: `at $.fields[0].label: is missing`. */
export function describeIssue(issue: z.core.$ZodIssue, form: unknown): string {
  const isMissing = issue.code !== 'custom' && valueAt(form, issue.path) === undefined
  return `at ${renderPath(issue.path)}: ${isMissing ? 'is missing' : wordsFor(issue)}`
}

function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'unrecognized_keys':
      return `does not know ${issue.keys.map((key) => `"${key}"`).join(', ')}`
    case 'invalid_union':
      return issue.path.at(-1) === 'default'
        ? 'must be a text, or true or false'
        : 'must be a text, or one for each of the languages en, de, fr, ru'
    default:
      return issue.message
  }
}

const typeWords: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** `$.fields[0].label`, as JSON tools write it; `$` is the whole. */
function renderPath(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  return `$${steps.join('')}`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, step) => (inside as Record<PropertyKey, unknown> | null | undefined)?.[step],
    value,
  )
}
