/** The routes of our own sidecar. */
import type { AlertActionRequest, AlertActionResponse } from '@ticketdesk/contract/alerts'
import type { Form } from '@ticketdesk/contract/form'
import { manifest } from '@ticketdesk/contract/manifest'
import { routes } from '@ticketdesk/contract/routes'
import type { OpenTicketRequest, OpenTicketResponse } from '@ticketdesk/contract/tickets'
import type { Answer, Client } from './client'

export interface TicketDeskApi {
  /** The form in this language: Mattermost may tell the server later than the page. */
  getForm(locale: string, signal?: AbortSignal): Promise<Answer<Form>>
  openTicket(request: OpenTicketRequest): Promise<Answer<OpenTicketResponse>>
  actOnAlert(request: AlertActionRequest): Promise<Answer<AlertActionResponse>>
}

export function createTicketDeskApi(client: Client): TicketDeskApi {
  const base = `/plugins/${manifest.id}`
  return {
    getForm: (locale, signal) => {
      const path = `${base}${routes.form}?locale=${encodeURIComponent(locale)}`
      return client.request(path, parseFormResponse, signal && { signal })
    },
    openTicket: (body) => client.request(base + routes.tickets, parseTicketResponse, { body }),
    actOnAlert: (body) => client.request(base + routes.alertActions, parseActionResponse, { body }),
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
