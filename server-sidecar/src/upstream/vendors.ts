/** The one list of vendors of support. */
import type { VendorKind } from '../domain/case/account'
import type { VendorClient } from '../ports/vendor'
import { createGenericCase } from './generic-case'
import { createRedHat } from './red-hat'
import type { TokensNeeds } from './red-hat/token'

export function createVendors(needs: TokensNeeds): (kind: VendorKind) => VendorClient {
  const clients: Record<VendorKind, VendorClient> = {
    redhat: createRedHat(needs),
    generic: createGenericCase(needs),
  }
  return (kind) => clients[kind]
}
