/** The console's own machine, as core names it; repeated here so that the first page need not load the schema checker. */
export const LOCAL_HOST = 'local'
