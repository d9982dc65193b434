/** What props of a post are looked at with: anybody may post our types with any props. */
type Shape<T> = { [Key in keyof T]-?: (value: unknown) => boolean }

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isYesOrNo = (value: unknown) => typeof value === 'boolean'
export const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
/** The last moment a `Date` can be. */
export const isMoment = (value: unknown) => isCount(value) && Number(value) <= 8.64e15
export const optional = (test: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || test(value)
export const oneOf = (words: readonly string[]) => (value: unknown) =>
  isText(value) && words.includes(value)
/** An empty list comes out of Mattermost as null: Go does not tell them apart. */
export const listOf = (test: (value: unknown) => boolean) => (value: unknown) =>
  value === null || (Array.isArray(value) && value.every(test))

export function has<T>(shape: Shape<T>) {
  const tests = Object.entries(shape) as [string, (value: unknown) => boolean][]
  return (value: unknown): value is T =>
    typeof value === 'object' &&
    value !== null &&
    tests.every(([key, test]) => test((value as Record<string, unknown>)[key]))
}
