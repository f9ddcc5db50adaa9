/** Elements that an `<img>` must not stand in directly, by what their content may be. */
const closedToImages = new Set(
  (
    'html head title style script noembed noframes iframe textarea xmp ' +
    'table thead tbody tfoot tr colgroup ul ol menu dl picture video audio select optgroup option ' +
    'datalist frameset svg math Head svelte:head svelte:window svelte:document svelte:body ' +
    'svelte:options Transition transition KeepAlive keep-alive'
  ).split(' '),
);

/** Elements that hide everything in them from HTML. */
const opaque = new Set([
  'svg',
  'math',
  'head',
  'select',
  'textarea',
  'title',
  'svelte:head',
  'Head',
]);

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

export const isVoidElement = (name: string): boolean => voidElements.has(name);

/** What an `<img>` may be among elements, by the names of those around it, outermost first. */
export function imageRoomIn(parents: readonly string[]): 'none' | 'inline' | 'block' {
  const foreignObject = parents.findLastIndex((name) => name.toLowerCase() === 'foreignobject');
  const around = parents.slice(foreignObject + 1);
  const innermost = around.at(-1);
  if (innermost !== undefined && closedToImages.has(innermost)) return 'none';
  if (around.some((name) => opaque.has(name))) return 'none';
  return around.includes('pre') ? 'inline' : 'block';
}
