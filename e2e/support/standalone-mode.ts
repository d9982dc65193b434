/** For the stories that are told a second time, with Ticket Desk beside Mattermost. */
process.env['TICKETDESK_MODE'] = 'standalone'
