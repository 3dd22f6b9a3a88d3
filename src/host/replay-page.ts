import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { HtmlPorts, ReplayPage } from '#exports/html.ts';
import type { Places } from './places.ts';

/** The window's part for the HTML export, as it was built with the program. */
export function replayPage({ tree }: Places): Result<ReplayPage, RpcFailure> {
  const folder = join(tree, 'out', 'replay-file');
  try {
    const [script, style] = ['script.js', 'style.css'].map((name) => readFileSync(join(folder, name), 'utf8'));
    return ok({ script: script ?? '', style: style ?? '' });
  } catch {
    const message = `The page of the HTML export is not in ${folder}: build the program with npm run build.`;
    return fail({ code: 'failed', message });
  }
}

export const HTML_PORTS: HtmlPorts = {
  sha256: (text) => createHash('sha256').update(text).digest('base64'),
  deflated: (text) => deflateRawSync(text, { level: 9 }).toString('base64'),
};
