/** Addresses: two doors that stand alone, and the frame around every page. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { parseQuery, writeQuery } from './address.ts'
import { PageError } from './page-error.tsx'
import { PageOutlet } from './page-outlet.tsx'

export function createConsoleRouter() {
  const root = createRootRoute({ component: Outlet, notFoundComponent: () => null })
  const door = (path: string) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: lazyRouteComponent(() => import('./door.tsx'), path === 'sign-in' ? 'SignIn' : 'FirstAdmin'),
    })
  const frame = createRoute({
    getParentRoute: () => root,
    id: 'frame',
    component: lazyRouteComponent(() => import('./frame.tsx'), 'Frame'),
  })
  const home = createRoute({ getParentRoute: () => frame, path: '/', component: PageOutlet })
  const rest = createRoute({ getParentRoute: () => frame, path: '$', component: PageOutlet })
  return createRouter({
    routeTree: root.addChildren([
      door('sign-in'),
      door('first-admin'),
      door('welcome'),
      frame.addChildren([home, rest]),
    ]),
    parseSearch: parseQuery,
    stringifySearch: writeQuery,
    defaultErrorComponent: PageError,
    defaultPendingMs: 300,
    scrollRestoration: true,
  })
}
