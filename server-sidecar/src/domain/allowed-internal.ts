/**
 * Does Mattermost's setting "Allow untrusted internal connections to" name this host? It holds host
 * names, addresses and networks, parted by blanks or commas; of networks only IPv4 ones are read. A
 * name that resolves into one of them is allowed too, which cannot be seen from here.
 */
export function isAllowedInternal(host: string, setting: string): boolean {
  const wanted = host.toLowerCase().replace(/^\[|\]$/g, '')
  const allowed = setting.toLowerCase().split(/[\s,]+/)
  return allowed.some((entry) => entry === wanted || isInNetwork(wanted, entry))
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', bits = ''] = network.split('/')
  const [one, other] = [numberOf(address), numberOf(base)]
  if (one === undefined || other === undefined || !/^\d{1,2}$/.test(bits)) return false
  const size = 2 ** (32 - Number(bits))
  return Math.floor(one / size) === Math.floor(other / size)
}

/** An IPv4 address as one number. */
function numberOf(address: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return undefined
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
