import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, jsonOf, questionFor, withStandIn } from './talkToStandIn.ts';

interface Refusal {
  readonly errorCode: string;
  readonly details: string;
}

describe('The stand-in judges a request', () => {
  const wrong: readonly (readonly [title: string, field: string, change: object, top?: object])[] =
    [
      ['an unknown parameter', 'aspectRatio', { aspectRatio: '1:1' }],
      ['an unknown key beside promptObject', 'n', {}, { n: 2 }],
      ['a parameter of another model', 'guidance', { guidance: 3 }],
      ['a number where a string belongs', 'megapixels', { megapixels: 1 }],
      ['a string where a number belongs', 'output_quality', { output_quality: '80' }],
      ['a string where a boolean belongs', 'go_fast', { go_fast: 'true' }],
      ['a prompt of blanks', 'prompt', { prompt: '  ' }],
      ['no prompt', 'prompt', { prompt: undefined }],
      ['a ratio that no document lists', 'aspect_ratio', { aspect_ratio: '21:9' }],
      ['a format that no document lists', 'output_format', { output_format: 'jpeg' }],
      ['a quality beyond 100', 'output_quality', { output_quality: 101 }],
      ['no steps', 'num_inference_steps', { num_inference_steps: 0 }],
      ['five steps', 'num_inference_steps', { num_inference_steps: 5 }],
      ['seed 0', 'seed', { seed: 0 }],
      ['a seed beyond 32 bits', 'seed', { seed: 4_294_967_296 }],
      ['a seed that is not whole', 'seed', { seed: 1.5 }],
      ['a seed as text', 'seed', { seed: '7' }],
      ['a null', 'seed', { seed: null }],
      ['another type', 'type', {}, { type: 'IMAGE_EDITOR' }],
      ['a promptObject that is none', 'promptObject', {}, { promptObject: [] }],
    ];
  for (const [title, field, change, top] of wrong) {
    it(`and refuses ${title}, naming the field in details that are a string of JSON`, () =>
      withStandIn(async ({ standIn, generate }) => {
        const answer = await generate({ ...change }, top);
        const refusal = jsonOf<Refusal>(answer);
        assert.equal(answer.status, 400);
        assert.equal(refusal.errorCode, 'MISSING_REQUIRED_FIELDS');
        const details = JSON.parse(refusal.details) as { field: string }[];
        assert.deepEqual(
          details.map((detail) => detail.field),
          [field],
        );
        const { counts } = await standIn.received();
        assert.equal(counts.paidRequests, 1);
        assert.equal(counts.imagesMade, 0);
      }));
  }

  it('and takes all nine parameters at the ends of their ranges', () =>
    withStandIn(async ({ generate }) => {
      const common = { aspect_ratio: '5:4', output_format: 'jpg', megapixels: '0.25' };
      const flags = { go_fast: false, disable_safety_checker: true };
      const least = { output_quality: 0, num_inference_steps: 1, seed: 1 };
      const most = { output_quality: 100, num_inference_steps: 4, seed: 4_294_967_295 };
      assert.equal((await generate({ ...common, ...flags, ...least })).status, 200);
      assert.equal((await generate({ ...common, ...flags, ...most })).status, 200);
    }));

  it('and refuses a model that it does not have', () =>
    withStandIn(async ({ generate }) => {
      const answer = await generate({}, { model: 'black-forest-labs/flux-2-pro' });
      assert.equal(answer.status, 400);
      assert.equal(jsonOf<Refusal>(answer).errorCode, 'UNSUPPORTED_MODEL');
      const other = await generate({}, { model: 'black-forest-labs/flux-2-klein-9b' });
      assert.equal(other.status, 200);
    }));

  it('and refuses a missing and a wrong key with 401, each in its own shape', () =>
    withStandIn(async ({ standIn }) => {
      const url = `${standIn.apiOrigin}/api/features`;
      const { 'api-key': _, ...headers } = questionFor().headers ?? {};
      const missing = await ask(url, { ...questionFor(), headers });
      assert.equal(missing.status, 401);
      assert.deepEqual(Object.keys(jsonOf(missing)), ['message']);
      const wrongKey = { ...headers, 'api-key': 'other' };
      const wrongAnswer = await ask(url, { ...questionFor(), headers: wrongKey });
      assert.equal(wrongAnswer.status, 401);
      assert.equal(jsonOf<Refusal>(wrongAnswer).errorCode, 'INVALID_AUTH_TOKEN');
    }));

  it('and refuses another content type, broken JSON, another method and another path', () =>
    withStandIn(async ({ standIn }) => {
      const url = `${standIn.apiOrigin}/api/features`;
      const right = questionFor();
      const headers = { ...right.headers, 'content-type': 'text/plain' };
      assert.equal((await ask(url, { ...right, headers })).status, 400);
      assert.equal((await ask(url, { ...right, body: '{"type":' })).status, 400);
      assert.equal((await ask(url, { ...right, method: 'PUT' })).status, 404);
      assert.equal((await ask(`${url}/`, right)).status, 404);
      assert.equal((await ask(`${url}?x=1`, right)).status, 400);
    }));

  it('and refuses a body over one megabyte', () =>
    withStandIn(async ({ standIn, generate }) => {
      assert.equal((await generate({ prompt: 'x'.repeat(1_000_001) })).status, 413);
      assert.equal((await standIn.received()).counts.paidRequests, 0);
    }));
});
