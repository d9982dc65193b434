/** The routes of our own sidecar. */
import type { AlertActionRequest, AlertActionResponse } from '@ticketdesk/contract/alerts'
import type { CaseActionRequest, CaseActionResponse } from '@ticketdesk/contract/cases'
import type { Form } from '@ticketdesk/contract/form'
import { routes } from '@ticketdesk/contract/routes'
import type {
  OpenTicketRequest,
  OpenTicketResponse,
  TicketActionRequest,
  TicketActionResponse,
} from '@ticketdesk/contract/tickets'
import type { Door } from './door'
import type { Answer } from './exchange'

export interface TicketDeskApi {
  /** The form in this language: Mattermost may tell the server later than the page. */
  getForm(locale: string, signal?: AbortSignal): Promise<Answer<Form>>
  openTicket(request: OpenTicketRequest): Promise<Answer<OpenTicketResponse>>
  actOnTicket(request: TicketActionRequest): Promise<Answer<TicketActionResponse>>
  actOnAlert(request: AlertActionRequest): Promise<Answer<AlertActionResponse>>
  actOnCase(request: CaseActionRequest): Promise<Answer<CaseActionResponse>>
}

export function createTicketDeskApi({ request }: Pick<Door, 'request'>): TicketDeskApi {
  return {
    getForm: (locale, signal) => {
      const path = `${routes.form}?locale=${encodeURIComponent(locale)}`
      return request(path, parseFormResponse, signal && { signal })
    },
    openTicket: (body) => request(routes.tickets, parseTicketResponse, { body }),
    actOnTicket: (body) => request(routes.ticketActions, parseActionResponse, { body }),
    actOnAlert: (body) => request(routes.alertActions, parseActionResponse, { body }),
    actOnCase: (body) => request(routes.caseActions, parseActionResponse, { body }),
  }
}

function parseFormResponse(body: unknown): Form | undefined {
  return parseForm((body as { form?: unknown } | undefined)?.form)
}

/** A form we can draw; also guards the copy kept in the browser, which an older version wrote. */
export function parseForm(value: unknown): Form | undefined {
  const fields = (value as Partial<Form> | null | undefined)?.fields
  const drawable = (field: Partial<Form['fields'][number]> | null) =>
    typeof field?.name === 'string' &&
    typeof field.type === 'string' &&
    typeof field.label === 'string'
  return Array.isArray(fields) && fields.length > 0 && fields.every(drawable)
    ? (value as Form)
    : undefined
}

function parseTicketResponse(body: unknown): OpenTicketResponse | undefined {
  const ticket = (body as Partial<OpenTicketResponse> | undefined)?.ticket
  return typeof ticket?.id === 'string' ? (body as OpenTicketResponse) : undefined
}

function parseActionResponse(body: unknown): AlertActionResponse | undefined {
  const answer = body as Partial<AlertActionResponse> | undefined
  return typeof answer?.done === 'boolean' ? (answer as AlertActionResponse) : undefined
}
