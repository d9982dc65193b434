/** A vendor's case that moves: associates answer, its status and severity change, it is closed. */
import { CLOSED, type Portal, STORAGE } from '../upstreams/red-hat/portal'

export const STORY_CASE = '04000001'

/** The cases there are before anything happens. */
export function openCases(portal: Portal): void {
  const { number } = portal.open({
    summary: 'Storage operator degraded after the update to 4.18',
    severity: '2 (High)',
  })
  portal.comment(number, {
    side: 'Customer',
    body: 'Since the update last night the storage operator says Degraded. A must-gather is attached.',
  })
  portal.attach(number, 'must-gather.tar.gz')
  portal.comment(number, {
    body: 'Thank you, I am looking into it.\n\nRegards,\nMax',
  })
  portal.open({ summary: 'How to size the registry volume', severity: '4 (Low)', group: STORAGE })
  portal.open({ summary: 'Console log-in loops behind the proxy', status: 'Waiting on Customer' })
}

export type CaseStep = readonly [seconds: number, happens: (portal: Portal) => void]

export const caseStory: CaseStep[] = [
  [
    2,
    (portal) =>
      portal.comment(STORY_CASE, {
        body: [
          'The log shows a volume that cannot be detached. Please send the output of:',
          '',
          '```',
          'oc get volumeattachments',
          'oc -n openshift-cluster-csi-drivers get pods -o wide',
          '```',
        ].join('\n'),
      }),
  ],
  [3, (portal) => portal.change(STORY_CASE, { status: 'Waiting on Customer' })],
  [
    14,
    (portal) => {
      portal.attach(STORY_CASE, 'volumeattachments.txt')
      portal.comment(STORY_CASE, { side: 'Customer', body: 'Attached. Two workers are down now.' })
      portal.change(STORY_CASE, { severity: '1 (Urgent)', status: 'Waiting on Red Hat' })
    },
  ],
  [20, (portal) => portal.change(STORY_CASE, { owner: 'Priya Support' })],
  [
    24,
    (portal) =>
      portal.comment(STORY_CASE, {
        author: 'Priya Support',
        body: 'I have taken this over. Please delete the attachment of the machine that is gone; the operator then recovers by itself.',
      }),
  ],
  [
    34,
    (portal) =>
      portal.edit(
        STORY_CASE,
        'I have taken this over. Please delete the attachment of the machine that is gone, worker-3; the operator then recovers by itself.',
      ),
  ],
  [50, (portal) => portal.change(STORY_CASE, { status: CLOSED })],
]
