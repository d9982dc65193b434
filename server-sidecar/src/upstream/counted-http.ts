import type { Meter } from '../ports/meter'
import type { HttpClient } from './http-client'

/** The same client; requests to vendors are counted by the class of their answer. */
export function countRequests(http: HttpClient, meter: Meter): HttpClient {
  return {
    async send(request) {
      const { vendor } = request
      const count = (status: string) => {
        if (vendor !== undefined) meter.count('vendor_requests', { vendor, status })
      }
      try {
        const answer = await http.send(request)
        count(`${Math.floor(answer.status / 100)}xx`)
        return answer
      } catch (error) {
        count('none')
        throw error
      }
    },
  }
}
