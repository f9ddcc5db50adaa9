import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readPrices } from '../../../src/oneMinAi/wire.ts';
import { startStandIn, type StandIn } from '../../standIn/standIn.ts';

describe('Prices', () => {
  let standIn: StandIn;
  before(async () => {
    standIn = await startStandIn();
  });
  after(() => standIn.close());

  test('are read from the list that everybody can see', async () => {
    const response = await fetch(`${standIn.apiOrigin}/models?feature=IMAGE_GENERATOR`);
    const prices = readPrices(await response.text());
    assert.equal(prices.get('black-forest-labs/flux-2-klein-4b'), 1000);
    assert.equal(prices.get('black-forest-labs/flux-2-klein-9b'), 2000);
  });

  const unknown: [title: string, text: string][] = [
    ['not JSON', '<html>'],
    ['null', 'null'],
    ['no list', '{"total":1}'],
    ['a list of another kind', '{"models":{"a":1}}'],
    ['a price that is a text', '{"models":[{"modelId":"a","creditMetadata":{"ALL":"3"}}]}'],
    ['no price', '{"models":[{"modelId":"a","creditMetadata":{}}]}'],
    ['a negative price', '{"models":[{"modelId":"a","creditMetadata":{"ALL":-3}}]}'],
  ];
  for (const [title, text] of unknown) {
    test(`are left out where the answer is ${title}`, () => {
      assert.equal(readPrices(text).size, 0);
    });
  }

  test('that can be read count beside those that cannot', () => {
    const models = [null, { modelId: 'a', creditMetadata: { ALL: 3 } }, { modelId: 'b' }];
    assert.deepEqual([...readPrices(JSON.stringify({ models }))], [['a', 3]]);
  });
});
