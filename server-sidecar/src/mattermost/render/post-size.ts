/**
 * Signs of a value as Mattermost measures a post's props: in Go's JSON, where `<`, `>` and `&` are
 * six each. Signs outside the basic plane count twice here and once there, which is on the safe side.
 */
export function propsSize(value: unknown): number {
  const json = JSON.stringify(value) ?? ''
  const escaped = json.match(/[<>&\u2028\u2029]/g)?.length ?? 0
  return json.length + escaped * 5
}
