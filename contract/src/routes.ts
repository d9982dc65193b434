/** Every path of the sidecar, below `/plugins/ticketdesk` in native mode and below `/` standalone. */
export const routes = {
  /** GET: the ticket form in the caller's language, or in `?locale=`. */
  form: '/api/v1/form',
  /** POST: open a ticket. */
  tickets: '/api/v1/tickets',
  /** POST: take a ticket, resolve it and the like. */
  ticketActions: '/api/v1/tickets/actions',
  /** POST: acknowledge an alert and the like. */
  alertActions: '/api/v1/alerts/actions',
  /** POST, called by Mattermost only: a submitted or cancelled ticket dialog. */
  ticketDialog: '/mattermost/dialogs/ticket',
  /** POST, called by Mattermost only: a button of a ticket. */
  ticketAction: '/mattermost/actions/ticket',
  /** POST, called by Mattermost only: a button of an alert, a submitted dialog about one. */
  alertAction: '/mattermost/actions/alert',
  alertDialog: '/mattermost/dialogs/alert',
  /** POST, called by Mattermost only: a submitted dialog about a source, the button that opens one. */
  sourceDialog: '/mattermost/dialogs/source',
  sourceAction: '/mattermost/actions/source',
  /** POST: stop following a case and the like. */
  caseActions: '/api/v1/cases/actions',
  /** POST, called by Mattermost only: a button of a case, a submitted dialog about one or a login. */
  caseAction: '/mattermost/actions/case',
  caseDialog: '/mattermost/dialogs/case',
  /** POST, called by Mattermost only: the button below an answer of the bot. */
  botAction: '/mattermost/actions/bot',
  /** GET: is the process alive; does it reach its database and Mattermost. */
  health: '/health',
  ready: '/health/ready',
} as const
