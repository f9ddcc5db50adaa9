import type { FailureReason } from '../core/errors.ts';

export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Sent as given; the transport adds nothing that carries a secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Longest wait for the answer's head, after the request was written. */
  readonly headersTimeoutMs: number;
  /** Longest silence between two chunks of the answer's body. */
  readonly idleTimeoutMs: number;
  /**
   * Nothing is sent to an address that is not one of the public internet, whatever the name says.
   * Behind a proxy only the proxy knows the address. Default: anywhere.
   */
  readonly mustBePublic?: boolean;
}

export interface TransportResponse {
  readonly status: number;
  /** One value of a header, case-insensitive; the first where it came several times. */
  header(name: string): string | undefined;
  /**
   * The bytes as they came over the wire, not inflated. Leaving the loop early closes the
   * connection. Throws `TransportError`.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection without reading the rest. */
  discard(): void;
}

/**
 * One HTTP exchange. Follows no redirect, repeats nothing, keeps no cookie. Rejects with
 * `TransportError`, or with the signal's reason once that has aborted.
 */
export interface Transport {
  send(request: TransportRequest, signal: AbortSignal): Promise<TransportResponse>;
}

/** Why an exchange broke, and whether the request can have been processed. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /**
   * `connect`: not one byte of the request left, so it may be sent again. `withheld`: nothing left
   * either, and nobody is to send it: it was kept back, as the window closes or for where it leads.
   */
  readonly phase: 'connect' | 'withheld' | 'exchange';
  readonly reason: FailureReason | 'addressRefused';

  constructor(phase: TransportError['phase'], reason: TransportError['reason'], cause: unknown) {
    super(`${phase} failed: ${reason}`, { cause });
    this.phase = phase;
    this.reason = reason;
  }
}
