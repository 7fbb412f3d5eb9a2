/** Lets everything that waits have its turn, in the middle of long work. */
export const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
