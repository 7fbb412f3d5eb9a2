/** Every sentence of `packets`, by language: of the console and the command line, and of reports as pages. */
export const packetsTexts = {
  en: async () => ({ ...(await import('./texts/en.ts')).en, ...(await import('./report/texts/en.ts')).en }),
  ko: async () => ({ ...(await import('./texts/ko.ts')).ko, ...(await import('./report/texts/ko.ts')).ko }),
  ru: async () => ({ ...(await import('./texts/ru.ts')).ru, ...(await import('./report/texts/ru.ts')).ru }),
}
