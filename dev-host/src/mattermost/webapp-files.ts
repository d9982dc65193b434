/**
 * A plugin's web app files where Mattermost serves them, `/static/plugins/<id>/`. What it names to
 * pages is `/static/<id>/…`; its web app puts the rest in between.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Router, static as staticFiles } from 'express'
import type { Manifest } from './manifest'

/** The main bundle's address; it changes with the content. Empty when there is no bundle. */
export function bundleUrl(manifest: Manifest, folder: string): string {
  const path = manifest.webapp && join(folder, manifest.webapp.bundle_path)
  if (!path || !existsSync(path)) return ''
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)
  return `/static/${manifest.id}/${manifest.id}_${hash}_bundle.js`
}

/** For `/static/plugins/<id>`: the bundle under its hashed name, and everything beside it. */
export function webappFiles(manifest: Manifest, folder: string): Router {
  const bundle = join(folder, manifest.webapp?.bundle_path ?? '')
  return Router()
    .get('/:file', (request, response, next) => {
      if (!/_[0-9a-f]{16}_bundle\.js$/.test(request.params['file'])) return next()
      response.sendFile(bundle, { maxAge: '1y', immutable: true })
    })
    .use(staticFiles(dirname(bundle)))
}
