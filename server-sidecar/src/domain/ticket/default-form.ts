import type { ConfiguredForm } from '@ticketdesk/contract'

/** The form when the administrator has not written one. */
export const defaultForm: ConfiguredForm = {
  prefill: 'problem',
  fields: [
    {
      name: 'cluster',
      type: 'select',
      label: { en: 'Cluster', de: 'Cluster', fr: 'Cluster', ru: 'Кластер' },
      required: true,
      options: [
        {
          value: 'prod-cluster',
          label: { en: 'Production', de: 'Produktion', fr: 'Production', ru: 'Продуктивный' },
        },
        {
          value: 'dev-cluster',
          label: {
            en: 'Dev/Test',
            de: 'Entwicklung/Test',
            fr: 'Dév/Test',
            ru: 'Разработка/тестирование',
          },
        },
        { value: 'dmz-cluster', label: { en: 'DMZ', de: 'DMZ', fr: 'DMZ', ru: 'DMZ' } },
      ],
    },
    {
      name: 'resource',
      type: 'text',
      label: {
        en: 'VM or resource',
        de: 'VM oder Ressource',
        fr: 'VM ou ressource',
        ru: 'ВМ или ресурс',
      },
      required: true,
      max: 200,
    },
    {
      name: 'problem',
      type: 'textarea',
      label: {
        en: 'What is the problem?',
        de: 'Was ist das Problem?',
        fr: 'Quel est le problème\u00a0?',
        ru: 'Проблема',
      },
      required: true,
    },
    {
      name: 'network',
      type: 'textarea',
      label: {
        en: 'IP, ports …',
        de: 'IP, Ports …',
        fr: 'IP, ports…',
        ru: 'IP, порты…',
      },
      help: {
        en: 'Addresses, ports and protocols, if the network is part of it.',
        de: 'Adressen, Ports und Protokolle, falls das Netzwerk beteiligt ist.',
        fr: 'Adresses, ports et protocoles, si le réseau est en cause.',
        ru: 'Адреса, порты и протоколы, если дело в сети.',
      },
      required: false,
    },
  ],
}
