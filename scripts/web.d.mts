export function isWebFresh(root: string): boolean
export function fingerprint(root: string): string
