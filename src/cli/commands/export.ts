import { open, rename, rm } from 'node:fs/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { Input, RpcFailure } from '#shared/rpc/methods.ts';
import { table } from '../layout.ts';
import { emit, reportFailure, tell } from '../report.ts';
import { terminalFilter } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

export type ExportOptions = Common & {
  readonly format: Input<'run.export'>['format'];
  readonly output?: string | undefined;
  readonly reasoning?: boolean | undefined;
  readonly content?: boolean | undefined;
  readonly notes?: boolean | undefined;
  readonly redact?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  /** Says what would leave and writes nothing. */
  readonly preview?: boolean | undefined;
};

/**
 * Writes a run's export to a file, whole or not at all, or to stdout: raw where that is a pipe, cleaned where it is a terminal. As JSON
 * with a file, says what was written; without one, the export of the format jsonl is JSON lines by itself.
 */
export async function exportCommand(world: World, name: string, options: ExportOptions): Promise<ExitCode> {
  const found = await world.client.call('run.find', { name });
  if (!found.ok) return reportFailure(world, found.failure);
  const { format, output, json } = options;
  const input = inputOf(found.value.run, options);
  if (options.preview === true) return previewed(world, input, json);
  const texts = textsOf(world, input);
  if (output === undefined) {
    const written = await toStdout(world, texts, json && format !== 'jsonl' ? 'documents' : 'text');
    return written.ok ? EXIT.done : reportFailure(world, written.failure);
  }
  const written = await toFile(output, texts);
  if (!written.ok) return reportFailure(world, written.failure);
  if (json) await emit(world, { file: output, format, characters: written.value });
  else tell(world, `Written: ${output}`);
  return EXIT.done;
}

function inputOf(
  run: RunId,
  { format, reasoning = false, content, notes, redact, prefix }: ExportOptions,
): Input<'run.export'> {
  return {
    run,
    format,
    reasoning,
    ...(content === true ? { content } : {}),
    ...(notes === true ? { notes } : {}),
    redact: (['paths', 'roles'] as const).filter((one) => redact?.includes(one) === true),
    ...(prefix === 'names' || prefix === 'none' ? { prefix } : {}),
  };
}

async function previewed(world: World, input: Input<'run.export'>, json: boolean): Promise<ExitCode> {
  const preview = await world.client.call('run.preview', input);
  if (!preview.ok) return reportFailure(world, preview.failure);
  if (json) await emit(world, preview.value);
  else {
    const rows = preview.value.kinds.map(({ kind, found, leaves }) => [
      kind,
      String(found),
      leaves === 0 ? 'stays' : 'leaves',
    ]);
    for (const line of table([['WHAT', 'FOUND', 'AND'], ...rows])) await world.stdout.write(`${line}\n`);
  }
  return EXIT.done;
}

type Texts = AsyncIterable<Result<string, RpcFailure>>;

async function* textsOf(world: World, input: Input<'run.export'>): Texts & AsyncGenerator<Result<string, RpcFailure>> {
  for await (const item of world.client.stream('run.export', input)) yield item.ok ? ok(item.value.text) : item;
}

async function toStdout(world: World, texts: Texts, form: 'documents' | 'text'): Promise<Result<number, RpcFailure>> {
  const filter = terminalFilter();
  let characters = 0;
  for await (const text of texts) {
    if (!text.ok) return text;
    characters += text.value.length;
    if (form === 'documents') await emit(world, { text: text.value });
    else await world.stdout.write(world.isTTY ? filter.push(text.value) : text.value);
  }
  return ok(characters);
}

async function toFile(file: string, texts: Texts): Promise<Result<number, RpcFailure>> {
  const part = `${file}.${process.pid}.part`;
  let characters = 0;
  try {
    // Each piece is on its way to the disk before the next is asked for: a long export is never gathered.
    const handle = await open(part, 'wx');
    let failed: (Result<string, RpcFailure> & { readonly ok: false }) | undefined;
    try {
      for await (const text of texts) {
        if (!text.ok) {
          failed = text;
          break;
        }
        characters += text.value.length;
        await handle.writeFile(text.value);
      }
    } finally {
      await handle.close();
    }
    if (failed !== undefined) {
      await rm(part, { force: true });
      return failed;
    }
    await rename(part, file);
    return ok(characters);
  } catch (error) {
    await rm(part, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    return fail({ code: 'storage', message: `cannot write ${file}: ${why}` });
  }
}
