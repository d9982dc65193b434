import { useSelector } from 'react-redux'
import type { State } from '../store'

/** A part of the page's state; the component follows it. */
export function useOurs<T>(select: (state: State) => T): T {
  return useSelector((state) => select(state as unknown as State))
}
