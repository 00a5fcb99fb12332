/** `hvspec verify`: whether a claim may be believed. */
import { existsSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { fileDigest } from '../reports/claim/digest';
import type { MinisignKey } from '../reports/claim/minisign';
import { minisignComment, minisignKey } from '../reports/claim/minisign';
import { ClaimRefused } from '../reports/claim/refused';
import type { Given } from '../reports/claim/verify';
import { checkClaim, parseClaim, reportsAmong } from '../reports/claim/verify';
import { oneLine } from '../reports/text/clean';
import { bytesOf } from '../subjects/bounded';
import { extentOf, judgedBy, refusedOr, reportOf } from './claim';
import { textOf } from './input';
import type { Output } from './output';
import { folder, notEmpty } from './values';

const EXAMPLES = `
Nothing is fetched and no program is started. The files are the claim's reports and the files that it is about, all of
them, in any order and under any name: what counts is their digests. From the reports the claim is worked out anew, with
the features here, and has to be the same. minisign's signature of the claim (claim.json.minisig, or --signature) is
checked with --key; a signature of another tool is for that tool to check.

Exit codes: 0 verified, 1 refused, 2 a file is missing or cannot be read, or the command line is wrong.

Examples:
  $ hvspec verify claim.json conformance.json my-adapter --key minisign.pub
  $ hvspec verify claim.json 1/conformance.json 2/conformance.json bzImage --key RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3
  $ hvspec verify claim.json conformance.json my-adapter --partial    # also a claim of a part, and known failures
`;

const MAX_CLAIM = 16 << 20;
const MAX_SIGNATURE = 1 << 20;

export function addVerify(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('verify')
    .description('check a claim against its reports and files, and its signature, offline')
    .argument('<claim>', 'what `hvspec claim` wrote')
    .argument('<files...>', 'the reports of the claim, and the files that it is about')
    .option(
      '-k, --key <key>',
      "minisign's public key: its file, or the line of it that begins with RW",
      notEmpty,
    )
    .option('--signature <file>', 'the signature (default: the claim with .minisig after it)', notEmpty)
    .option('--partial', 'accept less than the whole: a selection, fewer runs of properties, known failures')
    .option('--features <folder>', 'the folder of your own features that the claim is of', folder)
    .addHelpText('after', EXAMPLES)
    .action(async (file, files, { key, signature, partial = false, features }) => {
      if (signature !== undefined && key === undefined)
        throw new RangeError('--signature is checked with a key: give --key');
      const bytes = bytesOf(file, MAX_CLAIM, about(file));
      const given: Given[] = [];
      for (const one of files) given.push({ file: one, sha256: await fileDigest(one) });
      const verified = refusedOr(output, () => {
        const signed = key === undefined ? null : signedBy(bytes, signature ?? `${file}.minisig`, keyOf(key));
        const claim = parseClaim(bytes);
        const reports = reportsAmong(claim, given).map((one) => reportOf(one.file, one.name));
        checkClaim(claim, reports, judgedBy(features), partial);
        return { signed, claim };
      });
      if (!verified) return done(1);
      const { signed, claim } = verified;
      output.out(signed ?? unsigned(file));
      for (const line of extentOf(claim)) output.out(line);
      done(0);
    });
}

function signedBy(bytes: Buffer, file: string, key: MinisignKey): string {
  if (!existsSync(file))
    throw new ClaimRefused(
      `no signature ${oneLine(file, 400)}: sign the claim (minisign -Sm), or give --signature`,
    );
  const comment = minisignComment(bytes, textOf(file, MAX_SIGNATURE, 'utf8', about(file)), key);
  return `verified, and signed by the key ${key.id}: ${oneLine(comment, 400)}`;
}

function unsigned(file: string): string {
  const there = existsSync(`${file}.minisig`) ? ', though there is a signature' : '';
  return `verified, but by whom it was made is not known: no --key was given${there}`;
}

/** A line of a key is one by itself. @throws RangeError where the file cannot be read, or is no key */
function keyOf(given: string): MinisignKey {
  const text = /^RW[A-Za-z0-9+/]{54}$/.test(given)
    ? given
    : textOf(given, MAX_SIGNATURE, 'utf8', about(given));
  return minisignKey(text);
}

function about(file: string): (sentence: string) => RangeError {
  return (sentence) => new RangeError(`${oneLine(file, 400)} ${sentence}`);
}
