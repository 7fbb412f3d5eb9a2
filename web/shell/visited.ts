/** Where each page was left, so that coming back by the navigation finds it as it was. Lives as long as the tab. */

const KEY = 'vedette.visited'

export function parseVisited(kept: string | null): Record<string, string> {
  try {
    const value: unknown = JSON.parse(kept ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(
      Object.entries(value).filter((row): row is [string, string] => typeof row[1] === 'string'),
    )
  } catch {
    return {}
  }
}

export function lastQuery(path: string): string {
  return parseVisited(sessionStorage.getItem(KEY))[path] ?? ''
}
export function keepQuery(path: string, query: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ ...parseVisited(sessionStorage.getItem(KEY)), [path]: query }))
}
