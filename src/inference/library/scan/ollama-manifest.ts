import { fail, ok, type Result } from '#shared/base/result.ts';

const MODEL_LAYER = 'application/vnd.ollama.image.model';
/** Nothing else may become a part of a path. */
const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** The SHA-256 of the model that a manifest names: its blob is `blobs/sha256-HEX`. Fails with one sentence without the path. */
export function modelDigest(manifest: string): Result<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(manifest);
  } catch {
    return fail('the manifest is not JSON');
  }
  const layers = field(json, 'layers');
  if (!Array.isArray(layers)) return fail('the manifest has no layers');
  const model: unknown = layers.find((layer: unknown) => field(layer, 'mediaType') === MODEL_LAYER);
  if (model === undefined) return fail('the manifest names no model file');
  const digest = field(model, 'digest');
  const hex = typeof digest === 'string' ? DIGEST.exec(digest)?.[1] : undefined;
  return hex === undefined ? fail("the manifest's digest is not a SHA-256") : ok(hex);
}

/** What one types for it in Ollama: `llama3.2:1b` of `registry.ollama.ai/library/llama3.2/1b`; undefined where the path is no manifest's. */
export function ollamaName(path: string): string | undefined {
  const [registry, space, model, tag, ...more] = path.split('/');
  if (registry === undefined || space === undefined || model === undefined || tag === undefined) return undefined;
  if (more.length > 0) return undefined;
  const name = `${model}:${tag}`;
  if (registry !== 'registry.ollama.ai') return `${registry}/${space}/${name}`;
  return space === 'library' ? name : `${space}/${name}`;
}

const field = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null ? Object.entries(json).find(([key]) => key === name)?.[1] : undefined;
