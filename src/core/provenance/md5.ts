const rotations = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const;

/**
 * MD5 as 32 upper-case hexadecimal digits. Extended XMP names its parts by it; it protects nothing.
 * Source: RFC 1321.
 */
export function md5Hex(bytes: Uint8Array): string {
  const padded = pad(bytes);
  const sines = Uint32Array.from({ length: 64 }, (_, i) => Math.abs(Math.sin(i + 1)) * 2 ** 32);
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let at = 0; at < padded.byteLength; at += 64) addBlock(state, padded, at, sines);
  const digest = new DataView(new ArrayBuffer(16));
  state.forEach((word, index) => digest.setUint32(4 * index, word, true));
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, bytes.length * 8, true);
  view.setUint32(padded.length - 4, Math.floor(bytes.length / 0x2000_0000), true);
  return view;
}

function addBlock(state: Uint32Array, view: DataView, at: number, sines: Uint32Array): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let i = 0; i < 64; i += 1) {
    const [mixed, word] = mix(i, b, c, d);
    const sum = (a + mixed + sines[i]! + view.getUint32(at + 4 * word, true)) | 0;
    const rotation = rotations[(i >> 4) * 4 + (i % 4)]!;
    [a, d, c, b] = [d, c, b, b + ((sum << rotation) | (sum >>> (32 - rotation)))];
  }
  [a, b, c, d].forEach((word, index) => (state[index]! += word));
}

/** The function of the round that step `i` belongs to, and which word of the block it takes. */
function mix(i: number, b: number, c: number, d: number): readonly [mixed: number, word: number] {
  if (i < 16) return [(b & c) | (~b & d), i];
  if (i < 32) return [(d & b) | (~d & c), (5 * i + 1) % 16];
  if (i < 48) return [b ^ c ^ d, (3 * i + 5) % 16];
  return [c ^ (b | ~d), (7 * i) % 16];
}
