import type { Seq } from '#shared/events/ids.ts';
import { typeName } from '#shared/events/event.ts';
import type { TranscriptLine } from '#shared/projections/transcript.ts';
import { NOT_RECORDED } from '#shared/events/imported.ts';
import { NoteSection } from '../notes/note-section.tsx';
import { useRecorded } from '../state/recorded.ts';
import { useRun, useSession } from '../state/window.tsx';
import { lineAt } from './line-at.ts';
import { Empty, Facts, Jump, Section, Words } from './parts.tsx';
import { momentOf } from './words.ts';

/** One event as it stands in the log. */
export function EventView({ seq }: { readonly seq: Seq }) {
  const { log } = useSession();
  const transcript = useRun(({ latest }) => latest.transcript);
  const timed = useRecorded('times');
  const event = log.at(seq);
  if (event === undefined) return <Empty>This run has no event {seq} yet.</Empty>;
  const line: TranscriptLine | undefined = lineAt(transcript.entries, seq);
  return (
    <>
      {line !== undefined && <Words text={line.text} className="mb-3 text-[13px] text-text" />}
      <NoteSection seq={seq} />
      <Section title="In the log">
        <Facts
          rows={[
            { name: 'Event', value: <Jump seq={seq}>{seq}</Jump> },
            { name: 'Type', value: typeName(event), mono: true },
            { name: 'Time', value: timed ? momentOf(event.at) : NOT_RECORDED },
          ]}
        />
      </Section>
      <Section title="Data">
        <Words
          text={JSON.stringify(event.data, undefined, 2)}
          fold={1200}
          className="rounded-control bg-bg p-2 font-mono text-[11px] text-text"
        />
      </Section>
    </>
  );
}
