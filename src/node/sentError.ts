import { ImageError, type ErrorCode, type FailureReason } from '../core/errors.ts';

/** An error, of which a message to another thread would keep the text alone. */
export interface SentError {
  readonly message: string;
  /** Of an `ImageError`. */
  readonly code?: ErrorCode;
  readonly reason?: FailureReason;
  readonly field?: string;
}

export function sentError(error: unknown): SentError {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ImageError)) return { message };
  const { code, reason, field } = error;
  return {
    message,
    code,
    ...(reason !== undefined && { reason }),
    ...(field !== undefined && { field }),
  };
}

export function receivedError({ message, code, reason, field }: SentError): Error {
  if (code === undefined) return new Error(message);
  return new ImageError(code, message, {
    ...(reason !== undefined && { reason }),
    ...(field !== undefined && { field }),
  });
}
