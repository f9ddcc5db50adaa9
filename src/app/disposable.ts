/** What has to be let go of in the end. */
export interface Disposable {
  dispose(): void;
}
