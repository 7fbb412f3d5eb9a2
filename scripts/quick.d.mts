export function buildQuick(root: string, extension: 'ts' | 'js'): Promise<void>
