import 'virtual:vedette-fonts.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/kit.css'
import './theme/kit-data.css'
import './theme/frame.css'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
