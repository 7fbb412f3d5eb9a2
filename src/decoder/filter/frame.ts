/** What a filter may ask of a frame beside its bytes. One object serves a whole scan. */
export class FrameFacts {
  /** From 1. */
  number = 0
  /** Since 1970 UTC; -1 when the record carries no time. */
  seconds = 0
  nanoseconds = 0
  /** Of the capture's first frame. */
  firstSeconds = 0
  firstNanoseconds = 0
  interfaceId = 0
}
