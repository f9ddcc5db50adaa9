/** Reading numbers and tags out of bytes. Beyond the end, bytes count as 0. */
export function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function uint16Be(bytes: Uint8Array, at: number): number {
  return (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1);
}

export function uint32Be(bytes: Uint8Array, at: number): number {
  return uint16Be(bytes, at) * 0x1_0000 + uint16Be(bytes, at + 2);
}

export function uint24Le(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16);
}

export function uint32Le(bytes: Uint8Array, at: number): number {
  return uint24Le(bytes, at) + byteAt(bytes, at + 3) * 0x100_0000;
}

/** Whether the ASCII text stands at that place, all of it. */
export function hasAscii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
