import { useIntegration, useReceiver } from '../../data/integrations.ts';
import { useOneDestination } from '../../data/one-destination.ts';
import type { CheckedPipeline } from '../../data/pipeline.ts';
import { Facts } from '../../parts/facts.tsx';
import { ReceiverPill } from '../../parts/integration-signs.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** From where and to where, and how events come from there. */
export function EndsPanel({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const { integrationId, destinationId } = pipeline;
  const integration = useIntegration(integrationId).data;
  const receiver = useReceiver(integrationId).data;
  const destination = useOneDestination(destinationId ?? undefined).data;
  return (
    <Panel title={said.ends}>
      <Facts
        facts={[
          {
            name: said.integration,
            value: <PlaceLink to={`/integrations/${integrationId}`}>{integration?.name ?? integrationId}</PlaceLink>,
          },
          {
            name: said.connection,
            value: receiver === undefined ? '–' : <ReceiverPill state={receiver.state} />,
          },
          { name: said.lastEvent, value: <Time at={receiver?.lastEventAt ?? null} /> },
          {
            name: said.destination,
            value:
              destinationId === null ? (
                said.none
              ) : (
                <PlaceLink to={`/destinations/${destinationId}`}>{destination?.name ?? destinationId}</PlaceLink>
              ),
          },
        ]}
      />
    </Panel>
  );
}
