import { statfs } from 'node:fs/promises';
import { withEgress } from '../egress.ts';
import { nodeFetch } from './node-fetch.ts';
import { pipDownload, type PipDownload } from './pip.ts';

/** What a pull needs of the world. */
export type PullPorts = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly pip: PipDownload;
  /** Bytes that this user may still write where `folder` lies. */
  readonly freeBytes: (folder: string) => Promise<number>;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Where models are fetched from by repository name. */
  readonly hub: string;
  /** Milliseconds to wait for an answer, and for the next bytes of one. */
  readonly patience: { readonly answer: number; readonly bytes: number };
};

/** `hub`: a mirror of the models by repository name, in place of the usual one. */
export const nodePorts = ({ hub = HUB }: { readonly hub?: string } = {}): PullPorts => ({
  // A download is asked for by a person: the one thing that may leave this machine, and only to where it goes.
  fetch: (url, init) => withEgress(url, () => nodeFetch(url, init)),
  pip: pipDownload(),
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
  now: () => performance.now(),
  hub,
  patience: { answer: 15_000, bytes: 30_000 },
});

const HUB = 'https://huggingface.co';
