export function Top() {
  return null
}
