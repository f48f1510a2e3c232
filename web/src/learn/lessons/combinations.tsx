// Why nobody learns by listing: patterns of squares, pictures and sounds, counted exactly.
import { Choice } from "../choice";
import { useOneOf, useWhole } from "../kept";
import { LessonPage } from "../page";
import { Range } from "../range";
import { Bars, Listing, Written } from "./combinations_figure";
import { figure, grouped, PICTURE, SAMPLES_A_SECOND, SOUND, STEREO, type Counted } from "./combinations_model";
import { Patterns, Pictures, Sound } from "./combinations_scene";
import { _, count } from "../../lab/words";

type Kind = "squares" | "picture" | "sound";
type Example = [string, () => void];

export default function CombinationsLesson() {
  const squares = (n: number) => grouped(figure({ levels: 2, places: n }).exact!);
  const digits = (of: Counted) => count(figure(of).digits);
  return (
    <LessonPage
      tells={[
        _("Why learn? Why not list everything there is, with the right answer to each? **Count first.** A square that is black or white has 2 patterns, and each square more doubles them: 2 squares have {two}, 3 squares {three}, 100 squares {hundred}.", { two: squares(2), three: squares(3), hundred: squares(100) }),
        _("A colour picture of 32 × 32 [pixels](pixel) is {inputs} [inputs](input) of 256 levels: its pictures are a number of {picture} digits. Ten seconds of sound, 44,100 samples a second of 8 bits, are {samples} samples: a number of {sound} digits, and in stereo of {stereo}.", { inputs: count(PICTURE.places), picture: digits(PICTURE), samples: count(SOUND.places), sound: digits(SOUND), stereo: digits(STEREO) }),
        _("No list can hold them. It needn't: what is drawn by chance is [noise](noise), as “pictures” and “sounds” show. Pictures that mean something have much in common, and that can be learnt from a few [examples](example): this is [generalisation](generalisation)."),
        _("The lab's handwritten digits, 8 × 8 pixels of 17 levels, are among some 5.6 × 10⁷⁸ pictures. A [network](network) with 2,410 [parameters](parameter) that learnt from 1,079 of them reads more than nine in ten of the digits that it never saw."),
      ]}
      question={{
        asks: _("Since the Big Bang, about 4 × 10¹⁷ seconds ago, you have been listing the patterns of 100 squares, a billion a second. How far are you?"),
        choices: [_("Done long ago."), _("About half-way."), _("Not even a thousandth is done.")],
        right: 2,
        because: _("4 × 10¹⁷ times 10⁹ are 4 × 10²⁶ patterns, of 1.27 × 10³⁰: about 3 of 10,000. Ten squares more, and the list is 1,024 times as long. A network sees some thousand examples, and answers for all the others."),
      }}
    >
      <Counting />
    </LessonPage>
  ); // prettier-ignore
}

function Counting() {
  const [kind, setKind] = useOneOf<Kind>("of", ["squares", "picture", "sound"], "squares");
  const [squares, setSquares] = useWhole("squares", 3, 1, 100);
  const [side, setSide] = useWhole("side", 32, 1, 64);
  const [levels, setLevels] = useWhole("levels", 256, 2, 256);
  const [each, setColours] = useWhole("colours", 3, 1, 3);
  const colours = each === 1 ? 1 : 3;
  const [seconds, setSeconds] = useWhole("seconds", 10, 1, 60);
  const [channels, setChannels] = useWhole("channels", 1, 1, 2);
  const [chance, setChance] = useWhole("chance", 1, 1, 2 ** 31);
  const counted: Counted =
    kind === "squares" ? { levels: 2, places: squares }
    : kind === "picture" ? { levels, places: side * side * colours }
    : { levels: 256, places: seconds * SAMPLES_A_SECOND * channels }; // prettier-ignore
  const found = figure(counted);
  const examples: Example[] = [
    ...[2, 3, 100].map((n): Example => [_("{n} squares", { n }), () => (setKind("squares"), setSquares(n))]),
    [_("{n} × {n} in colour", { n: 32 }), () => (setKind("picture"), setSide(32), setLevels(256), setColours(3))],
    [_("the lab's digits"), () => (setKind("picture"), setSide(8), setLevels(17), setColours(1))],
    [_("10 s of sound"), () => (setKind("sound"), setSeconds(10), setChannels(1))],
    [_("10 s in stereo"), () => (setKind("sound"), setSeconds(10), setChannels(2))],
  ];
  return (
    <>
      <Choice<Kind> label={_("count")} of={[["squares", _("black and white squares")], ["picture", _("pictures")], ["sound", _("sounds")]]} value={kind} set={setKind} />
      <p class="acts">
        <span>{_("for example")}</span>
        {examples.map(([name, show]) => <button key={name} type="button" onClick={show}>{name}</button>)}
      </p>
      {kind === "squares" && <Range label={_("squares")} value={squares} set={setSquares} min={1} max={100} step={1} />}
      {kind === "picture" && (
        <>
          <Range label={_("side in pixels")} value={side} set={setSide} min={1} max={64} step={1} />
          <Range label={_("levels")} value={levels} set={setLevels} min={2} max={256} step={1} />
          <Choice label={_("each pixel is")} of={[["1", _("one grey")], ["3", _("red, green and blue")]]} value={String(colours)} set={(text) => setColours(Number(text))} />
        </>
      )}
      {kind === "sound" && (
        <>
          <Range label={_("seconds")} value={seconds} set={setSeconds} min={1} max={60} step={1} />
          <Choice label={_("channels")} of={[["1", _("one")], ["2", _("two (stereo)")]]} value={String(channels)} set={(text) => setChannels(Number(text))} />
        </>
      )}
      <div class="combinations-scene">
        {kind === "squares" && <Patterns squares={squares} chance={chance} />}
        {kind === "picture" && <Pictures side={side} levels={levels} colours={colours} chance={chance} />}
        {kind === "sound" && <Sound channels={channels} chance={chance} />}
        {!(kind === "squares" && squares <= 4) && <button type="button" onClick={() => setChance(chance + 1)}>{_("Others")}</button>}
      </div>
      <Written counted={counted} figure={found} />
      <Bars figure={found} />
      <Listing log={found.log} />
    </>
  ); // prettier-ignore
}
