/**
 * Where a key moves the focus in a grid whose rows are as the layout made them.
 * @param boxes asked for only where the key needs them, so that most keys cost no layout
 * @returns the index of the next box; `undefined` where the key means nothing here
 */
export function nextByKey(
  key: string,
  at: number,
  boxes: readonly (() => DOMRect | undefined)[],
): number | undefined {
  const isRightToLeft = document.dir === 'rtl';
  const last = boxes.length - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, Math.max(0, at + (isRightToLeft ? -1 : 1)));
    case 'ArrowLeft':
      return Math.min(last, Math.max(0, at + (isRightToLeft ? 1 : -1)));
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowDown':
    case 'ArrowUp':
      return nearestRow(key === 'ArrowDown' ? 1 : -1, at, boxes) ?? at;
    default:
      return undefined;
  }
}

// The first row on that side, and in it the box whose middle is nearest.
function nearestRow(
  direction: 1 | -1,
  at: number,
  boxes: readonly (() => DOMRect | undefined)[],
): number | undefined {
  const from = boxes[at]?.();
  if (from === undefined) return undefined;
  let best: { index: number; top: number; distance: number } | undefined;
  for (let index = at + direction; index >= 0 && index < boxes.length; index += direction) {
    const box = boxes[index]?.();
    if (box === undefined || Math.abs(box.top - from.top) < 2) continue;
    if (best !== undefined && Math.abs(box.top - best.top) >= 2) break;
    const distance = Math.abs(box.left + box.width / 2 - (from.left + from.width / 2));
    if (best === undefined || distance < best.distance) best = { index, top: box.top, distance };
  }
  return best?.index;
}
