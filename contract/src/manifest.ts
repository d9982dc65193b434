// Written by build/src/manifest.ts from plugin.json. Change it there.

/** Identity of the plugin: part of its addresses and of what it says about itself. */
export const manifest = {
  id: 'ticketdesk',
  version: '0.1.0',
} as const
