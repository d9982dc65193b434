/** What went wrong in the codec; the code is stable, the message is for logs. */
export type GobErrorCode =
  | 'truncated'
  | 'malformed'
  | 'unknown_type'
  | 'too_large'
  | 'too_deep'
  | 'too_many'
  | 'unencodable'
  | 'mismatch'

/** Root of everything the gob codec throws. */
export class GobError extends Error {
  constructor(
    readonly code: GobErrorCode,
    detail: string,
  ) {
    super(`gob: ${detail}`)
    this.name = new.target.name
  }
}

/** The bytes are no gob: truncated, an impossible length, an undefined type id, an unknown field number. */
export class GobFormatError extends GobError {}

/** The bytes may be gob but ask for more than we are ready to hold. */
export class GobLimitError extends GobError {}

/** A value does not fit the schema it should be sent with. Nothing of it has been written. */
export class GobEncodeError extends GobError {
  /** `path`: field names from the outside inwards. */
  constructor(
    private readonly detail: string,
    readonly path: readonly string[] = [],
  ) {
    super('unencodable', path.length === 0 ? detail : `${detail} (${path.join('.')})`)
  }

  /** The same error seen from one struct further out. */
  within(field: string): GobEncodeError {
    return new GobEncodeError(this.detail, [field, ...this.path])
  }
}

/** A decoded value has another kind than the schema declares for it. */
export class GobMismatchError extends GobError {
  constructor(detail: string) {
    super('mismatch', detail)
  }
}
