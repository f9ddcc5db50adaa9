import { controlMethods, type StandInControl } from './control.ts';
import { readBody, type Exchange } from './listener.ts';

/**
 * `POST /<method>` with the arguments as a JSON array calls a method of the control; the answer is
 * `{"result": …}`, or `{"error": "…"}` with status 400.
 */
export function createControlHandler(
  control: StandInControl,
): (exchange: Exchange) => Promise<void> {
  const call = async (path: string, body: Buffer): Promise<unknown> => {
    const method = controlMethods.find((name) => `/${name}` === path);
    if (!method) throw new Error(`no method ${path}`);
    const args = JSON.parse(body.toString()) as unknown[];
    return (control[method] as (...args: unknown[]) => Promise<unknown>)(...args);
  };
  return async ({ request, response }) => {
    const body = await readBody(request, 1_000_000);
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (body.kind !== 'whole') return answer(400, { error: 'the request was not read' });
    try {
      answer(200, { result: await call(request.url ?? '', body.bytes) });
    } catch (error) {
      answer(400, { error: error instanceof Error ? error.message : String(error) });
    }
  };
}
