import { visibleLine, visibleText } from '#shared/base/visible-text.ts';
import type { useExportPreview } from './use-export-preview.ts';

type Props = {
  readonly preview: ReturnType<typeof useExportPreview>;
  /** The file holds every event: then the counts are those of the file, else no more than that is in it. */
  readonly whole: boolean;
};

/** What would leave, counted, and how the file begins. What is not known yet has its place, so that the buttons below stay where they are. */
export function ExportLeaves({ preview: { kinds, start, failure, busy }, whole }: Props) {
  return (
    <section aria-label="What leaves" aria-busy={busy} className="flex min-h-0 flex-col gap-2">
      <table className="tabular w-full text-[12px]">
        <caption className="mb-1 text-left text-dim">What leaves</caption>
        <thead className="text-dim">
          <tr>
            <th scope="col" className="sr-only">
              Kind
            </th>
            <th scope="col" className="w-24 text-right font-normal">
              in the run
            </th>
            <th scope="col" className="w-36 text-right font-normal">
              {whole ? 'in the file' : 'at most in the file'}
            </th>
          </tr>
        </thead>
        <tbody>
          {(kinds ?? UNKNOWN).map(({ kind, found, leaves }) => (
            <tr key={kind}>
              <th scope="row" className="text-left font-normal">
                {KINDS[kind] ?? kind}
              </th>
              <td className="text-right text-dim">{found}</td>
              <td className={`text-right ${leaves === '…' || leaves === 0 ? 'text-dim' : 'font-medium'}`}>{leaves}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {failure !== undefined && (
        <p role="alert" className="text-bad">
          <span aria-hidden>▲ </span>
          {visibleLine(failure)}
        </p>
      )}
      {failure === undefined && (
        <label className="flex flex-col gap-1 text-[12px] text-dim">
          {start?.more === false ? 'The whole file' : 'How the file begins'}
          <textarea
            readOnly
            dir="auto"
            rows={9}
            spellCheck={false}
            value={visibleText(start?.text ?? '')}
            className="resize-y rounded-control border border-line bg-bg p-2 font-mono text-[11px] leading-[15px] text-text"
          />
        </label>
      )}
    </section>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  content: 'Events with words of people and models',
  messages: 'Messages',
  roles: 'Roles of seats',
  paths: 'Paths on this machine',
  reasoning: 'Turns with reasoning',
  notes: 'Bookmarks and notes',
};

const UNKNOWN = Object.keys(KINDS).map((kind) => ({ kind, found: '…', leaves: '…' }) as const);
