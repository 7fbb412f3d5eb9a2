/** Pixel icons on a 12 × 12 grid, drawn as one path each. They repeat a word that stands beside them. */
const SHAPES = {
  overview: 'M1 1h4v4H1zM7 1h4v2H7zM7 5h4v6H7zM1 7h4v4H1z',
  findings: 'M5 1h2v1h1v2h1v4h1v1H2V8h1V4h1V2h1zM5 10h2v1H5z',
  host: 'M1 1h10v7H1zM2 2v5h8V2zM5 8h2v2h2v1H3v-1h2zM3 5h1v1H3zM5 4h1v2H5zM7 3h1v3H7z',
  processes: 'M1 1h2v2H1zM4 1h7v2H4zM1 5h2v2H1zM4 5h7v2H4zM1 9h2v2H1zM4 9h7v2H4z',
  packets: 'M1 1h10v3H1zM2 2v1h1V2zM1 5h6v2H1zM8 5h3v2H8zM1 8h3v3H1zM5 8h6v3H5zM6 9v1h4V9z',
  accounts: 'M4 1h4v1h1v3H8v1H4V5H3V2h1zM2 8h1V7h6v1h1v3H2z',
  audit: 'M2 1h6v1h1v1h1v8H2zM3 2v8h6V4H7V2zM4 5h4v1H4zM4 7h4v1H4z',
  storage: 'M2 1h8v1h1v8h-1v1H2v-1H1V2h1zM2 3v1h8V3zM2 6v1h8V6z',
  settings: 'M2 1h1v3h1v2H3v5H2V6H1V4h1zM5 1h1v6h1v2H6v2H5V9H4V7h1zM9 1h1v1h1v2h-1v7H9V4H8V2h1z',
  jobs: 'M4 1h4v1h2v2h1v4h-1v2H8v1H4v-1H2V8H1V4h1V2h2zM4 2v1H3v1H2v4h1v1h1v1h4V9h1V8h1V4H9V3H8V2zM5 3h1v3h2v1H5z',
  shift: 'M1 2h2V1h1v1h4V1h1v1h2v9H1zM2 5v5h8V5zM3 6h2v1H3zM6 6h3v1H6zM3 8h3v1H3z',
  search: 'M3 1h4v1h1v1h1v4H8v1h1v1h1v1h1v1h-1v-1H9v-1H8V8H7v1H3V8H2V7H1V3h1V2h1zM3 2v1H2v4h1v1h4V7h1V3H7V2z',
  menu: 'M1 2h10v2H1zM1 5h10v2H1zM1 8h10v2H1z',
  close:
    'M1 1h2v1h1v1h1v1h2V3h1V2h1V1h2v2h-1v1H9v1H8v2h1v1h1v1h1v2H9v-1H8V9H7V8H5v1H4v1H3v1H1V9h1V8h1V7h1V5H3V4H2V3H1z',
  theme: 'M4 1h4v1h2v2h1v4h-1v2H8v1H4v-1H2V8H1V4h1V2h2zM6 2v8h2V9h1V8h1V4H9V3H8V2z',
  back: 'M5 2h1v2h5v4H6v2H5V9H4V8H3V7H2V5h1V4h1V3h1z',
  next: 'M6 2h1v1h1v1h1v1h1v2H9v1H8v1H7v1H6V8H1V4h5z',
  down: 'M2 4h8v1H9v1H8v1H7v1H5V7H4V6H3V5H2z',
  pause: 'M3 2h2v8H3zM7 2h2v8H7z',
  play: 'M3 2h2v1h2v1h2v1h1v2H9v1H7v1H5v1H3z',
  mute: 'M1 4h2V3h1V2h1V1h1v10H5v-1H4V9H3V8H1zM8 4h1v1h1V4h1v1h-1v2h1v1h-1V7H9v1H8V7h1V5H8z',
  copy: 'M1 1h7v2H7V2H2v6h1v1H1zM4 4h7v7H4zM5 5v5h5V5z',
  save: 'M5 1h2v4h2v1H8v1H7v1H5V7H4V6H3V5h2zM1 8h1v2h8V8h1v3H1z',
  columns: 'M1 1h10v10H1zM2 4v6h2V4zM5 4v6h2V4zM8 4v6h2V4z',
  user: 'M4 1h4v1h1v3H8v1H4V5H3V2h1zM2 8h1V7h6v1h1v3H2z',
  help: 'M3 1h6v1h1v4H9v1H7v1H5V5h3V3H4v1H2V2h1zM5 9h2v2H5z',
} as const
export type IconName = keyof typeof SHAPES

export function Icon({ name, size = 12 }: { name: IconName; size?: 12 | 24 }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} fill="currentColor" fillRule="evenodd" shapeRendering="crispEdges" />
    </svg>
  )
}
