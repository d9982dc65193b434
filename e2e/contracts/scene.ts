import type { Cast } from './cast'
import type { Receiver } from './receiver'
import type { ServerUnderTest } from './server'

/** What every part of the suite is given; all of it is there once the tests run. */
export interface Scene {
  server(): ServerUnderTest
  cast(): Cast
  receiver(): Receiver
}
