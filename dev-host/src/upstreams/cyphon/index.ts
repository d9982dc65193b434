/** A stand-in Cyphon: what its Mattermost action sends when an alert is created. */
import { type Sent, send } from '../send'

export interface CyphonAlert {
  id: number
  title: string
  level: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFO'
  /** `backend.warehouse.collection` */
  source: string
}

export interface CyphonSettings {
  /** `SERVER`: what stands before `/hooks/`. */
  server: string
  generatedKey: string
  displayedUsername: string
  /** Where its own pages are. */
  baseUrl: string
}

const COLORS: Record<CyphonAlert['level'], string> = {
  CRITICAL: '#c168a6',
  HIGH: '#d6705c',
  MEDIUM: '#ffc578',
  LOW: '#6ca887',
  INFO: '#80b8d6',
}
const HEADERS = {
  'User-Agent': 'python-requests/2.18.4',
  'Accept-Encoding': 'gzip, deflate',
  Accept: '*/*',
  'Content-Type': 'application/json',
}

/** Sent once, when the alert is created; of what becomes of it Cyphon says nothing. */
export function sendAlert(settings: CyphonSettings, alert: CyphonAlert): Promise<Sent> {
  const { server, generatedKey } = settings
  return send(`${server}/hooks/${generatedKey}`, HEADERS, renderAlert(settings, alert))
}

export function renderAlert(settings: CyphonSettings, alert: CyphonAlert): string {
  const { title, level, source } = alert
  const link = `${settings.baseUrl}/app/alerts/${alert.id}`
  const field = (name: string, value: string) => ({ short: true, title: name, value })
  return pythonJson({
    username: settings.displayedUsername,
    attachments: [
      {
        fallback: `#### New Cyphon Alert! \nTitle: ${title}\nLink: ${link}`,
        color: COLORS[level],
        text: 'A new alert was created in Cyphon',
        author_name: 'Cyphon',
        title,
        title_link: link,
        fields: [
          field('Source', source),
          field('Level', level),
          field('Status', 'NEW'),
          field('Incidents', '1'),
        ],
      },
    ],
  })
}

/** Python puts a blank after `:` and `,`, and writes ASCII only. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return ascii(JSON.stringify(value))
  const pairs = Object.entries(value).map(([name, inner]) => `"${name}": ${pythonJson(inner)}`)
  return `{${pairs.join(', ')}}`
}

function ascii(text: string): string {
  return text.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
