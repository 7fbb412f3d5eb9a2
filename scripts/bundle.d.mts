export function buildBundle(root: string, extension: 'ts' | 'js'): Promise<void>
