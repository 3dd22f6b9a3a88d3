/** Why there is no line to the host, as one sentence with what to do. */
export type NoLine = {
  readonly message: string;
  /** Whether trying again may help, and where it is known, after how many milliseconds. */
  readonly again: boolean;
  readonly after?: number;
};
