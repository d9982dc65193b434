/** Every path of the sidecar, below `/plugins/ticketdesk` in native mode and below `/` standalone. */
export const routes = {
  /** GET: the ticket form in the caller's language, or in `?locale=`. */
  form: '/api/v1/form',
  /** POST: open a ticket. */
  tickets: '/api/v1/tickets',
  /** POST, called by Mattermost only: a submitted or cancelled ticket dialog. */
  ticketDialog: '/mattermost/dialogs/ticket',
  /** GET: is the process alive; does it reach its database and Mattermost. */
  health: '/health',
  ready: '/health/ready',
} as const
