/** WebSocket events, without the `custom_ticketdesk_` that Mattermost puts in front. */
export const events = {
  /** To everybody, empty: the configuration changed, fetch the form again. */
  formChanged: 'form_changed',
} as const
