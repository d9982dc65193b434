/** The page's Redux store; plugins add slices of their own while it runs. */
import { type AnyAction, applyMiddleware, combineReducers, createStore, type Reducer } from 'redux'
import { type Entities, type EntityAction, entities } from './state/entities'
import { type Page, type PageAction, page } from './state/page'
import { type PluginAction, type Plugins, plugins } from './state/plugins'

export interface State {
  entities: Entities
  page: Page
  plugins: Plugins
}
export type Action = EntityAction | PageAction | PluginAction
type Thunk = (dispatch: unknown, getState: () => State) => unknown

const reducers: Record<string, Reducer> = {
  entities: entities as Reducer,
  page: page as Reducer,
  plugins: plugins as Reducer,
}

// Mattermost's store takes thunks, and plugins may dispatch them.
const thunks =
  ({ dispatch, getState }: { dispatch: unknown; getState: () => unknown }) =>
  (next: (action: AnyAction) => unknown) =>
  (action: unknown) =>
    typeof action === 'function'
      ? (action as Thunk)(dispatch, getState as () => State)
      : next(action as AnyAction)

const inner = createStore(
  combineReducers(reducers),
  applyMiddleware(thunks as Parameters<typeof applyMiddleware>[0]),
)

export const store = {
  ...inner,
  getState: () => inner.getState() as unknown as State,
  dispatch: (action: Action) => inner.dispatch(action),
}

/** A plugin's slice. It stays when the plugin goes, as in Mattermost. */
export function addReducer(name: string, reducer: Reducer): void {
  reducers[name] = reducer
  inner.replaceReducer(combineReducers(reducers))
}
