/** What the modal and the cards say alike when the sidecar beside Mattermost cannot be asked. */
import type { SidecarProblemKind } from '../../api/problem'
import type { SentenceId } from '../../i18n'

export const sidecarFailures: Record<SidecarProblemKind, SentenceId> = {
  no_command: 'sidecar.no_command',
  not_vouched: 'sidecar.not_vouched',
  foreign_address: 'sidecar.foreign_address',
  out_of_reach: 'sidecar.out_of_reach',
}
