import { usedPackages } from 'virtual:used-packages';
import table from '../../parts/plain-table.module.css';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** The packages of others with their licences. */
export function Packages() {
  const said = useTexts(texts);
  return (
    <table className={table.table} aria-label={said.packages}>
      <thead>
        <tr>
          <th scope="col">{said.package}</th>
          <th scope="col">{said.version}</th>
          <th scope="col">{said.licence}</th>
          <th scope="col">{said.usedBy}</th>
        </tr>
      </thead>
      <tbody>
        {usedPackages.map(({ name, version, license, by }) => (
          <tr key={`${name} ${version} ${by}`}>
            <td>{name}</td>
            <td>{version}</td>
            <td>{license}</td>
            <td>{said[by]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
