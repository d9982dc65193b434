import {
  bytes,
  type GobSchema,
  named,
  pointer,
  type Sendable,
  struct,
  type TypeRegistry,
} from '../../gob'
import { appErrorDataSchema, argumentTypes, attachmentList, errorStringSchema } from '../model'

/** What a call's last result says about failure: nothing, `*model.AppError` or `error`. */
export type Failure = 'none' | 'appError' | 'error'

/** Argument or result struct on the wire: fields `A`, `B`, `C` … in Go's parameter order. */
export type Letters = Record<string, unknown>

/**
 * One row of a table: how a Go method travels. `P` are the parameters as the caller gives them, `R`
 * is the result as the caller gets it.
 */
export interface CallShape<P extends readonly unknown[], R> {
  readonly args: GobSchema<Letters>
  readonly result: GobSchema<Letters>
  readonly arity: number
  readonly failure: Failure
  /** The field of the result that carries the failure. */
  readonly failureField: string
  /** Result struct → what the caller gets. */
  readonly unwrap: (result: Letters) => R
  /** What the handler answered → result struct. */
  readonly wrap: (answer: unknown) => Letters
  /** Only for the compiler: parameters are contravariant. */
  readonly takes?: (...args: P) => void
}

type Params<S extends readonly GobSchema<unknown>[]> = {
  [K in keyof S]: S[K] extends GobSchema<infer T> ? Sendable<T> | undefined : never
}

/** A method with one result (or none) and perhaps a failure behind it. */
export function shape<const S extends readonly GobSchema<unknown>[]>(
  params: S,
  result: null,
  failure?: Failure,
): CallShape<Params<S>, void>
export function shape<const S extends readonly GobSchema<unknown>[], R>(
  params: S,
  result: GobSchema<R>,
  failure?: Failure,
): CallShape<Params<S>, R>
export function shape(
  params: readonly GobSchema<unknown>[],
  result: GobSchema<unknown> | null,
  failure: Failure = 'none',
): CallShape<never[], unknown> {
  return {
    args: letters(params),
    arity: params.length,
    ...resultShape(result ? [result] : [], failure),
    unwrap: (value) => (result ? value['A'] : undefined),
    wrap: (answer) => (result ? { A: answer } : {}),
  }
}

/** A method whose one result is JSON text in a `[]byte`. */
export function jsonShape<R>(failure: Failure = 'none'): CallShape<[], R> {
  return {
    args: letters([]),
    arity: 0,
    ...resultShape([bytes], failure),
    unwrap: ({ A }) => ((A as Buffer).length === 0 ? null : JSON.parse(String(A))) as R,
    wrap: (answer) => ({ A: Buffer.from(JSON.stringify(answer ?? null)) }),
  }
}

/** The two results of a filter hook: a replacement, and a text that refuses. */
export interface FilterResult<T> {
  replacement: T | null
  refusal: string
}

/** `(*T, string)`: the handler answers null (as it is), a replacement, or the text of a refusal. */
export function filterShape<const S extends readonly GobSchema<unknown>[], T>(
  params: S,
  replacement: GobSchema<T>,
  refusal: GobSchema<string>,
): CallShape<Params<S>, FilterResult<T>> {
  return {
    args: letters(params),
    arity: params.length,
    ...resultShape([pointer(replacement), refusal], 'none'),
    unwrap: ({ A, B }) => ({ replacement: A as T | null, refusal: B as string }),
    wrap: (answer) => (typeof answer === 'string' ? { B: answer } : { A: answer }),
  }
}

/** `(*T, error)` where the handler never changes T: it only accepts, or throws. */
export function checkShape<const S extends readonly GobSchema<unknown>[]>(
  params: S,
  unused: GobSchema<unknown>,
): CallShape<Params<S>, void> {
  return {
    args: letters(params),
    arity: params.length,
    ...resultShape([pointer(unused)], 'error'),
    unwrap: () => undefined,
    wrap: () => ({}),
  }
}

/** Types that may stand in an interface, by the name both sides have registered. */
export const MATTERMOST_TYPES: TypeRegistry = new Map<string, GobSchema<unknown>>([
  ['*plugin.ErrorString', errorStringSchema],
  ['*model.AppError', appErrorDataSchema],
  [attachmentList.typeName, attachmentList.schema],
  ...argumentTypes.map((type) => [type.typeName, type.schema] as const),
])

export const letterOf = (index: number): string => String.fromCharCode(65 + index)

function letters(schemas: readonly GobSchema<unknown>[]): GobSchema<Letters> {
  const entries = schemas.map((schema, index) => [letterOf(index), schema] as const)
  return struct<Letters>('', Object.fromEntries(entries))
}

function resultShape(results: readonly GobSchema<unknown>[], failure: Failure) {
  const failures: Record<Failure, GobSchema<unknown>[]> = {
    none: [],
    appError: [pointer(appErrorDataSchema)],
    error: [named],
  }
  return {
    result: letters([...results, ...failures[failure]]),
    failure,
    failureField: letterOf(results.length),
  }
}
