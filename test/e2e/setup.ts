/** Before the first file, once. */
import { compileOnce } from './console.ts'

export const setup = compileOnce
