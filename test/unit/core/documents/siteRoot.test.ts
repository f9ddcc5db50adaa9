import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pathInSite, siteRootPath } from '../../../../src/core/documents/siteRoot.ts';

describe('The root of a site', () => {
  test('is a folder of the workspace folder', () => {
    assert.equal(siteRootPath('static', '/w'), '/w/static');
    assert.equal(siteRootPath(' ./docs\\public/ ', '/w'), '/w/docs/public');
    assert.equal(siteRootPath('/static', '/w'), '/w/static');
    assert.equal(siteRootPath('.', '/w'), '/w');
  });

  test('is none without the setting or a workspace folder', () => {
    assert.equal(siteRootPath('  ', '/w'), undefined);
    assert.equal(siteRootPath('static', undefined), undefined);
  });

  test('begins the links of the images in it', () => {
    assert.equal(pathInSite('/w/static/img/a b.png', '/w/static'), '/img/a b.png');
    assert.equal(pathInSite('/w/assets/a.png', '/w/static'), undefined);
    assert.equal(pathInSite('/w/static-2/a.png', '/w/static'), undefined);
    assert.equal(pathInSite('/w/static/..a/b.png', '/w/static'), '/..a/b.png');
  });
});
