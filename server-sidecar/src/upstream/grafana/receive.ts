import type { Signal } from '../../domain/alert/signal'
import { signalOf } from '../alertmanager/receive'
import { type Alert, type Group, parseGroup } from '../alertmanager/schema'
import type { Detail } from '../read-text'
import type { Incoming, Understood } from '../upstream'

const VERSION = '1'
const NO_ANSWER = /^Datasource(NoData|Error)$/

/** A signal for each alert of the group, or undefined when this is not Grafana speaking. */
export function receiveGrafana({ json }: Incoming): Understood | undefined {
  const group = parseGroup(json, VERSION)
  return (
    group && {
      signals: group.alerts.map((alert) => grafanaSignal(alert, group)),
      omitted: group.truncatedAlerts,
    }
  )
}

function grafanaSignal(alert: Alert, group: Group): Signal {
  const signal = signalOf(alert, group, 'grafana')
  const details = [...valuesOf(alert), ...signal.details]
  const word = NO_ANSWER.exec(alert.labels.get('alertname') ?? '')?.[1]
  const rule = alert.labels.get('rulename')
  if (!word || !rule) return { ...signal, details }
  return {
    ...signal,
    object: { ...signal.object, service: rule },
    ...(signal.kind === 'problem' && { severity: 'unknown' as const, stateWord: word }),
    details: details.filter(({ name }) => name !== 'rulename'),
  }
}

function valuesOf({ values }: Alert): Detail[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'number' ? [{ name, value: String(value) }] : [],
  )
}
