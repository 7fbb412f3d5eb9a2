/** What of package.json is published: no scripts, no tools, and no Node of its own (whoever installs a package has one). */
export function toPublishedManifest(own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    private: _private,
    allowScripts: _allow,
    scripts: _scripts,
    devDependencies: _dev,
    optionalDependencies,
    ...rest
  } = own
  const optional = Object.entries((optionalDependencies ?? {}) as Record<string, string>).filter(
    ([name]) => !/^node-(linux|win|darwin)-/.test(name),
  )
  return {
    ...rest,
    files: ['bin', 'src', 'dist/bundle', 'dist/web', 'CHANGELOG.md'],
    ...(optional.length > 0 ? { optionalDependencies: Object.fromEntries(optional) } : {}),
  }
}
