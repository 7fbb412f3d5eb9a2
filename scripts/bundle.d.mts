export function buildBundle(root: string, extension: 'ts' | 'js'): Promise<void>
export function toEscapes(code: string): string
