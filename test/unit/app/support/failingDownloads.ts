import type { FaultRule } from '../../../standIn/control.ts';
import {
  brokenOff,
  fault,
  keyRejected,
  promptRefused,
  puzzling,
  recordGone,
  serverDown,
  tooLarge,
  type Ending,
  type FailingFault,
} from './failingFaults.ts';

const paid = { hasRecord: true, mayHaveBeenCharged: true, offers: 'checkAgain' } as const;
const once = { ...paid, downloads: 1 } as const;
const threeTimes = { ...paid, downloads: 3 } as const;

const notAnImage: Ending = {
  code: 'notAnImage',
  mayHaveBeenCharged: true,
  says: /not a PNG, JPEG or WebP image/,
  offers: 'checkAgain',
};
const cutShort: Ending = { ...brokenOff, reason: 'cutShort' };
const formats = ['webp', 'jpg', 'png'] as const;

const badLocations = {
  'plain http on a public host': 'http://images.example/lake.png',
  'an address with a user name': 'https://user:secret@images.example/lake.png',
  'a public IP address': 'https://203.0.113.7/lake.png',
  'a private IP address': 'https://192.168.0.1/lake.png',
  'the metadata service of a cloud': 'http://169.254.169.254/latest',
  'a name of the local network': 'https://printer.local/lake.png',
  'a file': 'file:///etc/hostname',
  'no address': 'https://',
};

/** The image is made and paid for, and does not arrive. */
export const failingDownloads: readonly FailingFault[] = [
  fault('an image that breaks off', { fault: 'truncated' }, cutShort, threeTimes),
  fault('an image longer than announced', { fault: 'wrongLength' }, cutShort, threeTimes),
  ...formats.map((outputFormat) =>
    fault(`half of a ${outputFormat} image`, { fault: 'truncatedImage' }, cutShort, {
      ...threeTimes,
      args: { outputFormat },
    }),
  ),
  fault('an image that never ends', { fault: 'endlessBody' }, tooLarge, once),
  fault('an image announced as too large', { fault: 'hugeContentLength' }, tooLarge, once),
  ...formats.map((format) =>
    fault(`a ${format} of ten gigapixels`, { fault: 'hugeDimensions', format }, tooLarge, once),
  ),
  fault('HTML for an image', { fault: 'html' }, notAnImage, once),
  fault('SVG for an image', { fault: 'svg' }, notAnImage, once),
  fault('text for an image', { fault: 'text' }, notAnImage, once),
  fault('nothing for an image', { fault: 'emptyImage' }, notAnImage, once),
  fault('a gzip bomb', { fault: 'gzipBomb' }, puzzling, once),
  ...(['gzip', 'deflate', 'br'] as const).map((encoding) =>
    fault(
      `an image encoded as ${encoding}`,
      { fault: 'contentEncoding', encoding },
      puzzling,
      once,
    ),
  ),
  fault('a fourth redirect', { fault: 'redirect', hops: 4 }, puzzling, { ...paid, downloads: 4 }),
  fault('redirects without end', { fault: 'redirect', loop: true }, puzzling, {
    ...paid,
    downloads: 4,
  }),
  ...Object.entries(badLocations).map(([where, location]) =>
    fault(`a redirect to ${where}`, { fault: 'redirect', location }, puzzling, once),
  ),
  ...([403, 404, 410] as const).map((status) =>
    fault(
      `links that have always expired, HTTP ${status}`,
      { fault: 'expiredLink', status },
      { ...brokenOff, reason: 'linkExpired', says: /link.*has expired/ },
      { ...paid, downloads: 2, resultReads: 1 },
    ),
  ),
  fault('a storage that is down', { fault: 'http503', route: 'download' }, serverDown, threeTimes),
  fault(
    'a storage that asks to wait',
    { fault: 'rateLimited', route: 'download' },
    { code: 'rateLimited', mayHaveBeenCharged: true, says: /fewer requests/, offers: 'retry' },
    threeTimes,
  ),
  ...(['dropBeforeRead', 'dropAfterRead'] as const).map((name) =>
    fault(
      `a storage that drops connections, ${name}`,
      { fault: name, route: 'download' },
      { ...brokenOff, reason: 'dropped' },
      threeTimes,
    ),
  ),
];

const isMade: FaultRule = { fault: 'processing', polls: 0 };
const hasExpired: FaultRule = { fault: 'expiredLink', times: 1 };

/** The image is made and paid for, and asking what became of it fails. */
export const failingRecords: readonly FailingFault[] = [
  fault('a record that the service forgot', isMade, recordGone, {
    ...paid,
    rules: [isMade, { fault: 'nullRecord', route: 'result' }],
    resultReads: 1,
  }),
  fault('a record that failed in the end', isMade, puzzling, {
    ...paid,
    rules: [isMade, { fault: 'failureUnknown', route: 'result' }],
    says: /flux capacitor/,
    resultReads: 1,
  }),
  fault('a record that is refused for safety in the end', isMade, promptRefused(/NSFW/), {
    hasRecord: true,
    mayHaveBeenCharged: true,
    rules: [isMade, { fault: 'safetyRefusal', shape: 'record', route: 'result' }],
    resultReads: 1,
  }),
  fault('a key withdrawn meanwhile', isMade, keyRejected, {
    hasRecord: true,
    mayHaveBeenCharged: true,
    rules: [isMade, { fault: 'invalidToken', route: 'result' }],
    resultReads: 1,
  }),
  fault('an expired link and a service that is down', hasExpired, serverDown, {
    ...paid,
    rules: [hasExpired, { fault: 'http503', route: 'result' }],
    downloads: 1,
    resultReads: 3,
  }),
  fault('an expired link and a redirected question', hasExpired, puzzling, {
    ...paid,
    rules: [hasExpired, { fault: 'redirect', route: 'result' }],
    downloads: 1,
    resultReads: 1,
  }),
];
