import { parseArgs } from 'node:util';
import { startStandIn } from './standIn.ts';

const usage = `A local stand-in for the 1min.ai image API.

  --port <n>         port of the API origin; default: any free one
  --key <key>        the API key that it accepts; default: stand-in-key
  --latency-ms <n>   wait before the paid request is answered; default: 0
  --coarse           paint in squares, in a fifth of the time
  --json             print the addresses as one line of JSON
  --with-parent      end when standard input closes
  --help             print this
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    key: { type: 'string', default: 'stand-in-key' },
    'latency-ms': { type: 'string', default: '0' },
    coarse: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'with-parent': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function wholeNumber(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  process.stderr.write(`--${option} must be a whole number, not "${text}".\n`);
  process.exit(2);
}

async function run(): Promise<void> {
  const standIn = await startStandIn({
    port: wholeNumber('port', values.port),
    latency: { postMs: wholeNumber('latency-ms', values['latency-ms']) },
    settings: { apiKey: values.key },
    isCoarse: values.coarse,
  });
  const end = (): void => {
    void standIn.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  if (values['with-parent']) {
    process.stdin.on('end', end);
    process.stdin.on('error', end);
    process.stdin.resume();
  }
  const addresses = await standIn.addresses();
  const lines = [
    `API      ${addresses.apiOrigin}`,
    `storage  ${addresses.storageOrigin}`,
    `third    ${addresses.thirdOrigin}`,
    `control  ${addresses.controlOrigin}`,
    `key      ${addresses.apiKey}`,
  ];
  process.stdout.write(values.json ? `${JSON.stringify(addresses)}\n` : `${lines.join('\n')}\n`);
}

if (values.help) {
  process.stdout.write(usage);
} else {
  await run().catch((error: unknown) => {
    process.stderr.write(`The stand-in did not start: ${String(error)}\n`);
    process.exit(1);
  });
}
