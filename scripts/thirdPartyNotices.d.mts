export const noticesPath: string;
export function thirdPartyNotices(): Promise<string>;
