import { InterfaceValue } from '../../gob'
import { AppError, PluginError } from '../errors'
import {
  type AppErrorData,
  appErrorDataSchema,
  type ErrorString,
  errorStringSchema,
} from '../model'
import type { CallShape, Letters } from './shape'

/** The failure in a result, if any, as the error to reject with. */
export function parseFailure(shape: CallShape<never, unknown>, result: Letters): Error | undefined {
  const value = result[shape.failureField]
  if (shape.failure === 'none' || value === null || value === undefined) return undefined
  if (shape.failure === 'appError') return new AppError(value as AppErrorData)
  return parseErrorValue(value as InterfaceValue)
}

/** Something thrown → the result struct that says so. Undefined when the method cannot fail. */
export function renderFailure(
  shape: CallShape<never, unknown>,
  error: unknown,
  where: string,
): Letters | undefined {
  if (shape.failure === 'none') return undefined
  const value = shape.failure === 'appError' ? toAppError(error, where) : renderErrorValue(error)
  return { [shape.failureField]: value }
}

function parseErrorValue(value: InterfaceValue): Error {
  const content = (value.value ?? {}) as Partial<AppErrorData & ErrorString>
  if (value.typeName === '*model.AppError') return new AppError(content)
  const text = content.Err || content.Message || value.typeName || 'error'
  return new PluginError(text, content.Code ?? 0)
}

/** `error` is an interface: only types registered on both sides may stand in it. */
function renderErrorValue(error: unknown): InterfaceValue {
  if (error instanceof AppError) {
    return new InterfaceValue<AppErrorData>(
      '*model.AppError',
      error,
      appErrorDataSchema,
    ) as InterfaceValue
  }
  const Code = error instanceof PluginError ? error.goCode : 0
  const data: ErrorString = { Code, Err: textOf(error) }
  return new InterfaceValue<ErrorString>(
    '*plugin.ErrorString',
    data,
    errorStringSchema,
  ) as InterfaceValue
}

function toAppError(error: unknown, where: string): AppError {
  if (error instanceof AppError) return error
  const Message = textOf(error)
  return new AppError({ Id: 'plugin.error', Message, StatusCode: 500, Where: where })
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text === '' ? 'internal error' : text
}
