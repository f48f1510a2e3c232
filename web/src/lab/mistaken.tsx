// What a network gets wrong.
import { useAsked } from "./asked";
import { named } from "./api";
import { percent, short } from "../chart/numbers";
import { Picker, pickedRun } from "./picker";
import type { Mistake, Mistakes, Opened } from "./types";
import { _, count } from "./words";

export function Mistaken({ opened }: { opened: Opened }) {
  const run = pickedRun(opened);
  const { content, says } = useAsked<Mistakes>(run ? `errors?${named([run.experiment])}&member=${run.member}` : null);
  return (
    <>
      <Picker opened={opened} />
      {says && <p class="bad" role="alert">{says()}</p>}
      {content && <Found mistakes={content} />}
    </>
  ); // prettier-ignore
}

function Found({ mistakes: { n, wrong, share, examples } }: { mistakes: Mistakes }) {
  const sorted = wrong === null || share === null;
  return (
    <>
      <p>
        {sorted
          ? _("The {n} predictions that are furthest off", { n: count(examples.length) })
          : _("{wrong} of {n} validation examples are wrong ({share}%).", { wrong: count(wrong), n: count(n), share: (100 * share).toFixed(1) })}{" "}
        {!sorted && examples.length > 0 && <span class="soft">{_("The surest mistakes come first.")}</span>}
      </p>
      <ul class="mistakes">
        {examples.map((each) => <Example key={each.name} mistake={each} off={sorted} />)}
      </ul>
    </>
  ); // prettier-ignore
}

function Example({ mistake: { name, picture, values, true: truth, predicted, sure }, off }: { mistake: Mistake; off: boolean }) {
  return (
    <li>
      {picture && <img src={picture} alt={_("a picture of {truth}", { truth })} loading="lazy" />}
      <span><b>{truth}</b> → <b class="taken">{predicted}</b> <span class="soft">{off ? `± ${short(sure)}` : percent(sure)}</span></span>
      <span class="unseen">{_("true {truth}, predicted {predicted}", { truth, predicted })}</span>
      {values && <code class="small" title={values}>{values}</code>}
      <span class="soft small">{name}</span>
    </li>
  ); // prettier-ignore
}
