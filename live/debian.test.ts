import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestOf, versionIn } from './debian-kernel';
import { aptOptions, dependsIn, mirrorIn, sourceOf } from './debian';

const URIS = [
  "'https://other.example/apt/dists/stable-tools/InRelease' other_InRelease 0 ",
  "'http://security.example/debian-security/dists/bookworm-security/InRelease' security_InRelease 0 ",
  "'http://mirror.example/debian/dists/bookworm-updates/InRelease' updates_InRelease 0 ",
  "'http://mirror.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' packages 0 ",
].join('\n');

test('the mirror is that of Debian itself, and no archive beside it', () => {
  assert.equal(mirrorIn(URIS), 'http://mirror.example/debian');
  assert.equal(mirrorIn(URIS.split('\n').slice(0, 2).join('\n')), null);
  assert.equal(mirrorIn("'http://archive.example/ubuntu/dists/noble/InRelease' x 0"), null);
});

test('a source names one suite, one architecture, and the key that signs it', () => {
  assert.equal(
    sourceOf('http://mirror.example/debian', 'sid', 'arm64', '/k.gpg'),
    'Types: deb\nURIs: http://mirror.example/debian\nSuites: sid\nComponents: main\nArchitectures: arm64\nSigned-By: /k.gpg\n',
  );
  assert.ok(!sourceOf('http://m.example', 'sid', 'arm64', null).includes('Signed-By'));
});

test('apt is kept within its folder, and never told to trust what is not signed', () => {
  const settings = aptOptions('/folder/apt', 'amd64').filter((word) => word !== '-o');
  const places = settings.filter((setting) => setting.startsWith('Dir::'));
  assert.ok(places.length >= 6);
  for (const place of places) assert.match(place, /=(\/folder\/apt(\/.*)?|\/dev\/null)$/);
  assert.ok(!settings.some((setting) => /insecure|unauthenticated|trusted|weak/i.test(setting)));
});

const SHOWN = `Package: linux-image-7.2.12+deb13-amd64
Pre-Depends: linux-base (>= 4.5)
Depends: kmod, linux-binary-7.2.12+deb13-amd64 (= 7.2.12-1), linux-modules-7.2.12+deb13-amd64 (= 7.2.12-1), initramfs-tools | dracut
Recommends: apparmor
`;

test('dependencies are read from what apt-cache shows, of alternatives the first', () => {
  assert.deepEqual(dependsIn(SHOWN), [
    'linux-base',
    'kmod',
    'linux-binary-7.2.12+deb13-amd64',
    'linux-modules-7.2.12+deb13-amd64',
    'initramfs-tools',
  ]);
  assert.deepEqual(dependsIn('Package: x\n'), []);
});

const IMAGES = [
  'linux-image-6.1.0-9-amd64',
  'linux-image-6.1.0-50-amd64',
  'linux-image-6.12.9+deb13-amd64',
  'linux-image-6.12.117+deb13-amd64',
  'linux-image-6.12.117+deb13-cloud-amd64',
  'linux-image-6.12.200+deb13-rt-amd64',
  'linux-image-6.12.117+deb13-amd64-unsigned',
  'linux-image-7.2.12+deb13-cloud-arm64',
  'linux-image-amd64',
];

test('of a version the newest is taken, of the flavour that boots anywhere', () => {
  assert.equal(newestOf(IMAGES, '6.12', 'amd64'), 'linux-image-6.12.117+deb13-amd64');
  assert.equal(newestOf(IMAGES, '6.12.9', 'amd64'), 'linux-image-6.12.9+deb13-amd64');
  assert.equal(newestOf(IMAGES, '6.1', 'amd64'), 'linux-image-6.1.0-50-amd64');
  assert.equal(newestOf(IMAGES, '7.2', 'arm64'), 'linux-image-7.2.12+deb13-cloud-arm64');
  assert.equal(newestOf(IMAGES, '6.13', 'amd64'), null);
});

test('other flavours and unsigned kernels are none', () => {
  assert.equal(versionIn('linux-image-6.12.117+deb13-amd64', 'amd64'), '6.12.117+deb13');
  assert.equal(versionIn('linux-image-6.1.0-50-amd64', 'amd64'), '6.1.0-50');
  for (const name of IMAGES.slice(4)) assert.equal(versionIn(name, 'amd64'), null, name);
});
