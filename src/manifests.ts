/** What all manifests say together: sections of the settings, names of the environment, sentences. Loads no capability. */
import { capabilities } from './capabilities.ts'
import { coreEnvironment, coreSections } from './core/config/sections.ts'
import { LANGUAGES } from './core/schema.ts'
import { coreTextParts } from './core/texts/all.ts'
import { createRenderer, type Renderer } from './core/texts/render.ts'

/** Sections and environment names of core and of every capability, for the settings loader. */
export const settingSections = {
  ...coreSections,
  ...Object.fromEntries(capabilities.map(({ id, config }) => [id, config])),
}
export const settingAliases: Readonly<Record<string, string>> = {
  ...coreEnvironment,
  ...Object.fromEntries(
    capabilities.flatMap(({ id, environment = {} }) =>
      Object.entries(environment).map(([variable, field]) => [variable, `${id}.${field}`]),
    ),
  ),
}

export async function loadRenderer(): Promise<Renderer> {
  const renderer = createRenderer()
  for (const language of LANGUAGES) {
    for (const part of coreTextParts) renderer.add(language, part[language])
    for (const { texts } of capabilities) renderer.add(language, await texts[language]())
  }
  return renderer
}
