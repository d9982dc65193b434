/** One stand-in and one browser for the stories of a file; every page is watched for errors. */
import { openBrowser } from '@ticketdesk/build/providers/chromium'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { ChannelPage } from '../pages/channel-page'
import { type StandIn, startStandIn } from './stand-in'

// Starting a browser and a server takes its time on a small machine.
jest.setTimeout(90_000)

export interface Visit {
  /** `anna` unless given. */
  user?: string
  channel?: string
  /** Of the host page. */
  react?: '17' | '18' | '19'
  width?: number
  /** Added to the address. */
  query?: Record<string, string>
}

export interface Story<Host extends StandIn = StandIn> {
  standIn: Host
  /** A page of its own, signed in, ready to type. */
  visit(visit?: Visit): Promise<ChannelPage>
  /** Errors a story expects, such as the browser's own line about a 503. */
  forgive(pattern: RegExp): void
}

/** Call at the top of a file. What pages complain about fails the test they did it in. */
export function tellStory(): Story
export function tellStory<Host extends StandIn>(start: () => Promise<Host>): Story<Host>
export function tellStory(start: () => Promise<StandIn> = startStandIn): Story {
  let browser: Browser
  let contexts: BrowserContext[] = []
  let complaints: string[] = []
  let forgiven: RegExp[] = []
  const story: Story = {
    standIn: undefined as unknown as StandIn,
    forgive: (pattern) => void forgiven.push(pattern),
    async visit({ user = 'anna', channel = 'town-square', react = '18', width, query } = {}) {
      const viewport = { width: width ?? 1280, height: 800 }
      const context = await browser.newContext({ viewport, baseURL: story.standIn.url })
      contexts.push(context)
      await context.request.post('/dev/login', { data: { username: user } })
      const page = await context.newPage()
      watch(page, (complaint) => complaints.push(complaint))
      await page.goto(`/ops/channels/${channel}?${new URLSearchParams({ react, ...query })}`)
      const opened = new ChannelPage(page)
      await opened.ready()
      return opened
    },
  }
  beforeAll(async () => {
    story.standIn = await start()
    browser = await openBrowser()
  })
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()))
    const left = complaints.filter((text) => !forgiven.some((pattern) => pattern.test(text)))
    contexts = []
    complaints = []
    forgiven = []
    expect(left).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await story.standIn?.close()
  })
  return story
}

function watch(page: Page, complain: (text: string) => void): void {
  page.on('pageerror', (error) => complain(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complain(message.text())
  })
}
