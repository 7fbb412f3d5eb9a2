/** The list of pages, handed down: a page must not import the list that imports it. */
import { createContext, useContext } from 'react'
import type { PageEntry } from '../page-entry.ts'

const PlacesContext = createContext<readonly PageEntry[]>([])
export const PlacesProvider = PlacesContext
export const usePlaces = () => useContext(PlacesContext)
