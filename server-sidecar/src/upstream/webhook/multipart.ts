/** The text fields of a multipart form (RFC 7578), files left out. */

const MAX_PARTS = 100
const MAX_HEADER = 8 * 1024

/** Field name → text, the first of a name; undefined when the body does not keep the rules. */
export function readMultipart(body: Buffer, contentType: string): Map<string, string> | undefined {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType)
  if (!boundary) return undefined
  const mark = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`, 'latin1')
  const opening = mark.subarray(2)
  const fields = new Map<string, string>()
  let at = body.subarray(0, opening.length).equals(opening) ? -2 : body.indexOf(mark)
  if (at === -1) return undefined
  for (let part = 0; part <= MAX_PARTS; part += 1) {
    const start = at + mark.length
    if (body.toString('latin1', start, start + 2) === '--') return fields
    at = body.indexOf(mark, start)
    if (at < 0) return undefined
    const field = readPart(body.subarray(start, at))
    if (!field) return undefined
    if (field.name !== undefined && !fields.has(field.name)) fields.set(field.name, field.text)
  }
  return undefined
}

function readPart(part: Buffer): { name: string | undefined; text: string } | undefined {
  const blank = part.subarray(0, MAX_HEADER).indexOf('\r\n\r\n')
  if (blank < 0) return undefined
  const header = part.toString('utf8', 0, blank)
  const disposition = /^content-disposition:[^\r\n]*/im.exec(header)?.[0] ?? ''
  const isFile = /;\s*filename\*?=/i.test(disposition)
  const name = /;\s*name=(?:"([^"]*)"|([^\s;]+))/i.exec(disposition)
  return {
    name: isFile ? undefined : (name?.[1] ?? name?.[2]),
    text: part.toString('utf8', blank + 4),
  }
}
