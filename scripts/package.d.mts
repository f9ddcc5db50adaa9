export function packageVsix(
  folder?: string,
): Promise<{ path: string; bytes: number; output: string }>;
