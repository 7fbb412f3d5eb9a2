/** Domain names one after another, as DHCP and DHCPv6 carry them (RFC 3397, RFC 8415 section 10). */
import type { FieldReader } from '../../field-reader.ts'
import { DnsReader } from './facts.ts'

/** Says every name up to the end of `value`. Pointers count from its beginning. */
export function searchList(value: FieldReader, field: string): void {
  const names = new DnsReader()
  const { fields, at: start, end } = value
  // A reader of names wants a header first; here the message begins where the names do.
  names.readNames(fields.view, fields.bytes, start, end)
  while (value.left > 0) {
    const after = names.readName(value.at)
    if (after < 0 || after > end) {
      value.fail()
      return
    }
    fields.text(field, names.nameText(), value.at, after)
    value.at = after
  }
}
