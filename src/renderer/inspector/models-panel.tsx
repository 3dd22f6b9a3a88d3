import { useRecorded } from '../state/recorded.ts';
import { useRun } from '../state/window.tsx';
import type { Moment } from '#shared/projections/moment.ts';
import { Empty, Facts, NotRecorded, Section } from './parts.tsx';
import { bytesOf, countOf, durationOf, listed } from './words.ts';

/** The models that were loaded for this run, as they were then. */
export function ModelsPanel() {
  const models = useRun(({ now }) => now.models);
  const seats = useRun(({ now }) => now.setup?.seats);
  const told = useRecorded('models');
  if (!told) return <NotRecorded what="Which models spoke is" />;
  if (models.length === 0) return <Empty>No model has been loaded yet.</Empty>;
  return models.map((loaded, index) => (
    <Model
      // One that was loaded again, after a crash or a pause, is told again.
      key={`${loaded.model} ${index}`}
      loaded={loaded}
      seats={(seats ?? []).filter(({ model }) => model === loaded.model).map(({ name }) => name)}
    />
  ));
}

type Props = { readonly loaded: Moment['models'][number]; readonly seats: readonly string[] };

function Model({ loaded, seats }: Props) {
  const { model, file, sha256, size, kind, quantisation, loadTime, memory, context, slots, trunks } = loaded;
  const { device, threads, library, wrapper } = loaded;
  return (
    <Section title={<span className="text-[13px] text-text">{model}</span>}>
      <Facts
        rows={[
          { name: 'Seats', value: seats.length === 0 ? 'none' : listed(seats) },
          { name: 'File', value: file },
          { name: 'Size', value: `${bytesOf(size)}, ${quantisation}, ${kind}` },
          { name: 'Memory', value: `${bytesOf(memory)}, loaded in ${durationOf(loadTime)}` },
          { name: 'Context', value: `${countOf(context)} tokens, ${slots} turns at once, ${trunks} shared grounds` },
          { name: 'Device', value: `${device}${threads === 0 ? '' : `, ${threads} threads`}` },
          { name: 'Wrapper', value: `${wrapper.name}, ${WRAPPERS[wrapper.from]}` },
          { name: 'Library', value: library, mono: true },
          { name: 'SHA-256', value: sha256, mono: true },
        ]}
      />
    </Section>
  );
}

const WRAPPERS = {
  template: 'from the template of the file',
  chosen: 'chosen in the scenario',
  markers: 'plain markers of a base model',
} as const;
