/** A lamp on a watch: the mark of the console. */
export function Mark({ size = 24 }: { size?: 24 | 48 }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" shapeRendering="crispEdges">
      <path fill="currentColor" d="M1 2h2v3h1v2h1v2h2V7h1V5h1V2h2v3h-1v2H9v2H8v2H4V9H3V7H2V5H1z" />
      <path className="brand-lamp" d="M5 2h2v2H5z" />
    </svg>
  )
}
