import type { AppErrorData } from './model'

/** Root of the errors Mattermost itself answers with. */
export class MattermostError extends Error {
  constructor(message: string) {
    super(message)
    this.name = new.target.name
  }
}

/**
 * Mattermost's own error. Thrown by API calls; may also be thrown by hooks and API handlers to say
 * exactly what the other side gets. `Id` is a translation key, `StatusCode` an HTTP status.
 */
export class AppError extends MattermostError implements AppErrorData {
  readonly Id: string
  readonly Message: string
  readonly DetailedError: string
  readonly RequestId: string
  readonly StatusCode: number
  readonly Where: string
  readonly SkipTranslation: boolean

  constructor(data: Partial<AppErrorData>) {
    super(data.Message || data.Id || 'application error')
    this.Id = data.Id ?? ''
    this.Message = data.Message ?? ''
    this.DetailedError = data.DetailedError ?? ''
    this.RequestId = data.RequestId ?? ''
    // The server writes this number to HTTP clients and must never get one outside 100–999.
    this.StatusCode = isHttpStatus(data.StatusCode) ? data.StatusCode : 500
    this.Where = data.Where ?? ''
    this.SkipTranslation = data.SkipTranslation ?? false
  }
}

function isHttpStatus(status: number | undefined): status is number {
  return Number.isInteger(status) && (status as number) >= 100 && (status as number) <= 999
}

/** A plain Go error: just a text. `goCode` names the few errors Go programs compare by identity. */
export class PluginError extends MattermostError {
  constructor(
    message: string,
    readonly goCode = 0,
  ) {
    super(message)
  }
}

/** The host no longer takes what we write: the client went away or the request was aborted. */
export class ResponseClosedError extends MattermostError {
  constructor(cause?: unknown) {
    super('the response can no longer be written')
    this.cause = cause
  }
}

/** The request body ended with a failure instead of its end. */
export class RequestBodyError extends MattermostError {
  constructor(cause: Error) {
    super('the request body broke off')
    this.cause = cause
  }
}
