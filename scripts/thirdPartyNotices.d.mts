export const noticesPath: string;
export function thirdPartyNotices(): Promise<string>;
export function bundledPackages(): Promise<{ name: string; version: string; licence: unknown }[]>;
