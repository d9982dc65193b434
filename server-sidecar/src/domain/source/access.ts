/** Where talking back leads, and who may send us there. */
import { isInternalUrl } from '../safe-url'
import type { Source, SourceKind, UpstreamAccess } from './source'

/** Kinds that are, or may turn out to be, an upstream that we can talk back to. */
export function canTalkBack(kind: SourceKind): boolean {
  return kind === 'openitcockpit' || kind === 'detect'
}

/**
 * Would a secret that was given for one be read by the same people through the other? Not when the
 * way there changes either: whoever chooses a proxy or a certificate can read along.
 */
export function leadsToSamePlace(
  one: UpstreamAccess | undefined,
  other: UpstreamAccess | undefined,
): boolean {
  if (!one || !other) return one === other
  return (['baseUrl', 'proxyUrl', 'ca', 'insecure'] as const).every(
    (key) => one[key] === other[key],
  )
}

/**
 * The addresses that only a system admin may be the first to name. Everybody can make a channel and
 * be its admin: what answers inside the house is not for everybody to find out.
 */
export function internalFields(
  access: UpstreamAccess | undefined,
  known: readonly Pick<Source, 'upstream'>[],
): ('baseUrl' | 'proxyUrl')[] {
  const addressesOf = ({ upstream }: Pick<Source, 'upstream'>) =>
    [upstream?.baseUrl, upstream?.proxyUrl].flatMap((url) => (url ? [new URL(url).origin] : []))
  const origins = new Set(known.flatMap(addressesOf))
  return (['baseUrl', 'proxyUrl'] as const).filter((key) => {
    const url = access?.[key]
    return url !== undefined && isInternalUrl(url) && !origins.has(new URL(url).origin)
  })
}
