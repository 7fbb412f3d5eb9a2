/** A link to a place of the console, without a new load; anything else is an ordinary link. */
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { findPlace } from '../page-entry.ts'
import { useGo } from '../shell/use-address.ts'
import { usePlaces } from './places.ts'

export function Anchor({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const go = useGo()
  const place = findPlace(usePlaces(), href)
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const meant = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!place || !meant || event.defaultPrevented) return
    event.preventDefault()
    go(href)
  }
  return <a {...rest} href={href} onClick={follow} onPointerEnter={place ? () => void place.load() : undefined} />
}
