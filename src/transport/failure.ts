import { TransportError } from '../oneMinAi/transport.ts';

type Reason = TransportError['reason'];

/** Errors of name look-up and of `connect`, which precede every byte of the request; a network that goes later has some of them, too. */
const connectReasons: Readonly<Record<string, Reason>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENETDOWN: 'refused',
  EHOSTDOWN: 'refused',
  EADDRNOTAVAIL: 'refused',
  UND_ERR_CONNECT_TIMEOUT: 'connectTimeout',
};

/** Node's names of OpenSSL's verification failures, and Node's own. Source: nodejs.org, tls, "X509 certificate error codes". */
const certificateCodes = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_CRL',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_CHAIN_TOO_LONG',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
  'UND_ERR_PRX_TLS',
]);

/** Why connecting failed, of an error that is known to come from connecting. */
export function connectFailure(error: unknown): TransportError {
  return new TransportError('connect', connectReason(error) ?? 'dropped', error);
}

/** Of a window that closes: nothing is sent any more, by any transport. */
export function closedFailure(cause?: unknown): TransportError {
  return new TransportError('withheld', 'interrupted', cause);
}

/** An exchange that broke after the connection stood. */
export function exchangeFailure(error: unknown): TransportError {
  const isIdle = chain(error).some(
    ({ code }) => code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT',
  );
  return new TransportError('exchange', isIdle ? 'idle' : 'dropped', error);
}

/** A body that broke off on the way. */
export function bodyFailure(error: unknown): TransportError {
  const failure = exchangeFailure(error);
  return failure.reason === 'idle' ? failure : new TransportError('exchange', 'cutShort', error);
}

/**
 * Sorts an error of a client that does not tell when it failed. Only what surely came before the
 * first byte of the request counts as `connect`; the rest may have been processed.
 */
export function failureOfUnknownPhase(error: unknown): TransportError {
  const reason = connectReason(error);
  return reason ? new TransportError('connect', reason, error) : exchangeFailure(error);
}

function connectReason(error: unknown): Reason | undefined {
  const errors = chain(error);
  for (const { code, syscall, message } of errors) {
    if (certificateCodes.has(code)) return 'certificate';
    // Only a connection that stood is read from and written to, so that the request may have left by it.
    const reason = ['read', 'write'].includes(syscall) ? undefined : connectReasons[code];
    if (reason) return reason;
    if (code === 'ETIMEDOUT' && syscall === 'connect') return 'connectTimeout';
    // A socket that ends before TLS stands has carried nothing of the request.
    if (message.includes('before secure TLS connection was established')) return 'dropped';
    // The words of undici's proxy agent, which gives the status nowhere else; those of VS Code's own
    // agent, which takes its place, differ in the comparison.
    const tunnel = /^Proxy response \((\d+)\) /.exec(message);
    if (tunnel) return tunnel[1] === '407' ? 'proxyAuth' : 'proxyRefused';
  }
  return undefined;
}

interface Link {
  readonly code: string;
  readonly syscall: string;
  readonly message: string;
}

/** An error, its causes, and the parts of an `AggregateError`: one address of a host each. */
function chain(error: unknown, depth = 0): readonly Link[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const { code, syscall, errors } = error as {
    code?: unknown;
    syscall?: unknown;
    errors?: unknown;
  };
  const link: Link = { code: text(code), syscall: text(syscall), message: error.message };
  const parts: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return [link, ...[error.cause, ...parts].flatMap((part) => chain(part, depth + 1))];
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
