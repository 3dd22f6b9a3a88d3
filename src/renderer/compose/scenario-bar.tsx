import { useRef, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { describeProblem, parseScenario } from '#shared/scenario/parse-scenario.ts';
import { writeScenario } from '#shared/scenario/write-scenario.ts';
import { YAML_LIMITS } from '#shared/scenario/yaml-tree.ts';
import { go } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { saveText } from '../ui/save-text.ts';
import { SelectField } from '../ui/select.tsx';
import { draftOf, type Draft } from './draft.ts';
import { fileNameOf } from './file-name.ts';
import { SaveDialog } from './save-dialog.tsx';
import { setupOf } from './setup-of.ts';
import { useForm } from './use-form.ts';
import type { Scenarios } from './use-scenarios.ts';

type Props = {
  readonly from: string | undefined;
  readonly list: Scenarios;
  /** What the form was when it was opened. */
  readonly pristine: Draft;
  /** Shows what is wrong, and goes to the first of it. */
  readonly onWrong: () => void;
};

/** Opens scenarios and files, saves and downloads the form as one, and begins anew. */
export function ScenarioBar({ from, list, pristine, onWrong }: Props) {
  const { draft, edit } = useForm();
  const [saving, setSaving] = useState<string>();
  const [said, setSaid] = useState<Said>();
  /** The form as a scenario's text; undefined where it is none yet, which is then shown. */
  const written = (): string | undefined => {
    const read = setupOf(draft);
    if (!read.ok) onWrong();
    return read.ok ? writeScenario(read.value) : undefined;
  };
  const replace = (next: Draft, words: string): void => edit(() => next, { words, edit: () => draft, lasting: false });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <ScenarioPick from={from} list={list} />
        <OpenFile onSaid={setSaid} onDraft={replace} />
        <Button className="h-8" onClick={() => setSaving(written())}>
          Save as a scenario…
        </Button>
        <Button
          className="h-8"
          onClick={() => {
            const text = written();
            if (text !== undefined) saveText(fileNameOf(draft), text);
          }}
        >
          Download
        </Button>
        {JSON.stringify(draft) !== JSON.stringify(pristine) && (
          <Button kind="quiet" className="h-8" onClick={() => replace(pristine, 'The form is as it was opened.')}>
            Start afresh
          </Button>
        )}
      </div>
      <SaidLine said={said} />
      {saving !== undefined && (
        <SaveDialog
          text={saving}
          name={from ?? fileNameOf(draft).replace(/\.yaml$/, '')}
          onClose={() => setSaving(undefined)}
          onSaved={(path) => {
            setSaving(undefined);
            setSaid({ good: true, words: `Saved as ${path}.` });
            list.reload();
          }}
        />
      )}
    </div>
  );
}

type Said = { readonly good: boolean; readonly words: string };

function SaidLine({ said }: { readonly said: Said | undefined }) {
  return (
    <output className={`text-[12px] break-words empty:hidden ${said?.good === false ? 'text-bad' : 'text-good'}`}>
      {said !== undefined && (
        <>
          <span aria-hidden>{said.good ? '✓ ' : '▲ '}</span>
          <bdi dir="auto">{visibleLine(said.words)}</bdi>
        </>
      )}
    </output>
  );
}

function ScenarioPick({ from, list }: Pick<Props, 'from' | 'list'>) {
  const options = (list.scenarios ?? []).map(({ name, title, seats, source }) => ({
    value: name,
    label: visibleLine(title),
    detail: `${source === 'own' ? 'your own' : 'ready'} · ${visibleLine(seats.join(', '))}`,
  }));
  return (
    <SelectField
      id="scenario-pick"
      label="Scenario"
      className="w-64"
      placeholder={list.failure === undefined ? 'Open a scenario…' : 'The scenarios could not be read'}
      options={options}
      value={from ?? ''}
      onChange={(name) => go({ page: 'new', from: name })}
    />
  );
}

type OpenProps = {
  readonly onSaid: (said: Said | undefined) => void;
  readonly onDraft: (draft: Draft, words: string) => void;
};

function OpenFile({ onSaid, onDraft }: OpenProps) {
  const input = useRef<HTMLInputElement>(null);
  const open = async (file: File): Promise<void> => {
    if (file.size > YAML_LIMITS.chars * 4) {
      onSaid({ good: false, words: `${file.name} is larger than any scenario: is it the right file?` });
      return;
    }
    const parsed = parseScenario(await file.text(), file.name);
    if (!parsed.ok) {
      onSaid({ good: false, words: describeProblem(parsed.failure) });
      return;
    }
    onSaid(undefined);
    onDraft(draftOf(parsed.value), `${file.name} was opened.`);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml"
        aria-label="Scenario file"
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void open(file);
        }}
      />
      <Button className="h-8" onClick={() => input.current?.click()}>
        Open a file…
      </Button>
    </>
  );
}
