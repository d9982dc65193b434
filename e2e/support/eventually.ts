const LIMIT_MS = 40_000
const STEP_MS = 50

/** Asks until the answer is a yes (truthy), and hands it over. Rejects after 40 s. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T> | T,
): Promise<Exclude<T, false | 0 | '' | null | undefined>> {
  const until = Date.now() + LIMIT_MS
  for (;;) {
    const answer = await ask()
    if (answer) return answer as Exclude<T, false | 0 | '' | null | undefined>
    if (Date.now() > until) throw new Error(`Not within ${LIMIT_MS / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
  }
}
