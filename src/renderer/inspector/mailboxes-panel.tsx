import type { AgentId } from '#shared/events/ids.ts';
import { unreadOf } from '#shared/projections/mailbox.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun } from '../state/window.tsx';
import { Capped, Empty, MessageRow, NotRecorded, Section, Who } from './parts.tsx';

/** What each agent has not read yet at the playhead, oldest first. */
export function MailboxesPanel() {
  const agents = useRun(({ now }) => now.lanes.agents);
  const told = useRecorded('lineage');
  if (!told) return <NotRecorded what="Who had read what is" />;
  const here = [...agents].filter(({ presence }) => presence !== 'left');
  if (here.length === 0) return <Empty>Nobody is there to get mail.</Empty>;
  return here.map(({ agent }) => <Box key={agent} agent={agent} />);
}

function Box({ agent }: { readonly agent: AgentId }) {
  const mail = useRun(({ now }) => now.lanes.mail);
  const unread = unreadOf(mail, agent);
  return (
    <Section title={<Who sender={agent} />} aside={`${unread.length} unread`}>
      {unread.length === 0 && <Empty>All read.</Empty>}
      <Capped
        items={unread}
        shown={8}
        renderItem={({ data }) => <MessageRow key={data.message} message={data.message} />}
      />
    </Section>
  );
}
