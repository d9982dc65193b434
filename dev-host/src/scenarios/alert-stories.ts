/** What happens around Mattermost: a quiet day, an incident from problem to recovery, a storm, a case. */
import type { CyphonAlert } from '../upstreams/cyphon'
import type { Monitoring } from '../upstreams/openitcockpit/monitoring'
import type { Portal } from '../upstreams/red-hat/portal'
import { caseStory } from './case-story'

export interface Stage {
  monitoring: Monitoring
  portal: Portal
  cyphon(alert: CyphonAlert): void
}

/** Something that happens, so many seconds after the story began. */
export type Step = readonly [seconds: number, happens: (stage: Stage) => void]

export const STORIES = ['quiet-day', 'incident', 'storm', 'case'] as const
export type StoryName = (typeof STORIES)[number]

export function storyOf(name: StoryName): Step[] {
  switch (name) {
    case 'quiet-day':
      return quietDay
    case 'incident':
      return incident
    case 'storm':
      return storm()
    case 'case':
      return caseStory.map(([seconds, happens]) => [seconds, ({ portal }) => happens(portal)])
  }
}

const quietDay: Step[] = [
  [0, ({ monitoring }) => monitoring.report(monitoring.object('mail-01', 'Mail queue'), 1, queue)],
  [0.2, ({ cyphon }) => cyphon(login)],
  [5, ({ monitoring }) => monitoring.downtime(monitoring.object('nfs-prod-02'), true)],
  [
    8,
    ({ monitoring }) =>
      monitoring.report(monitoring.object('mail-01', 'Mail queue'), 0, 'OK - 3 mails in queue'),
  ],
]
const queue = 'WARNING - 412 mails in queue, the oldest waits for 19 minutes'
const login: CyphonAlert = {
  id: 4812,
  title: 'Log-in from a new country: vera, 203.0.113.80',
  level: 'LOW',
  source: 'elasticsearch.cyphon.auth',
}

const web = (monitoring: Monitoring, service = 'HTTP') => monitoring.object('web-07', service)

/** Somebody may acknowledge it in the chat; if nobody does, the night shift does so in its page. */
const incident: Step[] = [
  [0, ({ monitoring }) => monitoring.report(web(monitoring), 1, 'HTTP WARNING - 4.1 s response')],
  [4, ({ monitoring }) => monitoring.report(web(monitoring), 2, down)],
  [12, ({ monitoring }) => monitoring.report(web(monitoring), 2, down)],
  [20, ({ monitoring }) => monitoring.report(web(monitoring), 2, down)],
  [26, ({ monitoring }) => nightShift(monitoring)],
  [40, ({ monitoring }) => monitoring.report(web(monitoring), 0, 'HTTP OK - 0.082 s response')],
]
const down = [
  'CRITICAL - Socket timeout after 10 seconds',
  'tried: 10.20.1.107:443, 10.20.1.107:80',
  'last good answer: 08:41:07',
  'route: 10.20.1.1 (0.4 ms), 10.20.0.1 (0.6 ms), no answer',
  'load before: 38.20 41.07 22.91, swap 100 % used',
].join('\n')

function nightShift(monitoring: Monitoring): void {
  const object = web(monitoring)
  if (object.acknowledgement) return
  const ack = { author: 'Night shift', comment: 'Restarting the machine.' }
  monitoring.acknowledge(object, ack, true)
}

const RACKS = ['a', 'b', 'c', 'd', 'e']
const PLACES = [1, 2, 3, 4, 5, 6, 7, 8]

/** A switch dies, and everything behind it with it: forty machines within seconds. */
function storm(): Step[] {
  const machines = RACKS.flatMap((rack) => PLACES.map((place) => `${rack}${place}-compute`))
  const falls = machines.map<Step>((name, index) => [
    1 + index * 0.15,
    ({ monitoring }) => monitoring.report(monitoring.object(name), 2, 'CRITICAL - lost 100%'),
  ])
  const rises = machines.map<Step>((name, index) => [
    25 + index * 0.15,
    ({ monitoring }) => monitoring.report(monitoring.object(name), 0, 'OK - rta 0.4 ms, lost 0%'),
  ])
  const core = 'core-switch-2'
  return [
    [0, ({ monitoring }) => monitoring.report(monitoring.object(core), 1, 'CRITICAL - lost 100%')],
    ...falls,
    [24, ({ monitoring }) => monitoring.report(monitoring.object(core), 0, 'OK - rta 0.2 ms')],
    ...rises,
  ]
}
