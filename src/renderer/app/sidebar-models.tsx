import { visibleLine } from '#shared/base/visible-text.ts';
import { useModels } from '../library/use-models.ts';
import { bytesText } from '../models/figures.ts';
import { hashOf } from '../state/route.ts';

/** The models that are here, with what one tells them apart by; all others are on their page. */
export function SidebarModels() {
  const here = (useModels() ?? []).filter(({ present }) => present);
  if (here.length === 0) return undefined;
  return (
    <div>
      <h2 className="px-2 pt-3 pb-1 text-[12px] font-medium text-dim">Models</h2>
      <ul>
        {here.map(({ id, name, quantisation, size, problem }) => (
          <li key={id}>
            <a href={hashOf({ page: 'models' })} className="block rounded-control px-2 py-1.5 hover:bg-hover">
              <bdi dir="auto" className="block truncate">
                {visibleLine(name)}
              </bdi>
              <span className="block truncate text-[12px] text-dim">
                {visibleLine(quantisation)} · {bytesText(size)}
                {problem !== undefined && <span className="text-warn"> · cannot be used</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
