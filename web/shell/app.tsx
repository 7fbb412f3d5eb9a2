/** Everything a page stands in: look, words, answers kept for a while, addresses. */
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useState } from 'react'
import { isPassing, isSignedOut } from '../api/client.ts'
import { WordsProvider } from '../locales/words.tsx'
import { pages } from '../pages.ts'
import { LookProvider } from '../theme/look.tsx'
import { PlacesProvider } from '../ui/places.ts'
import { ToastProvider } from '../ui/toast.tsx'
import { createConsoleRouter } from './router.tsx'

const MOST_RETRIES = 2

function createQueries(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => isPassing(error) && count < MOST_RETRIES,
      },
    },
    mutationCache: new MutationCache({
      onError: (error) => {
        if (isSignedOut(error)) void client.invalidateQueries({ queryKey: ['me'] })
      },
    }),
  })
  return client
}

export function App() {
  const [queries] = useState(createQueries)
  const [router] = useState(createConsoleRouter)
  return (
    <StrictMode>
      <LookProvider>
        {({ language, zone }) => (
          <WordsProvider language={language} zone={zone} stage="shell">
            <QueryClientProvider client={queries}>
              <ToastProvider>
                <PlacesProvider value={pages}>
                  <RouterProvider router={router} />
                </PlacesProvider>
              </ToastProvider>
            </QueryClientProvider>
          </WordsProvider>
        )}
      </LookProvider>
    </StrictMode>
  )
}
