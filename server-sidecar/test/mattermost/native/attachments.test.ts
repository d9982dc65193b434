import { writeProps } from '../../../src/mattermost/native/attachments'

it('spells attachments as Mattermost’s structs, and leaves the context of buttons alone', () => {
  const context = { alert_id: 'a', camelCase: { in_side: 1 } }
  const action = {
    id: 'acknowledge',
    default_option: 'x',
    integration: { url: '/x', context },
  }
  const attachment = {
    title_link: 'https://a.example',
    image_url: 'i',
    ts: 1,
    fields: [{ title: 'State', value: 'Down', short: true }],
    actions: [action],
  }
  expect(writeProps({ attachments: [attachment], own_prop: { is_kept: 1 } })).toEqual({
    own_prop: { is_kept: 1 },
    attachments: [
      {
        TitleLink: 'https://a.example',
        ImageURL: 'i',
        Timestamp: 1,
        Fields: [{ Title: 'State', Value: 'Down', Short: true }],
        Actions: [
          {
            Id: 'acknowledge',
            DefaultOption: 'x',
            Integration: { URL: '/plugins/ticketdesk/x', Context: context },
          },
        ],
      },
    ],
  })
})

it('passes other props through as they are', () => {
  const props = { attachments: 'none', ticketdesk: { delivery: 'd' } }
  expect(writeProps(props)).toBe(props)
})
