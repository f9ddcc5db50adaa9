/** Whether names that differ in case alone are one file on the disks that this computer usually has. */
export const isCaseFolding = process.platform === 'win32' || process.platform === 'darwin';
