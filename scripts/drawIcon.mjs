import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from './projectPaths.mjs';

// Draws media/icon.png: run it with Node after a change here. The picture is kept in the repository, since the
// package is made from it and not everybody's sharp writes the same bytes.

const sizePx = 256;

/** Hills from left to right, as heights above the lower edge; joined by smooth curves. */
function hill(heights, color) {
  const step = sizePx / (heights.length - 1);
  const points = heights.map((height, index) => [index * step, sizePx - height]);
  const curves = points.slice(1).map(([x, y], index) => {
    const [fromX, fromY] = points[index];
    const middleX = (fromX + x) / 2;
    return `C ${middleX} ${fromY} ${middleX} ${y} ${x} ${y}`;
  });
  const [[, firstY]] = points;
  return `<path fill="${color}" d="M 0 ${sizePx} V ${firstY} ${curves.join(' ')} V ${sizePx} Z"/>`;
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${sizePx}" height="${sizePx}">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#3a5f9a"/>
      <stop offset="0.45" stop-color="#d79a86"/>
      <stop offset="0.7" stop-color="#f6c98b"/>
    </linearGradient>
    <clipPath id="edge"><rect x="8" y="8" width="240" height="240" rx="52"/></clipPath>
  </defs>
  <g clip-path="url(#edge)">
    <rect width="${sizePx}" height="${sizePx}" fill="url(#sky)"/>
    <circle cx="158" cy="92" r="34" fill="#fff0d0"/>
    ${hill([128, 150, 112, 142, 118, 138], '#7f95b8')}
    ${hill([84, 92, 124, 82, 104, 70], '#4d6a97')}
    ${hill([70, 44, 60, 92, 58, 74], '#2c4470')}
    ${hill([24, 48, 36, 28, 56, 34], '#1d2438')}
  </g>
</svg>`;

await writeFile(
  join(projectRoot, 'media', 'icon.png'),
  await sharp(Buffer.from(svg)).png({ palette: true, compressionLevel: 9, effort: 10 }).toBuffer(),
);
