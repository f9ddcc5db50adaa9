export function packageVsix(
  folder?: string,
): Promise<{ path: string; bytes: number; output: string }>;
export const madeVsixVariable: string;
export function vsixForTests(folder: string): Promise<string>;
