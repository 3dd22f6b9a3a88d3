import type { Client } from '#shared/rpc/client.ts';
import type { Input, RunRow } from '#shared/rpc/methods.ts';
import { toast } from '../app/toasts.tsx';
import { saveText } from '../ui/save-text.ts';

const ENDING = {
  minutes: 'minutes.md',
  markdown: 'md',
  jsonl: 'jsonl',
  html: 'html',
  openai: 'openai.jsonl',
  sharegpt: 'sharegpt.jsonl',
  'chrome-trace': 'trace.json',
  otlp: 'otlp.jsonl',
} as const;

/** Writes a run out as a file of the browser's downloads. */
export async function exportRun(client: Client, { run }: RunRow, format: Input<'run.export'>['format']): Promise<void> {
  const parts: string[] = [];
  for await (const item of client.stream('run.export', { run, format, reasoning: false })) {
    if (!item.ok) return toast({ title: 'Not exported', detail: item.failure.message });
    parts.push(item.value.text);
  }
  const name = `${run}.${ENDING[format]}`;
  saveText(name, parts.join(''));
  toast({ title: `Exported as ${name}` });
}
