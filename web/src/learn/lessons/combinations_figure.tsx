// A number that may be too long to be written: its ends, its length beside other lengths, and the time to count to it.
import { Fragment } from "preact";
import { A_SECOND, ATOMS, ends, grouped, listing, rough, SECONDS, type Counted, type Figure, type Unit } from "./combinations_model";
import { _, count } from "../../lab/words";

/** A text in which "10^13" is written as a power; "^" stays for who copies or hears it. */
export function Powers({ says }: { says: string }) {
  return <>{says.split(/\^([\d,]+)/).map((part, i) => (i % 2 ? <sup key={i} class="combinations-power"><span class="combinations-hat">^</span>{part}</sup> : part))}</>; // prettier-ignore
}

export function Written({ counted: { levels, places }, figure }: { counted: Counted; figure: Figure }) {
  const { digits, exact, first } = figure;
  const [head, tail] = ends(figure);
  const power = `${levels}^${count(places)}`;
  return (
    <div class="combinations-number" role="status">
      <p class="says">
        <Powers says={`${power} = `} />
        <b><Digits says={exact ? grouped(exact) : `${head},…,${tail}`} /></b>
      </p>
      <p class="soft">
        <Powers says={_("values: {places}, levels of each: {levels}, digits: {digits}", { places: count(places), levels, digits: count(digits) })} />
        {!exact && <>{" · "}{_("with its first two digits kept: a {two} with {zeros} zeros", { two: first.slice(0, 2), zeros: count(digits - 2) })}</>}
      </p>
    </div>
  ); // prettier-ignore
}

/** A line may end after each comma. */
function Digits({ says }: { says: string }) {
  return <>{says.split(/(?<=,)/).map((part, i) => <Fragment key={i}>{part}<wbr /></Fragment>)}</>; // prettier-ignore
}

/** Digits as lengths. */
export function Bars({ figure }: { figure: Figure }) {
  const rows: [string, number][] = [
    [_("seconds since the Big Bang"), Math.log10(SECONDS)],
    [_("atoms in the observable universe"), Math.log10(ATOMS)],
    [_("this number"), figure.log],
  ];
  const longest = Math.max(...rows.map(([, log]) => log));
  return (
    <figure class="combinations-bars">
      <figcaption>{_("How long the numbers are, written out: each digit more is ten times as many")}</figcaption>
      {rows.map(([name, log], i) => (
        <div key={i}>
          <span>{name}</span>
          <span class="combinations-bar" style={{ width: `${(100 * log) / longest}%` }} />
          <span><Powers says={log < 3 ? rough(log) : _("about {n}", { n: rough(log) })} /></span>
        </div>
      ))}
    </figure>
  ); // prettier-ignore
}

export function Listing({ log }: { log: number }) {
  const { unit, log: amount } = listing(log);
  const n = rough(amount);
  const times = log - Math.log10(A_SECOND) - Math.log10(SECONDS);
  const says: Record<Unit, () => string> = {
    instant: () => _("less than a second"),
    seconds: () => _("{n} seconds", { n }),
    minutes: () => _("{n} minutes", { n }),
    hours: () => _("{n} hours", { n }),
    days: () => _("{n} days", { n }),
    years: () => _("{n} years", { n }),
  };
  return (
    <p class="combinations-listing">
      <Powers says={_("Listing all of them, a billion a second, takes {time}.", { time: says[unit]() })} />
      {times > 0 && <span><Powers says={_("That is {n} times the time since the Big Bang.", { n: rough(times) })} /></span>}
    </p>
  ); // prettier-ignore
}
