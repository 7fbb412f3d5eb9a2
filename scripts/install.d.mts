export const NODE_ADVICE: string
export function isInstalled(root: string): boolean
export function canHaveNode(root: string, version?: string): boolean
export function findNode(root: string, version?: string): string | undefined
export function explainInstallFailure(output: string): string
