/** `npm run build`: the package as it is published, in dist/package: plain `.js`, built pages, a manifest without what only a clone needs. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildBundle } from './bundle.mjs'
import { toPublishedManifest } from './manifest.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'dist', 'package')

rmSync(target, { recursive: true, force: true })
const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (tsc.status !== 0) process.exit(1)

cpSync(join(root, 'dist', 'web'), join(target, 'dist', 'web'), { recursive: true })
cpSync(join(root, 'bin'), join(target, 'bin'), { recursive: true })
await buildBundle(target, 'js')
for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) copyFileSync(join(root, file), join(target, file))
const manifest = toPublishedManifest(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
process.stdout.write(`${target}\n`)
