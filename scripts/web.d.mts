export function isWebFresh(root: string): boolean
export function fingerprint(root: string): string
/** Resolves with what went wrong. */
export function buildWeb(root: string, node: string): Promise<string | undefined>
