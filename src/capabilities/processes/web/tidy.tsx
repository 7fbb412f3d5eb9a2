export function Tidy() {
  return null
}
