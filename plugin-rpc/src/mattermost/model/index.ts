/** Mattermost's structures: for each an interface with Go's field names and its gob schema. */
export * from './attachment'
export * from './channel'
export * from './command'
export * from './dialog'
export * from './post'
export * from './system'
export * from './user'
