import type { Vendor, VendorAccount } from '../../src/domain/case/account'
import type { AccountId } from '../../src/domain/case/support-case'
import type { VendorLogin } from '../../src/ports/vendor'
import { anId } from './refs'

export function aVendor(given: Partial<Vendor> = {}): Vendor {
  return {
    name: 'Red Hat',
    kind: 'redhat',
    apiUrl: 'http://127.0.0.1:9/support',
    ssoUrl: 'http://127.0.0.1:9/auth/realms/redhat-external/protocol/openid-connect/token',
    insecure: false,
    pollSeconds: 5,
    replies: false,
    personal: true,
    teamLogin: 'everybody',
    privateIn: [],
    commentLength: 1000,
    closedDays: 14,
    ...given,
  }
}

export function anAccount(given: Partial<VendorAccount> = {}): VendorAccount {
  return {
    id: anId() as AccountId,
    vendor: 'Red Hat',
    name: 'Red Hat',
    declared: false,
    way: 'offline_token',
    createdAt: 0,
    ...given,
  }
}

export function aLogin(given: Partial<VendorLogin> = {}): VendorLogin {
  return { vendor: aVendor(), account: anAccount(), secret: 'eyJhbGciOi.EXAMPLE.OFFLINE', ...given }
}
