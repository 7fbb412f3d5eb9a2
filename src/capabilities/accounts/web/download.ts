/** A file the console makes on request: asked for, followed, and handed to the browser. */
import { ApiProblem, toProblem } from '../../../../web/api/client.ts'

/** Chunks are folded into one blob now and then: browsers keep large blobs on disk, arrays in memory. */
const FOLD_BYTES = 16_000_000

/** `totalBytes` is missing when the answer does not say how long it is. */
export type Progress = (doneBytes: number, totalBytes: number | undefined) => void

export async function readFile(response: Response, progress: Progress): Promise<Blob> {
  const length = Number(response.headers.get('content-length') ?? '')
  const totalBytes = length > 0 ? length : undefined
  const reader = response.body?.getReader()
  let blob = new Blob([])
  if (!reader) return blob
  let parts: Uint8Array<ArrayBuffer>[] = []
  let waiting = 0
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    parts.push(chunk.value)
    waiting += chunk.value.byteLength
    progress(blob.size + waiting, totalBytes)
    if (waiting < FOLD_BYTES) continue
    blob = new Blob([blob, ...parts])
    parts = []
    waiting = 0
  }
  return new Blob([blob, ...parts])
}

/** `attachment; filename="x"` → `x`. */
export const parseFileName = (header: string | null): string | undefined => /filename="([^"]+)"/.exec(header ?? '')?.[1]

export async function postForFile(
  path: string,
  options: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<{ readonly blob: Blob; readonly name: string | undefined }> {
  const response = await send(path, options.signal)
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => undefined)
    throw new ApiProblem(toProblem(response.status, body))
  }
  const blob = await readFile(response, options.progress)
  return { blob, name: parseFileName(response.headers.get('content-disposition')) }
}

async function send(path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/octet-stream, application/problem+json' },
      body: '{}',
      signal,
    })
  } catch (error) {
    if (signal.aborted) throw error
    throw new ApiProblem({ type: 'about:blank', title: 'shell.line-cut', status: 0, code: 'shell.line-cut' })
  }
}

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
