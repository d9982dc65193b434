import type { AlertId, SourceId } from '../../src/domain/alert/alert'
import type { Source } from '../../src/domain/source/source'
import { aSource } from './an-alert'
import { anId } from './refs'

export const anAlertId = () => anId() as AlertId
export const aSourceId = () => anId() as SourceId

/** A source of a name of its own that takes whatever comes and is not talked back to. */
export function aNewSource(overrides: Partial<Source> = {}): Source {
  const { upstream: _, ...source } = aSource()
  return { ...source, name: `source ${anId()}`, kind: 'detect', ...overrides }
}
